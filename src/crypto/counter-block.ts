import type { CounterCarry } from './engine.js';

/** Bytes of a counter block, and of the key stream that it gives. */
export const BLOCK_BYTES = 16;

/** Where Count, the low 64 bits, begins (IV-2). */
const countOffset = 8;

/**
 * The counter block so many blocks further on, big-endian.
 * @param counterBlock 16 bytes; left as they are
 * @param blocks a whole number from 0 to 2^53 - 1
 * @param carry D-22: 'count' counts modulo 2^64 and leaves IV alone, 'block' counts modulo 2^128
 */
export function counterAfter(counterBlock: Uint8Array, blocks: number, carry: CounterCarry): Uint8Array {
  const after = new Uint8Array(counterBlock);
  const first = carry === 'count' ? countOffset : 0;
  let rest = blocks;
  for (let at = BLOCK_BYTES - 1; at >= first; at -= 1) {
    const sum = after[at]! + (rest % 256);
    after[at] = sum;
    rest = Math.floor(rest / 256) + (sum >> 8);
  }
  return after;
}

/** Bytes of key stream before Count is 0 again. */
export function bytesBeforeWrap(counterBlock: Uint8Array): number {
  const view = new DataView(counterBlock.buffer, counterBlock.byteOffset, BLOCK_BYTES);
  const [high, low] = [view.getUint32(countOffset), view.getUint32(countOffset + 4)];
  // A double rounds this only above 2^53 blocks, and nobody gets that far.
  return ((2 ** 32 - high) * 2 ** 32 - low) * BLOCK_BYTES;
}
