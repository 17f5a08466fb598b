import type { Process } from './code-space.js';
import type { AnyFunction, FunctionDeclaration } from './function.js';

/** What goes with a call besides its arguments: at a driver's border the process, at the API nothing. */
export type Besides = readonly [process?: Process];

/**
 * Puts something between caller and function: gets the declaration and the function, returns what to call instead.
 * @typeParam B the process, `[Process]`; `[]` for one that needs none, and `[Process?]` for one that can do without
 */
export type Interposer<B extends Besides = readonly [process: Process]> = (
  declaration: FunctionDeclaration,
  inner: AnyFunction,
  ...besides: B
) => AnyFunction;

/** An interposer that needs nothing of the process. It can be hung on the API and on a driver. */
export type PlainInterposer = Interposer<readonly []>;
