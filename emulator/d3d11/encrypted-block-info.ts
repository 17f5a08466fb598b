import type { Address, Hresult, Memory, StructValue } from '../../src/abi/index.js';
import { D3D11_1DDI_ENCRYPTED_BLOCK_INFO as BLOCK_INFO } from '../../src/ddi/index.js';

/** Which of a buffer's bytes are encrypted, in bytes: so many at its beginning, then skip and encrypt in turn (EBI-1, EBI-2; 100, 0, 0 and 100, 20, 2 are EBI-3 and EBI-4). */
export type EncryptedBlockInfo = Readonly<StructValue<typeof BLOCK_INFO>>;

/** As far as {@link stretchAt} looks at once: the processor's own numbers are faster than doubles. */
const farBytes = 2 ** 30;

/**
 * How many bytes from a place on are encrypted: above 0; or clear: below 0, so many less. Never 0; it may reach beyond
 * the buffer, as counts may, and of a very long stretch it is the first part. Nothing to encrypt leaves the rest clear,
 * nothing to skip encrypts it (D-23). Stretches begin and end inside cipher blocks as they like: the documents' own
 * example does (EBI-5).
 * @param at logical bytes from the beginning of the buffer
 */
export function stretchAt(info: EncryptedBlockInfo, at: number): number {
  const { NumEncryptedBytesAtBeginning, NumBytesInSkipPattern, NumBytesInEncryptPattern } = info;
  if (at < NumEncryptedBytesAtBeginning) return Math.min(farBytes, NumEncryptedBytesAtBeginning - at);
  if (NumBytesInEncryptPattern === 0) return -farBytes;
  if (NumBytesInSkipPattern === 0) return farBytes;
  const period = NumBytesInSkipPattern + NumBytesInEncryptPattern; // may need more than 32 bits
  const inside = (at - NumEncryptedBytesAtBeginning) % period;
  const isClear = inside < NumBytesInSkipPattern;
  return isClear ? Math.max(-farBytes, inside - NumBytesInSkipPattern) : Math.min(farBytes, period - inside);
}

/**
 * How many bytes of key stream a buffer takes, from its first to its last encrypted byte (D-23).
 * @param bytes the whole buffer
 * @param keystream whether it runs over clear bytes too
 */
export function keyStreamBytes(
  info: EncryptedBlockInfo,
  bytes: number,
  keystream: 'encrypted-only' | 'whole-buffer',
): number {
  const { NumEncryptedBytesAtBeginning, NumBytesInSkipPattern, NumBytesInEncryptPattern } = info;
  const atBeginning = Math.min(bytes, NumEncryptedBytesAtBeginning);
  if (NumBytesInEncryptPattern === 0) return atBeginning;
  const period = NumBytesInSkipPattern + NumBytesInEncryptPattern;
  const rest = bytes - atBeginning;
  const inLast = Math.max(0, (rest % period) - NumBytesInSkipPattern);
  const periods = Math.floor(rest / period);
  if (keystream === 'encrypted-only') return atBeginning + periods * NumBytesInEncryptPattern + inLast;
  return inLast > 0 ? bytes : atBeginning + periods * period;
}

/** The structure at an address, as an object of one known shape: it is looked into for each stretch. */
export function readBlockInfo(memory: Memory, pEncryptedBlockInfo: Address): EncryptedBlockInfo {
  const { NumEncryptedBytesAtBeginning, NumBytesInSkipPattern, NumBytesInEncryptPattern } = BLOCK_INFO.decode(
    memory,
    pEncryptedBlockInfo,
  );
  return { NumEncryptedBytesAtBeginning, NumBytesInSkipPattern, NumBytesInEncryptPattern };
}

/** Writes an HRESULT where one client looks for it: NumBytesInEncryptPattern (D-27). */
export function writeBlockInfoStatus(memory: Memory, pEncryptedBlockInfo: Address, code: Hresult): void {
  const { NumBytesInEncryptPattern } = BLOCK_INFO.offset;
  memory.writeU32((pEncryptedBlockInfo + NumBytesInEncryptPattern) as Address, code);
}
