import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { subSamplesOfLengths, subSamplesOfNalUnits } from '../../src/player/index.js';

const unit = (header: number, count: number) => [header, ...new Array<number>(count - 1).fill(0xab)];
const [sps, idr, slice] = [0x67, 0x65, 0x41];
const frame = (...parts: readonly (readonly number[])[]) => Uint8Array.from(parts.flat());
const sub = (ClearSize: number, EncryptedSize: number) => ({ ClearSize, EncryptedSize });

describe('the sub-samples of lengths', () => {
  it('are what D3D11_VIDEO_DECODER_SUB_SAMPLE_MAPPING_BLOCK holds', () => {
    expect(
      subSamplesOfLengths([
        [0, 0],
        [5, 16],
        [7, 0],
      ]),
    ).toEqual([sub(0, 0), sub(5, 16), sub(7, 0)]);
    expect(() =>
      subSamplesOfLengths([
        [1, 1],
        [0, 2 ** 32],
      ]),
    ).toThrow(
      new TypeError('lengths[1][1]: expected a whole number of 32 bits, received the number 4294967296'),
    );
  });
});

describe('the sub-samples of NAL units', () => {
  const long = [0, 0, 0, 1];
  const short = [0, 0, 1];

  it('leave start codes, other units and the first bytes of slices clear', () => {
    const data = frame(long, unit(sps, 40), short, unit(idr, 50), long, unit(slice, 5 + 64));
    expect(subSamplesOfNalUnits({ data, codec: 'h264', clearBytes: 5 })).toEqual([
      sub(4 + 40 + 3 + 18, 32), // 45 bytes behind the first 5 are two blocks and 13
      sub(4 + 5, 64),
    ]);
  });

  it('do not encrypt the zero that begins a long start code, nor zeros at the end', () => {
    const data = frame(short, unit(idr, 33), long, unit(sps, 3), [0, 0]);
    expect(subSamplesOfNalUnits({ data, codec: 'h264', clearBytes: 1 })).toEqual([sub(4, 32), sub(9, 0)]);
  });

  it('go by the lengths in front of the units where these are told', () => {
    const data = frame([0, 40], unit(sps, 40), [0, 17], unit(slice, 17), [0, 0], [0, 16], unit(idr, 16));
    expect(subSamplesOfNalUnits({ data, codec: 'h264', lengthBytes: 2, clearBytes: 1 })).toEqual([
      sub(2 + 40 + 2 + 1, 16),
      sub(2 + 2 + 16, 0), // 15 bytes behind the first are no block
    ]);
  });

  it.each([
    ['h264', [1, 2, 3, 4, 5].map((type) => 0x60 | type), [0, 6, 7, 8, 9, 12, 31].map((type) => 0x60 | type)],
    ['hevc', [0, 1, 19, 20, 21, 31].map((type) => type << 1), [32, 33, 34, 39, 63].map((type) => type << 1)],
  ] as const)('encrypt the slices of %s alone', (codec, slices, others) => {
    const split = (header: number) =>
      subSamplesOfNalUnits({ data: frame(short, unit(header, 18)), codec, clearBytes: 2 });
    for (const header of slices) expect(split(header)).toEqual([sub(5, 16)]);
    for (const header of others) expect(split(header)).toEqual([sub(21, 0)]);
  });

  it('are none of a frame without bytes', () => {
    expect(subSamplesOfNalUnits({ data: frame(), codec: 'hevc', clearBytes: 0 })).toEqual([]);
  });

  it('are as long as the frame, whatever it holds, in multiples of 16', () => {
    const byte = fc.constantFrom(0, 0, 0, 1, 0x65, 0x67, 0xab);
    const property = fc.property(fc.array(byte, { maxLength: 300 }), fc.nat(20), (bytes, clearBytes) => {
      const data = frame(short, bytes);
      const subSamples = subSamplesOfNalUnits({ data, codec: 'h264', clearBytes });
      expect(subSamples.reduce((sum, s) => sum + s.ClearSize + s.EncryptedSize, 0)).toBe(data.length);
      expect(subSamples.every(({ EncryptedSize }) => EncryptedSize % 16 === 0)).toBe(true);
    });
    fc.assert(property);
  });

  it('are refused where the units cannot be told', () => {
    const split = (data: Uint8Array, lengthBytes?: 4) => () =>
      subSamplesOfNalUnits({ data, codec: 'h264', clearBytes: 0, ...(lengthBytes && { lengthBytes }) });
    expect(split(frame([0, 1, 2]))).toThrow(
      new RangeError('data: expected a start code (00 00 01), received 3 bytes without one'),
    );
    const cut = new RangeError('data: expected a whole unit at 6, received 9 bytes in all');
    expect(split(frame([0, 0, 0, 2, 1, 1], [0, 0, 0]), 4)).toThrow(cut);
    expect(split(frame([0, 0, 0, 1, 1, 0], [0, 0, 2, 1]), 4)).toThrow(RangeError);
  });
});
