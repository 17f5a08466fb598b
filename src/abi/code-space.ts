import type { Memory } from './access.js';
import type { Address } from './address.js';
import type { FunctionDeclaration, DdiFunction } from './function.js';

/** Where functions have addresses: the code half of the process that driver and runtime share. */
export interface CodeSpace {
  /** The address of a function, for a table or a callback slot. */
  addressOf<D extends FunctionDeclaration>(declaration: D, implementation: DdiFunction<D>): Address;
  /** The function at an address. Throws an access violation where there is none. */
  functionAt<D extends FunctionDeclaration>(declaration: D, address: Address): DdiFunction<D>;
}

/** The process that driver and runtime share: what stands behind the numbers that a call passes. */
export interface Process {
  readonly memory: Memory;
  readonly code: CodeSpace;
}
