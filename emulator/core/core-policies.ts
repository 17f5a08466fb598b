/** What a driver of any interface can get wrong. */
export interface CorePolicies {
  /** Overwrites a key that is no longer used (DCS-2). */
  wipeKey(key: Uint8Array): void;
}

/** The honest driver's. */
export const corePolicies: CorePolicies = {
  wipeKey: (key) => {
    key.fill(0);
  },
};
