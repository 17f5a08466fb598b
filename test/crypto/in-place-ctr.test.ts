import { describe, expect, it } from '@jest/globals';
import { ctr } from '@noble/ciphers/aes.js';
import { opensslEngine } from '../../src/crypto/index.js';
import { inPlaceCtr } from '../../src/crypto/in-place-ctr.js';
import { loadKoffi } from '../../src/ffi/index.js';
import { hex, toHex } from './fixtures.js';
import { scratchOf } from './scratch.js';

const koffi = loadKoffi();
const maybe = koffi instanceof Error ? it.skip : it;
const reason = koffi instanceof Error ? ' (skipped: no koffi)' : '';

describe('CTR by OpenSSL’s C functions', () => {
  const key = hex('2b7e151628aed2a6abf7158809cf4f3c');
  const block = hex('f0f1f2f3f4f5f6f7fffffffffffffffe');
  const data = Uint8Array.from({ length: 100 }, (_, i) => i);

  maybe(`is there with koffi, and writes where it is told to, there alone${reason}`, () => {
    const run = inPlaceCtr()!;
    const room = new Uint8Array(120).fill(0xee);
    for (const length of [0, 1, 16, 100]) {
      room.fill(0xee);
      run(key, block, data.subarray(0, length), room.subarray(7, 7 + length));
      const expected = toHex(ctr(key, block).encrypt(data)).slice(0, 2 * length);
      expect(toHex(room)).toBe('ee'.repeat(7) + expected + 'ee'.repeat(113 - length));
    }
  });

  maybe(`is what the fast engine works with, unless it is told not to${reason}`, () => {
    const begunBy = (engine: ReturnType<typeof opensslEngine>) =>
      scratchOf(() => {
        engine.ctr(key, block).apply(data, new Uint8Array(100));
      }).begun.size;
    expect(begunBy(opensslEngine())).toBe(0);
    expect(begunBy(opensslEngine({ inPlace: false }))).toBeGreaterThan(0);
  });

  maybe(`says so where OpenSSL refuses, and goes on after that${reason}`, () => {
    const run = inPlaceCtr()!;
    const output = new Uint8Array(100);
    run(key, block, data, output);
    expect(toHex(output)).toBe(toHex(ctr(key, block).encrypt(data)));
  });
});
