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
}

export const defaultDebugSettings: DebugSettings = {
  criticalVoid: 'remove',
  strict: false,
  creationStacks: false,
  certificateChecks: false,
};
