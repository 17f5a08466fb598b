import type { FieldType } from './scalars.js';
import type { ResultType } from './result.js';

/** Which way the bytes behind a pointer travel. */
export type Direction = 'in' | 'out' | 'inout';

/** Bytes whose layout is chosen by a value beside them: a GUID, a number. */
export interface ChosenExtent {
  readonly chosenBy: {
    /** The parameter that is that value or points to it. */
    readonly at: string;
    /** Where that parameter points to a structure: the member. */
    readonly member?: string;
  };
  /** By that value what lies here. */
  readonly layouts: ReadonlyMap<unknown, FieldType<unknown>>;
  /** What all of them begin with; all that is known where the value chooses none. */
  readonly head?: FieldType<unknown>;
  /** The parameter that counts the bytes. Without it there are as many as the layout has. */
  readonly bytesIn?: string;
}

/** What lies behind a pointer: one value or an array of them, bytes that another parameter counts, or unknown. */
export type Extent =
  | {
      readonly layout: FieldType<unknown>;
      /** Of an array: the parameter that counts its elements. */
      readonly countIn?: string;
      /** Where what its pointers lead to lies behind it in the same memory: the parameter that counts all bytes. */
      readonly bytesIn?: string;
    }
  | ChosenExtent
  | { readonly bytesIn: string }
  | { readonly opaque: true };

export interface Parameter<Name extends string = string, T = unknown> {
  readonly name: Name;
  readonly type: FieldType<T>;
  /** Only for pointers: what lies behind, and which way it travels. */
  readonly direction?: Direction;
  readonly extent?: Extent;
  readonly optional?: boolean;
  /** Of a handle: the private block of an object that the call is to make, not one that is there. */
  readonly made?: boolean;
}

/** A parameter passed by value: a number, an enum, a handle. */
export function value<const Name extends string, T>(name: Name, type: FieldType<T>): Parameter<Name, T> {
  return { name, type };
}

/** A handle of an object that the call makes: the private block, which the runtime has allocated (DEV-1). */
export function made<const Name extends string, T>(
  name: Name,
  type: FieldType<T>,
): Parameter<Name, T> & { readonly made: true } {
  return { name, type, made: true };
}

/** A parameter that is a pointer, with what lies behind it. */
export function behind<const Name extends string, T>(
  name: Name,
  type: FieldType<T>,
  direction: Direction,
  extent: Extent,
  optional = false,
): Parameter<Name, T> {
  return { name, type, direction, extent, optional };
}

// A function type needs void here, as the header does.
type Returned<R extends ResultType> =
  // eslint-disable-next-line @typescript-eslint/no-invalid-void-type
  R extends ResultType<infer T> ? (T extends undefined ? void : T) : never;

/** One function of the DDI as data: its signature, its codes, and where its rules are written. */
export interface FunctionDeclaration<
  P extends readonly Parameter[] = readonly Parameter[],
  R extends ResultType = ResultType,
> {
  readonly name: string;
  /** The type's name in the header. */
  readonly typedef: string;
  /** The clause group: `NCS` for NCS-1, NCS-2, … */
  readonly clauses: string;
  readonly returns: R;
  readonly parameters: P;
  /**
   * The codes that the function's page lists, of the type that it returns; for a VOID function those it may pass to
   * pfnSetErrorCb.
   */
  readonly codes: readonly number[];
  /** Codes that a decision adds (D-16), apart from the listed ones. */
  readonly decidedCodes: readonly number[];
}

type ArgumentsOf<P extends readonly Parameter[]> = {
  -readonly [K in keyof P]: P[K] extends Parameter<string, infer T> ? T : never;
};

/** The TypeScript function that a declaration stands for: numbers, addresses and handles in, a code out. */
export type DdiFunction<D extends FunctionDeclaration> = (
  ...args: ArgumentsOf<D['parameters']>
) => Returned<D['returns']>;

/** Declares a function. */
export function declare<const P extends readonly Parameter[], const R extends ResultType>(declaration: {
  readonly name: string;
  readonly typedef: string;
  readonly clauses: string;
  readonly returns: R;
  readonly parameters: P;
  readonly codes?: readonly number[];
  readonly decidedCodes?: readonly number[];
}): FunctionDeclaration<P, R> {
  return { codes: [], decidedCodes: [], ...declaration };
}

/** Whether something that a module exports is a function's declaration. */
export function isFunctionDeclaration(value: unknown): value is FunctionDeclaration {
  return typeof value === 'object' && value !== null && 'typedef' in value && 'parameters' in value;
}

/** The same signature under another slot's name. */
export function alias<const D extends FunctionDeclaration>(name: string, declaration: D): D {
  return { ...declaration, name };
}

/** A function of which only the declaration says what it takes. */
export type AnyFunction = DdiFunction<FunctionDeclaration>;
