/** Which bytes of a buffer are encrypted, as D3D11_ENCRYPTED_BLOCK_INFO says it. */
import { checkUnsigned32 } from './check-unsigned.js';

/**
 * Which bytes are encrypted: so many at the beginning, then clear and encrypted ones in turns to the end (EBI-1, EBI-2).
 * With NumBytesInEncryptPattern 0 the rest is clear; with NumBytesInSkipPattern 0, and the other not, all is encrypted (D-23).
 *
 * @example
 * ```ts
 * import type { EncryptedBlockInfo } from 'softumd/player';
 *
 * const head: EncryptedBlockInfo = {
 *   NumEncryptedBytesAtBeginning: 4096,
 *   NumBytesInSkipPattern: 0,
 *   NumBytesInEncryptPattern: 0,
 * };
 * ```
 */
export interface EncryptedBlockInfo {
  readonly NumEncryptedBytesAtBeginning: number;
  readonly NumBytesInSkipPattern: number;
  readonly NumBytesInEncryptPattern: number;
}

/** From `start` to before `end`. */
export interface Part {
  readonly start: number;
  readonly end: number;
}

const members = [
  'NumEncryptedBytesAtBeginning',
  'NumBytesInSkipPattern',
  'NumBytesInEncryptPattern',
] as const;

function checkBlockInfo(info: EncryptedBlockInfo): void {
  for (const member of members) checkUnsigned32(`blockInfo.${member}`, info[member]);
}

/**
 * The encrypted parts of so many bytes, in order.
 * @throws TypeError when a member is no whole number of 32 bits
 */
export function encryptedParts(bytes: number, info: EncryptedBlockInfo): Part[] {
  checkBlockInfo(info);
  const { NumEncryptedBytesAtBeginning, NumBytesInSkipPattern: skip, NumBytesInEncryptPattern } = info;
  const beginning = Math.min(bytes, NumEncryptedBytesAtBeginning);
  const parts: Part[] = [{ start: 0, end: beginning }];
  if (NumBytesInEncryptPattern === 0) return parts;
  const period = skip === 0 ? Infinity : skip + NumBytesInEncryptPattern;
  const length = skip === 0 ? Infinity : NumBytesInEncryptPattern;
  for (let start = beginning + skip; start < bytes; start += period)
    parts.push({ start, end: Math.min(bytes, start + length) });
  return parts;
}
