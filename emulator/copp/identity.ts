import type { KeyObject } from 'node:crypto';
import { checkKeyBufferKey } from '../../src/crypto/index.js';

/**
 * Who the driver is to COPP: the key that opens start messages, and the certificate chain as KeyExchange returns it. The
 * chain is passed on as it is, so that whoever made it has seen to its form (CERT-1, CERT-2, CERT-3, CERT-4), its usages
 * (CERT-5) and who signed it (CERT-6, CERT-7, CERT-8).
 */
export interface CoppIdentity {
  /** RSA-2048, the private half of the leaf certificate's key (COPP-6). */
  readonly privateKey: KeyObject;
  /** The XML document's bytes. */
  readonly certificate: Uint8Array;
}

/**
 * @throws TypeError when the key is not a private RSA key of two primes, or the certificate is no bytes
 * @throws RangeError when the key has not 2048 bits
 */
export function checkCoppIdentity(identity: CoppIdentity): CoppIdentity {
  checkKeyBufferKey('coppIdentity.privateKey', identity.privateKey);
  const { certificate }: { readonly certificate: unknown } = identity;
  if (!(certificate instanceof Uint8Array) || certificate.length === 0)
    throw new TypeError("coppIdentity.certificate: expected the XML document's bytes");
  return identity;
}
