import type { KeyObject } from 'node:crypto';
import { checkKeyBufferKey } from '../../src/crypto/index.js';

/** Who the driver is: its certificate's private key, and the chain's bytes as GetCertificate returns them (D-05). */
export interface DriverIdentity {
  readonly privateKey: KeyObject;
  readonly certificateChain: Uint8Array;
}

/**
 * Without an identity, or with a key that opens nothing, the key exchange would fail for no reason to be seen.
 * @throws TypeError when there is none, or its key is not a private RSA key of two primes
 * @throws RangeError when its key has not 2048 bits
 */
export function checkIdentity(identity: DriverIdentity | undefined): DriverIdentity {
  if (!identity) {
    throw new TypeError(
      'identity: expected { privateKey, certificateChain }; createDriver() brings a test identity',
    );
  }
  checkKeyBufferKey('identity.privateKey', identity.privateKey);
  return identity;
}
