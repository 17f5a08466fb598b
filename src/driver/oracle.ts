import type { HCryptoSession, HDevice, HResource } from '../ddi/index.js';

/** A look into what a player cannot see. Optional, like control. */
export interface DriverOracle {
  /** The logical bytes of a resource's subresource 0 (D-24), or null for a handle that is not live. */
  resourceBytes(hDevice: HDevice, hResource: HResource): Uint8Array | null;
  /** The session key in use, a copy; null without one. */
  sessionKey(hDevice: HDevice, hCryptoSession: HCryptoSession): Uint8Array | null;
  /** True while these bytes lie anywhere in what the driver keeps of keys. */
  remembers(secret: Uint8Array): boolean;
}
