import type { Address, Memory } from '../../../src/abi/index.js';
import { bytesAccess } from '../../../src/abi/index.js';
import type { Run } from '../../../src/crypto/index.js';
import { D3DWDDM2_0DDI_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK as BLOCK } from '../../../src/ddi/index.js';

/** So many clear bytes, then so many protected ones. A pair of zeros says nothing (RC-04). */
export interface SubSample {
  readonly ClearSize: number;
  readonly EncryptedSize: number;
}

/** The pattern of protected bytes, in blocks of 16; both zero where all of them are encrypted. */
export interface Stripes {
  readonly cBlocksStripeEncrypted: number;
  readonly cBlocksStripeClear: number;
}

export const noStripes: Stripes = { cBlocksStripeEncrypted: 0, cBlocksStripeClear: 0 };

const blockBytes = 16;

/** A sub-sample map at an address, read once. */
export function readSubSamples(memory: Memory, pMap: Address, count: number): readonly SubSample[] {
  const map = bytesAccess(memory.copyOut(pMap, count * BLOCK.bytes));
  return Array.from({ length: count }, (_, index) => BLOCK.decode(map, (index * BLOCK.bytes) as Address));
}

/** The bytes of all sub-samples; may need more than 32 bits. */
export function subSampleBytes(subSamples: readonly SubSample[]): number {
  return subSamples.reduce((sum, { ClearSize, EncryptedSize }) => sum + ClearSize + EncryptedSize, 0);
}

/** The encrypted blocks of protected bytes under a pattern. What is left of a block at the end is clear. */
function stripedRuns({ offset, bytes }: Run, stripes: Stripes): readonly Run[] {
  const [encrypted, clear] = [stripes.cBlocksStripeEncrypted, stripes.cBlocksStripeClear];
  const end = offset + bytes - (bytes % blockBytes);
  const runs: Run[] = [];
  for (let at = offset; at < end; at += (encrypted + clear) * blockBytes)
    runs.push({ offset: at, bytes: Math.min(encrypted * blockBytes, end - at) });
  return runs;
}

/** By sub-sample: the stretches of a buffer that are encrypted. */
export function encryptedRuns(
  subSamples: readonly SubSample[],
  stripes: Stripes,
): readonly (readonly Run[])[] {
  const isStriped = stripes.cBlocksStripeEncrypted !== 0;
  let at = 0;
  return subSamples.map(({ ClearSize, EncryptedSize }) => {
    const run = { offset: at + ClearSize, bytes: EncryptedSize };
    at += ClearSize + EncryptedSize;
    return isStriped ? stripedRuns(run, stripes) : [run];
  });
}

/** Runs without what is left of a block at the end of each: CBC encrypts whole blocks. */
export function wholeBlocks(runs: readonly Run[]): readonly Run[] {
  return runs.map(({ offset, bytes }) => ({ offset, bytes: bytes - (bytes % blockBytes) }));
}
