import type { FunctionDeclaration, Memory } from '../../../abi/index.js';
import type { ClauseId } from '../../rules/clauses/index.js';

/** A duty of the runtime that a call broke. */
export interface Breach {
  readonly clause: ClauseId;
  readonly text: string;
}

/** One call to the driver, as a duty sees it. */
export interface DriverCall {
  readonly declaration: FunctionDeclaration;
  readonly args: readonly number[];
  readonly memory: Memory;
  /** Notes that this call breaks a duty. */
  readonly breaks: (clause: ClauseId, text: string) => void;
}

/** Watches calls for some of the runtime's duties. */
export interface Duty {
  readonly before?: (call: DriverCall) => void;
  /** `succeeded` is false when the driver refused the call, or threw. Called in any case. */
  readonly after?: (call: DriverCall, succeeded: boolean) => void;
}

/** The address as reports write them. */
export const hex = (address: number): string => `0x${address.toString(16)}`;

/** Whether a function destroys the object that its second parameter names. */
export const isDestroy = ({ name, parameters }: FunctionDeclaration): boolean =>
  name.startsWith('Destroy') && parameters.length === 2;

/** Where a create function names the private block of the object that it makes; -1 of any other function. */
export const madeAt = ({ parameters }: FunctionDeclaration): number =>
  parameters.findIndex(({ made }) => made === true);
