import { describe, expect, it } from '@jest/globals';
import { malformed, srmBytes } from '../../../../src/conformance/opm/helpers/srm.js';

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
const signature = '00'.repeat(40);

describe('an SRM of the suite (OPM-30)', () => {
  it('has head, length and signature where it revokes nobody', () => {
    // Written by hand from the format: id, reserved, version, generation, length of itself and the signature.
    expect(hexOf(srmBytes(0x1234))).toBe(`800012340100002b${signature}`);
  });

  it('has vectors big-endian, at most 127 in a list', () => {
    expect(hexOf(srmBytes(1, [0x01_0203_0405n]))).toBe(`8000000101000031010102030405${signature}`);
    const bytes = srmBytes(
      1,
      Array.from({ length: 130 }, () => 0xff_ffff_ffffn),
    );
    expect(bytes.length).toBe(8 + (1 + 127 * 5) + (1 + 3 * 5) + 40);
    expect([bytes[8], bytes[8 + 1 + 127 * 5]]).toEqual([127, 3]);
    expect(hexOf(bytes.subarray(5, 8))).toBe((bytes.length - 5).toString(16).padStart(6, '0'));
  });

  it('is another one in each way of being malformed, and none of them changes it', () => {
    const right = srmBytes(7, [1n, 2n]);
    const before = hexOf(right);
    const ways = Object.entries(malformed).map(([name, make]) => [name, hexOf(make(right))] as const);
    expect(hexOf(right)).toBe(before);
    expect(ways.filter(([, bytes]) => bytes === before)).toEqual([]);
    expect(new Set(ways.map(([, bytes]) => bytes)).size).toBe(ways.length);
  });
});
