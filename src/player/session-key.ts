import { X509Certificate } from 'node:crypto';
import { checkBytes, describeValue } from '../crypto/check.js';
import {
  type CryptoEngine,
  oaepHashBytes,
  type OaepHash,
  opensslEngine,
  type RandomSource,
  rsaesOaepEncrypt,
  systemRandom,
} from '../crypto/index.js';

/**
 * Makes the key buffer that NegotiateCryptoSessionKeyExchange takes: RSAES-OAEP of the session key under the leaf
 * certificate's key, empty label, one hash for label and MGF1 (D-01, D-02). Validate the chain first.
 * @param leaf the driver's own certificate, RSA-2048
 * @param sessionKey 16 bytes
 * @param options.random where the OAEP seed comes from (D-60); the system's unless told otherwise
 * @param options.hash 'sha512' unless told otherwise (D-01)
 * @returns 256 bytes, big-endian
 * @throws TypeError when an argument has another type, or the leaf's key is not RSA
 * @throws RangeError when the session key has another length, or the leaf's key is not RSA-2048
 *
 * @example
 * ```ts
 * import { readCertificateChain, wrapSessionKey } from 'softumd/player';
 *
 * function keyBuffer(certificate: Uint8Array, sessionKey: Uint8Array): Uint8Array {
 *   const { leaf } = readCertificateChain(certificate); // validate it first
 *   return wrapSessionKey(leaf, sessionKey, { hash: 'sha512' });
 * }
 * ```
 */
export function wrapSessionKey(
  leaf: X509Certificate,
  sessionKey: Uint8Array,
  {
    random = systemRandom(),
    hash = 'sha512',
    engine = opensslEngine(),
  }: { random?: RandomSource; hash?: OaepHash; engine?: CryptoEngine } = {},
): Uint8Array {
  if (!(leaf instanceof X509Certificate)) {
    throw new TypeError(`leaf: expected an X509Certificate, received ${describeValue(leaf)}`);
  }
  checkBytes('sessionKey', sessionKey, 16);
  const key = leaf.publicKey;
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (key.asymmetricKeyType !== 'rsa') {
    throw new TypeError(`leaf: expected a certificate with an RSA key, received ${describeValue(key)}`);
  }
  if (bits !== 2048)
    throw new RangeError(`leaf: expected an RSA key of 2048 bits, received ${bits ?? 'another'}`);
  return rsaesOaepEncrypt(engine, key, sessionKey, random.bytes(oaepHashBytes(hash)), hash);
}
