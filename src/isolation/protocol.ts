import type { CaseResult } from '../conformance/index.js';

/** What the suite's process says to the driver's: run this case. */
export interface RunCase {
  readonly run: string;
}

/** What the driver's process says to the suite's. */
export type WorkerMessage =
  /** The driver is loaded; cases may come. */
  | { readonly ready: string }
  /** The driver cannot be tested as it is: one line on what to do. */
  | { readonly refused: string }
  | { readonly result: CaseResult };
