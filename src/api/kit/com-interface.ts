/** An interface as data: its methods in the order of the vtable, held against the TypeScript interface of its callers. */
import type { FunctionDeclaration, Guid } from '../../abi/index.js';
import { guid } from '../../abi/index.js';
import type { AnyMethodSpec, MethodSpec } from './methods.js';
import type { AnyApiParameter } from './parameters.js';

/** One method of an interface, with its place in the vtable. Its `name` is `ID3D11Device::CreateBuffer`. */
export interface ComMethod extends FunctionDeclaration<readonly AnyApiParameter[]>, AnyMethodSpec {
  readonly returns: AnyMethodSpec['returns'];
  readonly parameters: readonly AnyApiParameter[];
  /** The member's name, `CreateBuffer`. */
  readonly member: string;
  /** Counted from QueryInterface, which is 0; {@link noSlot} for a function of a library. */
  readonly slot: number;
}

/** An interface as it is declared. */
export interface AnyComInterface {
  readonly name: string;
  readonly iid: Guid;
  readonly base: AnyComInterface | null;
  /** Its own methods, in vtable order; those of its bases stand before them. */
  readonly methods: readonly ComMethod[];
  /** The slot of its first own method. */
  readonly firstSlot: number;
}

/** The same with what callers see of it. */
export interface ComInterface<I> extends AnyComInterface {
  /** Only for the compiler. */
  readonly [caller]?: (view: I) => I;
}

declare const caller: unique symbol;

type Arguments<F> = F extends (...args: infer A) => unknown ? A : never;
type Returned<F> = F extends (...args: never[]) => infer R ? R : never;
// A method that returns nothing is declared with `nothing`.
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
type Result<F> = void extends Returned<F> ? undefined : Returned<F>;

/** The methods that an interface has beyond its base, each with the declaration that fits it exactly. */
export type OwnMethods<I, Base> = {
  readonly [M in Exclude<keyof I, keyof Base>]: MethodSpec<Arguments<I[M]>, Result<I[M]>>;
};

/** How many slots an interface has, those of its bases included. */
export function slotCount(declaration: AnyComInterface | null): number {
  return declaration === null ? 0 : declaration.firstSlot + declaration.methods.length;
}

/** What a function of a library has for a slot. */
const noSlot = -1;

function declared(name: string, member: string, slot: number, spec: AnyMethodSpec): ComMethod {
  return { ...spec, name, typedef: '', clauses: '', codes: [], decidedCodes: [], member, slot };
}

/** Declares an interface. The members of `methods` stand in vtable order. */
export function comInterface<I extends Base, Base>(
  name: string,
  iid: string,
  base: ComInterface<Base> | null,
  methods: OwnMethods<I, Base>,
): ComInterface<I> {
  const firstSlot = slotCount(base);
  const own = Object.entries(methods as Readonly<Record<string, AnyMethodSpec>>).map(
    ([member, spec], index) => declared(`${name}::${member}`, member, firstSlot + index, spec),
  );
  return { name, iid: guid(iid), base, methods: own, firstSlot };
}

/** A function of a library, D3D11CreateDevice: a method without This. */
export interface ApiFunction<F> extends ComMethod {
  /** Only for the compiler. */
  readonly [caller]?: (call: F) => F;
}

/** Declares a function of a library. What implements it has it under its name. */
export function apiFunction<F>(name: string, spec: MethodSpec<Arguments<F>, Result<F>>): ApiFunction<F> {
  return declared(name, name, noSlot, spec);
}

/** Whether a declaration is the API's: a method, or a function of a library. */
export function isComMethod(declaration: FunctionDeclaration): declaration is ComMethod {
  return 'slot' in declaration;
}

/** Whether a method is called on an object. A function of a library is not. */
export const hasThis = ({ slot }: ComMethod) => slot !== noSlot;

/** Whether something that a module exports is an interface's declaration. */
export function isComInterface(value: unknown): value is AnyComInterface {
  return typeof value === 'object' && value !== null && 'iid' in value && 'methods' in value;
}

/** An interface and its bases, itself first. */
export function* withBases(declaration: AnyComInterface): Generator<AnyComInterface> {
  for (let each: AnyComInterface | null = declaration; each !== null; each = each.base) yield each;
}

/** Every method of an interface, those of its bases first: the vtable. */
export function vtableMethods(declaration: AnyComInterface): readonly ComMethod[] {
  return [...(declaration.base ? vtableMethods(declaration.base) : []), ...declaration.methods];
}

/** Whether `declaration` is `other`, or derived from it. */
export function derivesFrom(declaration: AnyComInterface, other: AnyComInterface): boolean {
  for (const each of withBases(declaration)) if (each === other) return true;
  return false;
}
