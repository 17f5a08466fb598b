import type { CryptoEngine } from '../../src/crypto/index.js';
import type { KeyObject } from 'node:crypto';

/**
 * Opens a start message: both sides of the private operation are little-endian numbers, and no padding is looked at
 * (COPP-7, COPP-8, D-07).
 * @param ciphertext 256 bytes
 * @returns 256 bytes, the caller's to wipe; undefined where the number is not below the modulus, so that nothing
 *   encrypted it
 */
export function openStartMessage(
  engine: CryptoEngine,
  key: KeyObject,
  ciphertext: Uint8Array,
): Uint8Array | undefined {
  try {
    return engine.rsaPrivate(key, ciphertext.toReversed()).reverse();
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
