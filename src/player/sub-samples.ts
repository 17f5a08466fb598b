/** Which bytes of a frame are encrypted, as D3D11_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK says it. */
import { checkUnsigned32 } from './check-unsigned.js';

/**
 * Clear bytes, then encrypted ones; the next sub-sample goes on behind them. Either may be 0. One element of
 * pSubSampleMappingBlock.
 *
 * @example
 * ```ts
 * import type { SubSample } from 'softumd/player';
 *
 * const slice: SubSample = { ClearSize: 5, EncryptedSize: 1600 };
 * ```
 */
export interface SubSample {
  readonly ClearSize: number;
  readonly EncryptedSize: number;
}

/**
 * The sub-samples of given lengths, as a file tells them: BytesOfClearData and BytesOfProtectedData of ISO/IEC 23001-7.
 * @param lengths clear and encrypted bytes in turns, in pairs
 * @throws TypeError when a length is no whole number of 32 bits
 *
 * @example
 * ```ts
 * import { subSamplesOfLengths } from 'softumd/player';
 *
 * const subSamples = subSamplesOfLengths([[35, 1600], [5, 800], [40, 0]]); // a frame of 2480 bytes
 * ```
 */
export function subSamplesOfLengths(
  lengths: Iterable<readonly [clearBytes: number, encryptedBytes: number]>,
): SubSample[] {
  return Array.from(lengths, ([ClearSize, EncryptedSize], index) => {
    checkUnsigned32(`lengths[${index}][0]`, ClearSize);
    checkUnsigned32(`lengths[${index}][1]`, EncryptedSize);
    return { ClearSize, EncryptedSize };
  });
}

/**
 * Asserts that sub-samples tell what each byte of a frame is.
 * @throws TypeError when a size is no whole number of 32 bits
 * @throws RangeError when they are not as long as the frame
 */
export function checkSubSamples(subSamples: readonly SubSample[], frameBytes: number): void {
  let bytes = 0;
  subSamples.forEach(({ ClearSize, EncryptedSize }, index) => {
    checkUnsigned32(`subSamples[${index}].ClearSize`, ClearSize);
    checkUnsigned32(`subSamples[${index}].EncryptedSize`, EncryptedSize);
    bytes += ClearSize + EncryptedSize;
  });
  if (bytes !== frameBytes)
    throw new RangeError(`subSamples: expected ${frameBytes} bytes in all, received ${bytes}`);
}
