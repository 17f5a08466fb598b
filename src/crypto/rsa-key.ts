import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { checkBytes } from './check.js';

/** The public half of an RSA key as a JSON Web Key: n and e in base64url. */
export function publicJwk(key: KeyObject): JsonWebKey {
  return (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
}

/** One number of a JSON Web Key as big-endian bytes without leading zeros. */
export function jwkBytes(text: string | undefined): Uint8Array {
  return new Uint8Array(Buffer.from(text ?? '', 'base64url'));
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
