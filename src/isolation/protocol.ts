import type { CaseResult, FunctionNames } from '../conformance/index.js';

/** What the suite's process says to the driver's: run this case, or say that you are still there. */
export type Order = { readonly run: string } | { readonly farewell: true };

/** How the driver's process answers its start. */
export type StartMessage =
  /** The driver is loaded; cases may come. */
  | { readonly ready: string; readonly hasProfile: boolean }
  /** The driver cannot be tested as it is: one line on what to do. */
  | { readonly refused: string };

/** How it answers a case. */
export interface ResultMessage {
  readonly result: CaseResult;
  /** What its driver has, and what was called of it, since it started. */
  readonly functions: FunctionNames;
}

/** How it answers that it is still there, after the last case. */
export interface FarewellMessage {
  readonly farewell: true;
}

/** What the driver's process says to the suite's. */
export type WorkerMessage = StartMessage | ResultMessage | FarewellMessage;

/** A driver in JavaScript can send messages too, of any kind: only what was asked for is an answer. */
const fieldsOf = (message: unknown) => (message ?? {}) as Readonly<Record<string, unknown>>;

export function isStartMessage(message: unknown): message is StartMessage {
  const { ready, refused } = fieldsOf(message);
  return typeof ready === 'string' || typeof refused === 'string';
}

export function isResultOf(id: string, message: unknown): message is ResultMessage {
  const { result, functions } = fieldsOf(message);
  const { filled, called } = fieldsOf(functions);
  return fieldsOf(result)['id'] === id && Array.isArray(filled) && Array.isArray(called);
}

export function isFarewell(message: unknown): message is FarewellMessage {
  return fieldsOf(message)['farewell'] === true;
}
