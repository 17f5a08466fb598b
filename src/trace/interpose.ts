import type {
  AnyFunction,
  Besides,
  DdiFunction,
  FunctionDeclaration,
  Interposer,
  Parameter,
  PlainInterposer,
  Process,
  ResultType,
  TableDeclaration,
  TableEntries,
} from '../abi/index.js';
import type { AnyComInterface, ApiFunction, ComInterface } from '../api/kit/index.js';

/** One call, as a hook sees it. */
export interface Call<
  D extends FunctionDeclaration = FunctionDeclaration,
  B extends Besides = readonly [process: Process],
> {
  readonly declaration: D;
  readonly args: Parameters<DdiFunction<D>>;
  /** Memory and code of a driver's process. At the API there is none. */
  readonly process: B[0];
}

/** What the caller gets instead. An object, because a VOID function's answer is itself nothing. */
export interface Answer<D extends FunctionDeclaration = FunctionDeclaration> {
  readonly answer: ReturnType<DdiFunction<D>>;
}

// A hook answers, or leaves things as they are; one that returns nothing at all does the latter.
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
type MaybeAnswer<D extends FunctionDeclaration> = Answer<D> | undefined | void;

/** What can be hung on a function. A function that none of the three is for is left as it is, at no cost. */
export interface Hook<
  D extends FunctionDeclaration = FunctionDeclaration,
  B extends Besides = readonly [process: Process],
> {
  /** Sees the call first; where it answers, the function is not called, and `after` neither. */
  readonly before?: (call: Call<D, B>) => MaybeAnswer<D>;
  /** Sees what the function answered, and may answer otherwise. Not called when the function throws. */
  readonly after?: (call: Call<D, B>, result: ReturnType<DdiFunction<D>>) => MaybeAnswer<D>;
  /** Stands in for the function; `before` and `after` are hung on what it returns. */
  readonly replace?: (inner: DdiFunction<D>, declaration: D, process: B[0]) => DdiFunction<D>;
}

/** A method or function of the API as hooks are typed by it: its arguments are those of the TypeScript signature. */
type ApiDeclaration<A extends readonly unknown[], R> = FunctionDeclaration<
  { readonly [K in keyof A]: Parameter<string, A[K]> },
  ResultType<R>
>;
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
type Result<R> = void extends R ? undefined : R;

/** What can be hung on a method of an interface. Its first argument is the object that it is called on (This). */
export type MethodHook<I, M extends keyof I> = I[M] extends (...args: infer A) => infer R
  ? Hook<ApiDeclaration<[This: I, ...args: A], Result<R>>, readonly []>
  : never;

/** What can be hung on a function that a library exports. */
export type FunctionHook<F> = F extends (...args: infer A) => infer R
  ? Hook<ApiDeclaration<A, Result<R>>, readonly []>
  : never;

function hung<B extends Besides>(
  declaration: FunctionDeclaration,
  inner: AnyFunction,
  besides: B,
  { before, after, replace }: Hook<FunctionDeclaration, B>,
) {
  const process = besides[0] as B[0];
  const target = replace ? replace(inner, declaration, process) : inner;
  if (!before && !after) return target;
  const hooked: AnyFunction = (...args) => {
    const call = { declaration, args, process };
    const early = before?.(call);
    if (early) return early.answer;
    const result = target(...args);
    const other = after?.(call, result);
    return other ? other.answer : result;
  };
  return hooked;
}

/**
 * An interposer that hangs one hook on every function. It is for drivers, unless an {@link ApiInterposer} is wanted of it;
 * `onEvery<[]>(…)` says so where nothing else does, and is for both.
 */
export function onEvery<B extends Besides = readonly [process: Process]>(
  hook: Hook<FunctionDeclaration, B>,
): Interposer<B> {
  return (declaration, inner, ...besides) => hung(declaration, inner, besides, hook);
}

/**
 * An interposer that hangs a hook on one method of an interface: `on(ID3D11Device, 'CreateBuffer', { before: … })`. All
 * objects that have it call it, also through interfaces that are derived from this one.
 * @throws TypeError for a method that the interface has not, or has of another
 */
export function on<I, M extends keyof I & string>(
  declaration: ComInterface<I>,
  method: M,
  hook: MethodHook<I, M>,
): PlainInterposer;
/** An interposer that hangs a hook on one function of a library: `on(D3D11CreateDevice, { after: … })`. */
export function on<F>(declaration: ApiFunction<F>, hook: FunctionHook<F>): PlainInterposer;
/** An interposer that hangs a hook on one function, whose types it has; all others are left as they are. */
export function on<D extends FunctionDeclaration>(declaration: D, hook: Hook<D>): Interposer;
export function on(
  declaration: FunctionDeclaration | AnyComInterface,
  ...rest: readonly [hook: object] | readonly [method: string, hook: object]
): Interposer<Besides> {
  const [target, hook] =
    'methods' in declaration
      ? [ownMethod(declaration, rest[0] as string), rest[1]]
      : [declaration, rest[0] as object];
  // Only the function of this very declaration is touched, so that its arguments are what the types say.
  return (other, inner, ...besides) =>
    other === target ? hung(other, inner, besides, hook as Hook<FunctionDeclaration, Besides>) : inner;
}

function ownMethod({ name, methods }: AnyComInterface, member: string): FunctionDeclaration {
  const found = methods.find((method) => method.member === member);
  if (found) return found;
  throw new TypeError(`on: expected a method that ${name} does not inherit, received '${member}'`);
}

/**
 * Several interposers as one: the first is nearest to the caller. It is for drivers, unless an {@link ApiInterposer} is
 * wanted of it, or `chain<[]>(…)` says so.
 */
export function chain<B extends Besides = readonly [process: Process]>(
  ...interposers: readonly NoInfer<Interposer<B>>[]
): Interposer<B> {
  return (declaration, inner, ...besides) =>
    interposers.reduceRight((target, interposer) => interposer(declaration, target, ...besides), inner);
}

/** The same table with every function passed through `interposer`. Traces, faults and guards are made of this. */
export function interpose<T extends TableDeclaration>(
  declaration: T,
  entries: TableEntries<T>,
  interposer: Interposer,
  process: Process,
): TableEntries<T> {
  const wrapped = Object.entries(entries).map(([slot, inner]) => [
    slot,
    interposer(declaration.functions[slot]!, inner as AnyFunction, process),
  ]);
  return Object.fromEntries(wrapped) as TableEntries<T>;
}
