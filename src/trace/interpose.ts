import type {
  AnyFunction,
  DdiFunction,
  FunctionDeclaration,
  Interposer,
  Process,
  TableDeclaration,
  TableEntries,
} from '../abi/index.js';

/** One call, as a hook sees it. */
export interface Call<D extends FunctionDeclaration = FunctionDeclaration> {
  readonly declaration: D;
  readonly args: Parameters<DdiFunction<D>>;
  readonly process: Process;
}

/** What the caller gets instead. An object, because a VOID function's answer is itself nothing. */
export interface Answer<D extends FunctionDeclaration = FunctionDeclaration> {
  readonly answer: ReturnType<DdiFunction<D>>;
}

// A hook answers, or leaves things as they are; one that returns nothing at all does the latter.
// eslint-disable-next-line @typescript-eslint/no-invalid-void-type
type MaybeAnswer<D extends FunctionDeclaration> = Answer<D> | undefined | void;

/** What can be hung on a function. A function that none of the three is for is left as it is, at no cost. */
export interface Hook<D extends FunctionDeclaration = FunctionDeclaration> {
  /** Sees the call first; where it answers, the function is not called, and `after` neither. */
  readonly before?: (call: Call<D>) => MaybeAnswer<D>;
  /** Sees what the function answered, and may answer otherwise. Not called when the function throws. */
  readonly after?: (call: Call<D>, result: ReturnType<DdiFunction<D>>) => MaybeAnswer<D>;
  /** Stands in for the function; `before` and `after` are hung on what it returns. */
  readonly replace?: (inner: DdiFunction<D>, declaration: D, process: Process) => DdiFunction<D>;
}

function hung(declaration: FunctionDeclaration, inner: AnyFunction, process: Process, hook: Hook) {
  const { before, after, replace } = hook;
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

/** An interposer that hangs one hook on every function. */
export function onEvery(hook: Hook): Interposer {
  return (declaration, inner, process) => hung(declaration, inner, process, hook);
}

/** An interposer that hangs a hook on one function, whose types it has; all others are left as they are. */
export function on<D extends FunctionDeclaration>(declaration: D, hook: Hook<D>): Interposer {
  // Only the function of this very declaration is touched, so that its arguments are what the types say.
  return (other, inner, process) =>
    other === (declaration as FunctionDeclaration)
      ? hung(other, inner, process, hook as unknown as Hook)
      : inner;
}

/** Several interposers as one: the first is nearest to the caller. */
export function chain(...interposers: readonly Interposer[]): Interposer {
  return (declaration, inner, process) =>
    interposers.reduceRight((target, interposer) => interposer(declaration, target, process), inner);
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
