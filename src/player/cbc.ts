import type { CryptoEngine, Run } from '../crypto/index.js';
import { BLOCK_BYTES } from './stripes.js';

/**
 * Encrypts runs of whole blocks in place with AES-128-CBC, as one chain, without padding. Block by block on AES-ECB: no
 * driver encrypts so, so that the engines have no CBC.
 * @param iv 16 bytes
 */
export function cbcEncryptRuns(
  engine: CryptoEngine,
  key: Uint8Array,
  iv: Uint8Array,
  data: Uint8Array,
  runs: readonly Run[],
): void {
  let chain = iv;
  for (const { offset, bytes } of runs) {
    for (let at = offset; at < offset + bytes; at += BLOCK_BYTES) {
      const block = data.subarray(at, at + BLOCK_BYTES);
      chain = engine.ecbEncrypt(
        key,
        block.map((byte, index) => byte ^ chain[index]!),
      );
      data.set(chain, at);
    }
  }
}
