import { createPublicKey, type KeyObject } from 'node:crypto';
import { toBigInt } from './bigint-bytes.js';
import { checkBytes, checkRsaKey } from './check.js';

/** What is read of a JSON Web Key: numbers in base64url. Not every version of Node's declarations has a name for one. */
interface RsaJwk {
  readonly n?: string | undefined;
  readonly e?: string | undefined;
  readonly p?: string | undefined;
  readonly q?: string | undefined;
}

/** The public half of an RSA key as a JSON Web Key: n and e in base64url. */
export function publicJwk(key: KeyObject): RsaJwk {
  return (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
}

/** One number of a JSON Web Key as big-endian bytes without leading zeros. */
export function jwkBytes(text: string | undefined): Uint8Array {
  return new Uint8Array(Buffer.from(text ?? '', 'base64url'));
}

/**
 * Asserts that a private key's modulus is the product of two primes. There may be more (RFC 8017 §3.2, otherPrimeInfos):
 * Node takes such a key, and its JSON Web Key leaves them out and does not say so.
 * @param jwk with n, p and q
 * @throws TypeError when n is not p × q
 */
export function checkTwoPrimes(argument: string, { n, p, q }: RsaJwk): void {
  const [modulus, ...primes] = [n, p, q].map((text) => toBigInt(jwkBytes(text)));
  if (primes.reduce((product, prime) => product * prime, 1n) !== modulus)
    throw new TypeError(`${argument}: expected an RSA key of two primes (n = p × q), received another`);
}

/**
 * Asserts that a key opens key buffers (D-01) on every engine.
 * @throws TypeError when it is not a private RSA key, or one of more than two primes
 * @throws RangeError when it has not 2048 bits
 */
export function checkKeyBufferKey(argument: string, key: unknown): asserts key is KeyObject {
  checkRsaKey(argument, key, 'private');
  const bits = key.asymmetricKeyDetails?.modulusLength;
  if (bits !== 2048)
    throw new RangeError(`${argument}: expected an RSA key of 2048 bits, received ${bits ?? 'another'}`);
  checkTwoPrimes(argument, key.export({ format: 'jwk' }));
}

/**
 * Asserts what a bare RSA operation demands of its block.
 * @param modulus the key's modulus, big-endian, 256 bytes for RSA-2048
 * @throws RangeError when the block has another size or is, as a number, not below the modulus
 */
export function checkRsaBlock(block: Uint8Array, modulus: Uint8Array): void {
  checkBytes('block', block, modulus.length);
  if (Buffer.compare(block, modulus) >= 0) {
    throw new RangeError('block: expected a number below the modulus, received one that is not');
  }
}
