/** Which blocks of the encrypted bytes are encrypted indeed, where a pattern says it. */
import type { Run } from '../crypto/index.js';
import { checkUnsigned32 } from './check-unsigned.js';

export const BLOCK_BYTES = 16;

/**
 * Encrypted blocks of 16 bytes and clear ones in turns, from the first encrypted byte of each sub-sample on:
 * cBlocksStripeEncrypted and cBlocksStripeClear of a decoder buffer. Neither is 0: a buffer with both 0 has no pattern,
 * and with one of them 0 it is none.
 *
 * @example
 * ```ts
 * import type { StripePattern } from 'softumd/player';
 *
 * const oneInTen: StripePattern = { encrypted: 1, clear: 9 };
 * ```
 */
export interface StripePattern {
  readonly encrypted: number;
  readonly clear: number;
}

/**
 * Asserts that a pattern is one.
 * @throws TypeError when a count is no whole number of 32 bits
 * @throws RangeError when one is 0
 */
export function checkPattern(pattern: StripePattern): void {
  for (const member of ['encrypted', 'clear'] as const) {
    checkUnsigned32(`pattern.${member}`, pattern[member]);
    if (pattern[member] === 0)
      throw new RangeError(`pattern.${member}: expected a number of blocks, received 0`);
  }
}

/** The part of a run that is whole blocks, from its beginning. */
export function wholeBlocks({ offset, bytes }: Run): Run {
  return { offset, bytes: bytes - (bytes % BLOCK_BYTES) };
}

/**
 * The encrypted blocks of one sub-sample. Where its end cuts the pattern off, the whole blocks before it are as the
 * pattern has them (ISO/IEC 23001-7:2016, 10.4.2).
 */
export function stripesOf({ offset, bytes }: Run, pattern: StripePattern): Run[] {
  const end = offset + bytes;
  const encryptedBytes = pattern.encrypted * BLOCK_BYTES;
  const runs: Run[] = [];
  for (let at = offset; at < end; at += encryptedBytes + pattern.clear * BLOCK_BYTES)
    runs.push(wholeBlocks({ offset: at, bytes: Math.min(encryptedBytes, end - at) }));
  return runs;
}
