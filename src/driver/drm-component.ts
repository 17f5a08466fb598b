import type { Guid, Hresult } from '../abi/index.js';

/** Keys of the trusted environment, by the GUIDs that frames name them with (pKeyInfoId). No session sees them. */
export interface HardwareKeys {
  /** Puts a key, a copy of 16 bytes; one of the same name is overwritten. @throws RangeError for another size */
  install(keyId: Guid, key: Uint8Array): void;
  /** Overwrites a key and forgets it. */
  forget(keyId: Guid): void;
}

/** One command to the trusted environment, as a session with HW_PROTECTION carries it (HWP-1, HWP-4). */
export interface DrmCommand {
  /** HWProtectionFunctionID: the DRM component's own numbers (HWP-4). */
  readonly functionId: number;
  /** What follows the driver's own bytes in pbInput, a copy. */
  readonly data: Uint8Array;
  /** MaxHWProtectionDataSize: a longer result is cut off with an error (HWP-2). */
  readonly maxResultBytes: number;
  readonly keys: HardwareKeys;
}

/** What a command came to. */
export interface DrmResult {
  /** Goes into Status; the function itself succeeds (HWP-5). */
  readonly status: Hresult;
  readonly data?: Uint8Array;
  /** In units of 100 ns, 64 bits (HWP-3); 0 unless told. */
  readonly transportTime?: bigint;
  readonly executionTime?: bigint;
}

/** What stands for the trusted environment: D-42 leaves its messages to whoever plays it. */
export interface DrmComponent {
  execute(command: DrmCommand): DrmResult;
  /**
   * GetDataForNewHardwareKey: 64 bits from which a new key is made (GDHK-1); random ones where this is left out.
   * @param data pPrivatInputData, a copy
   */
  dataForNewKey?(data: Uint8Array, keys: HardwareKeys): bigint;
}
