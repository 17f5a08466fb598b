import type { Process } from './code-space.js';
import type { AnyFunction, FunctionDeclaration } from './function.js';

/** Puts something between caller and function: gets the declaration and the function, returns what to call instead. */
export type Interposer = (
  declaration: FunctionDeclaration,
  inner: AnyFunction,
  process: Process,
) => AnyFunction;

/** An interposer that needs nothing of the process. */
export type PlainInterposer = (declaration: FunctionDeclaration, inner: AnyFunction) => AnyFunction;
