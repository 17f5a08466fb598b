import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toBigInt, toBytes } from '../../src/crypto/bigint-bytes.js';
import { toHex } from './fixtures.js';

describe('numbers as bytes', () => {
  it('are what hexadecimal text says, at any length, with leading zeros', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(40), (bytes, zeros) => {
        const value = BigInt(`0x0${toHex(bytes)}`);
        expect(toBigInt(bytes)).toBe(value);
        expect(toBigInt(Buffer.from(bytes))).toBe(value);
        expect(toHex(toBytes(value, bytes.length + zeros))).toBe('00'.repeat(zeros) + toHex(bytes));
      }),
      { numRuns: 500 },
    );
  });
});
