import type { KeyObject } from 'node:crypto';

/** Who the driver is: its certificate's private key, and the chain's bytes as GetCertificate returns them (D-05). */
export interface DriverIdentity {
  readonly privateKey: KeyObject;
  readonly certificateChain: Uint8Array;
}

/**
 * JavaScript's callers can leave it out, and would get a driver whose key exchange fails for no reason to be seen.
 * @throws TypeError when there is none
 */
export function checkIdentity(identity: DriverIdentity | undefined): DriverIdentity {
  if (identity) return identity;
  throw new TypeError(
    'identity: expected { privateKey, certificateChain }; createDriver() brings a test identity',
  );
}
