import { checkBytes } from './check.js';

/**
 * Asserts what AES-128-ECB without padding demands.
 * @param key 16 bytes
 * @param data a multiple of 16 bytes, none included
 * @throws TypeError, RangeError when one is not
 */
export function checkBlocks(key: Uint8Array, data: Uint8Array): void {
  checkBytes('key', key, 16);
  checkBytes('data', data);
  if (data.length % 16 !== 0) {
    throw new RangeError(`data: expected a multiple of 16 bytes, received ${data.length}`);
  }
}
