import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bytesBeforeWrap, counterAfter } from '../../src/crypto/counter-block.js';
import { hex, toHex } from './fixtures.js';

const ofSixteen = (value: bigint) => hex(value.toString(16).padStart(32, '0'));
const number = (block: Uint8Array) => BigInt(`0x${toHex(block)}`);
const high = (value: bigint) => (value >> 64n) << 64n;

/** Any block, and often one before a carry through many bytes. */
const start = fc.oneof(
  fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }),
  fc
    .tuple(fc.integer({ min: 0, max: 128 }), fc.bigInt({ min: 0n, max: 300n }))
    .map(([bits, below]) => BigInt.asUintN(128, 2n ** BigInt(bits) - below)),
);
const steps = fc.oneof(fc.nat(70_000), fc.maxSafeNat());

describe('a counter block', () => {
  it('counts as a number of 128 bits, or with Count alone and IV as it was (D-22)', () => {
    fc.assert(
      fc.property(start, steps, (from, blocks) => {
        const sum = from + BigInt(blocks);
        const block = ofSixteen(from);
        expect(number(counterAfter(block, blocks, 'block'))).toBe(BigInt.asUintN(128, sum));
        expect(number(counterAfter(block, blocks, 'count'))).toBe(high(from) | BigInt.asUintN(64, sum));
        expect(number(block)).toBe(from);
      }),
      { numRuns: 2000 },
    );
  });

  it('knows how much key stream comes before Count is 0 again', () => {
    fc.assert(
      fc.property(start, fc.nat(2 ** 20), (from, left) => {
        const near = ofSixteen(high(from) | BigInt.asUintN(64, -BigInt(left + 1)));
        expect(bytesBeforeWrap(near)).toBe(16 * (left + 1));
        const after = counterAfter(near, left + 1, 'count');
        expect(number(after)).toBe(high(from));
      }),
    );
    expect(bytesBeforeWrap(new Uint8Array(16))).toBe(2 ** 68);
  });
});
