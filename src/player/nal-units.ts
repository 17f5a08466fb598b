/** The sub-samples of a frame that is a sequence of NAL units (H.264, HEVC). */
import { checkBytes } from '../crypto/check.js';
import { checkUnsigned32 } from './check-unsigned.js';
import type { Part } from './encrypted-parts.js';
import { BLOCK_BYTES } from './stripes.js';
import type { SubSample } from './sub-samples.js';

/**
 * A frame of NAL units, and how much of each is to be clear.
 *
 * @example
 * ```ts
 * import type { NalUnitFrame } from 'softumd/player';
 *
 * const fromMp4: NalUnitFrame = { data: new Uint8Array(0), codec: 'hevc', lengthBytes: 4, clearBytes: 64 };
 * ```
 */
export interface NalUnitFrame {
  readonly data: Uint8Array;
  readonly codec: 'h264' | 'hevc';
  /** Of the length in front of each unit, as in an MP4 file. Left out: start codes, as decoders take them (Annex B). */
  readonly lengthBytes?: 1 | 2 | 4;
  /** How many bytes of a slice stay clear, from its unit's header on: enough for the slice header. */
  readonly clearBytes: number;
}

const startCode = Uint8Array.of(0, 0, 1);

/** Units behind start codes. Zeros in front of the next start code belong to none: no unit ends with a zero. */
function unitsOfStartCodes(data: Buffer): Part[] {
  const units: Part[] = [];
  let start = data.indexOf(startCode);
  if (data.length > 0 && start < 0)
    throw new RangeError(`data: expected a start code (00 00 01), received ${data.length} bytes without one`);
  while (start >= 0) {
    const next = data.indexOf(startCode, start + 3);
    let end = next < 0 ? data.length : next;
    while (end > start + 3 && data[end - 1] === 0) end -= 1;
    units.push({ start: start + 3, end });
    start = next;
  }
  return units;
}

function unitsOfLengths(data: Buffer, lengthBytes: number): Part[] {
  const units: Part[] = [];
  for (let at = 0; at < data.length;) {
    const start = at + lengthBytes;
    const end = start > data.length ? Infinity : start + data.readUIntBE(at, lengthBytes);
    if (end > data.length)
      throw new RangeError(`data: expected a whole unit at ${at}, received ${data.length} bytes in all`);
    units.push({ start, end });
    at = end;
  }
  return units;
}

/** Whether a unit holds a part of the picture, by the first byte of its header (H.264, table 7-1; H.265, table 7-1). */
const isSlice: Record<NalUnitFrame['codec'], (header: number) => boolean> = {
  h264: (header) => (header & 0x1f) >= 1 && (header & 0x1f) <= 5,
  hevc: (header) => ((header >> 1) & 0x3f) < 32,
};

/**
 * Splits a frame so that the picture is encrypted and what a parser needs is not: start codes or lengths, units that are
 * no slices, and the first bytes of each slice. A slice is encrypted to its end, in a multiple of 16 bytes, which all
 * schemes take; what that leaves over stays clear with its first bytes. A slice with less than a block behind them
 * stays clear.
 * @returns as many bytes in all as `data`
 * @throws TypeError when an argument has another type
 * @throws RangeError when there is no start code, or a length leads past the end
 *
 * @example
 * ```ts
 * import { subSamplesOfNalUnits } from 'softumd/player';
 *
 * const slice = [0, 0, 1, 0x65, ...new Array<number>(50).fill(0xab)];
 * subSamplesOfNalUnits({ data: Uint8Array.from(slice), codec: 'h264', clearBytes: 5 });
 * // [{ ClearSize: 22, EncryptedSize: 32 }]
 * ```
 */
export function subSamplesOfNalUnits({ data, codec, lengthBytes, clearBytes }: NalUnitFrame): SubSample[] {
  checkBytes('data', data);
  checkUnsigned32('clearBytes', clearBytes);
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  const units = lengthBytes === undefined ? unitsOfStartCodes(bytes) : unitsOfLengths(bytes, lengthBytes);
  const subSamples: SubSample[] = [];
  let done = 0;
  for (const { start, end } of units) {
    const room = Math.max(0, end - start - clearBytes);
    const EncryptedSize = room - (room % BLOCK_BYTES);
    if (EncryptedSize === 0 || !isSlice[codec](data[start]!)) continue;
    subSamples.push({ ClearSize: end - EncryptedSize - done, EncryptedSize });
    done = end;
  }
  if (done < data.length) subSamples.push({ ClearSize: data.length - done, EncryptedSize: 0 });
  return subSamples;
}
