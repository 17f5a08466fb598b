import type { Guid } from '../abi/index.js';
import type { HCryptoSession, HDecode, HDevice, HResource } from '../ddi/index.js';

/** A look into what a player cannot see. Optional, like control. */
export interface DriverOracle {
  /** The logical bytes of a resource's subresource 0 (D-24), or null for a handle that is not live. */
  resourceBytes(hDevice: HDevice, hResource: HResource): Uint8Array | null;
  /** The session key in use, a copy; null without one. */
  sessionKey(hDevice: HDevice, hCryptoSession: HCryptoSession): Uint8Array | null;
  /**
   * What a decoder got for its last frame that ended, decrypted, in the order of submission, and nothing of it once a
   * tear-down took it (D-44); null for a handle that is not live, or before the first frame.
   */
  decodedBuffers?(hDevice: HDevice, hDecoder: HDecode): readonly DecodedBuffer[] | null;
  /** What SetHardwareProtectionState last said of a device: false before it; null for a handle that is not live. */
  hardwareProtection?(hDevice: HDevice): boolean | null;
  /** A key of the trusted environment, a copy; null where there is none of that name. */
  hardwareKey?(keyId: Guid): Uint8Array | null;
  /** True while these bytes lie anywhere in what the driver keeps of keys. */
  remembers(secret: Uint8Array): boolean;
}

/** A compressed buffer as it lies in protected memory. */
export interface DecodedBuffer {
  /** D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE. */
  readonly type: number;
  /** A copy, in clear. */
  readonly bytes: Uint8Array;
}
