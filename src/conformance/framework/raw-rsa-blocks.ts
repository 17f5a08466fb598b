/** Start messages under the bare RSA operation, little-endian in and out (D-07). */
import type { KeyObject } from 'node:crypto';
import type { RandomSource } from '../../crypto/index.js';
import { opensslEngine, RSA_BLOCK_BYTES } from '../../crypto/index.js';

/**
 * What stands behind the 40 bytes: zeros, as the driver's pages say; PKCS#1 v1.5 turned round, as the application's page
 * makes it; anything else, since a driver insists on no padding (COPP-7).
 */
export type StartPadding = 'zeros' | 'pkcs1' | 'random';

/** 256 bytes, little-endian: what the bare operation encrypts. The last byte is 0, so that the number is below any modulus. */
export function startBlock(payload: Uint8Array, padding: StartPadding, random: RandomSource): Uint8Array {
  const block = new Uint8Array(RSA_BLOCK_BYTES);
  block.set(payload);
  const rest = block.subarray(payload.length, RSA_BLOCK_BYTES - 1);
  if (padding === 'random') rest.set(random.bytes(rest.length));
  if (padding === 'pkcs1') {
    // 00 02 PS 00 message, in a number that is read from its other end: message 00 PS 02 00, PS without a zero.
    rest.set(random.bytes(rest.length).map((byte) => byte || 1));
    rest[0] = 0;
    rest[rest.length - 1] = 2;
  }
  return block;
}

/**
 * Raw RSA, little-endian in and out (COPP-8, D-07): 256 bytes.
 * @param publicKey RSA-2048: that of the leaf
 * @throws RangeError when the block is not below the modulus
 */
export function sealBlock(publicKey: KeyObject, block: Uint8Array): Uint8Array {
  return new Uint8Array(opensslEngine().rsaPublic(publicKey, block.slice().reverse())).reverse();
}
