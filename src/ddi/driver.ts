import type { OpenAdapter10_2 } from './adapter.js';
import type { Memory } from './access.js';
import type { DdiFunction, FunctionDeclaration } from './function.js';
import type { Address, HCryptoSession, HDevice, HResource } from './types.js';

/** Where functions have addresses: the code half of the process that driver and runtime share. */
export interface CodeSpace {
  /** The address of a function, for a table or a callback slot. */
  addressOf<D extends FunctionDeclaration>(declaration: D, implementation: DdiFunction<D>): Address;
  /** The function at an address. Throws an access violation where there is none. */
  functionAt<D extends FunctionDeclaration>(declaration: D, address: Address): DdiFunction<D>;
}

/**
 * A driver as Windows sees it: one exported entry, and a process (memory and code) in which its tables, handles
 * and buffers lie. The emulated driver, a native library and a driver in TypeScript all look like this.
 */
export interface DriverUnderTest {
  readonly name: string;
  readonly memory: Memory;
  readonly code: CodeSpace;
  readonly OpenAdapter10_2: DdiFunction<typeof OpenAdapter10_2>;
  /** What the driver says of itself. With a profile, a decided point that differs is a failure, not a warning. */
  readonly profile?: DriverProfile;
  readonly control?: DriverControl;
  readonly oracle?: DriverOracle;
}

/** The switches of decisions.md: places where the documents are silent and honest drivers may differ. */
export interface DriverProfile {
  readonly name: string;
  /** D-01: the hash of OAEP and of its MGF1. */
  readonly oaepHash: 'sha512' | 'sha256' | 'sha1';
  /** D-04: what a second key negotiation does. */
  readonly renegotiation: 'replace' | 'refuse';
  /** D-05: what GetCertificate returns. */
  readonly certificateContainer: 'pkcs7' | 'pkcs7-leaf-first' | 'der-chain' | 'leaf';
  /** D-08: how a VOID function fails. */
  readonly voidFailure: 'set-error' | 'silent';
  /** D-12: caps of an unsupported pair. */
  readonly unsupportedCaps: 'error' | 'zeros';
  /** D-22: how the counter goes on after Count = 2^64 - 1. */
  readonly ctrCarry: 'count' | 'block';
}

/** The states that a test asks for. Optional: a case that needs it skips where it is absent. */
export interface DriverControl {
  /** Takes the adapter away, as a driver upgrade or an unplugged GPU does: every device is removed. */
  removeDevice(): void;
  /** Lets the driver's nth allocation from now on fail (1 = the next); 0 takes the order back. */
  failAllocation(nth: number): void;
}

/** A look into what a player cannot see. Optional, like control. */
export interface DriverOracle {
  /** The logical bytes of a resource's subresource 0 (D-24), or null for a handle that is not live. */
  resourceBytes(hDevice: HDevice, hResource: HResource): Uint8Array | null;
  /** The session key in use, a copy; null without one. */
  sessionKey(hDevice: HDevice, hCryptoSession: HCryptoSession): Uint8Array | null;
  /** True while these bytes lie anywhere in what the driver keeps of keys. */
  remembers(secret: Uint8Array): boolean;
}
