import type { DebugMessage } from './message.js';

/** What a machine's debug layer does beyond the real one. */
export interface DebugSettings {
  /**
   * What becomes of a device whose driver refuses a call that returns nothing (D-08): `remove`, as the real runtime does,
   * or `diagnose`: the call is dropped, a message says why, and the device is kept.
   */
  readonly criticalVoid: 'remove' | 'diagnose';
  /** Makes errors of what is else a warning to callers: counters used twice, keys not negotiated, objects left behind. */
  readonly strict: boolean;
  /** Keeps where each object was made, for reports of those that are left. */
  readonly creationStacks: boolean;
  /** Tells where a key is negotiated and the certificate was never read. */
  readonly certificateChecks: boolean;
  /**
   * Hears every message that the storage filter lets through, at once: the place of OutputDebugString. Not after
   * SetMuteDebugOutput(TRUE).
   */
  readonly onMessage?: (message: DebugMessage) => void;
  /**
   * Called where the real layer would stop in a debugger (SetBreakOnSeverity and its like), in the middle of the call.
   * Without it a break is nothing. What it throws comes out of that call, which is not finished then: fail the test with
   * it, and do not use the device again.
   */
  readonly onBreak?: (message: DebugMessage) => void;
}

export const defaultDebugSettings: DebugSettings = {
  criticalVoid: 'remove',
  strict: false,
  creationStacks: false,
  certificateChecks: false,
};
