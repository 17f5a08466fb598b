import { describe, expect, it } from '@jest/globals';
import { ctr } from '@noble/ciphers/aes.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { seededRandom, systemRandom } from '../../src/crypto/index.js';
import { toHex } from './fixtures.js';

describe('random bytes of a seed', () => {
  it('are AES-128-CTR under SHA-256 of the seed, as @noble computes both, and go on from draw to draw (D-60)', () => {
    for (const seed of ['a', 'another seed', 7]) {
      const digest = sha256(new TextEncoder().encode(`softumd test random ${seed}`));
      const stream = ctr(digest.subarray(0, 16), digest.subarray(16)).encrypt(new Uint8Array(100));
      const random = seededRandom(seed);
      const drawn = [3, 16, 0, 81].map((bytes) => random.bytes(bytes));
      expect(drawn.map(({ length }) => length)).toEqual([3, 16, 0, 81]);
      expect(toHex(Buffer.concat(drawn))).toBe(toHex(stream));
    }
  });

  it('come in an array of their own', () => {
    const random = seededRandom('own');
    const first = random.bytes(8);
    const before = toHex(first);
    random.bytes(8).fill(0);
    expect(toHex(first)).toBe(before);
    expect(Buffer.isBuffer(first)).toBe(false);
  });
});

describe('random bytes of the system', () => {
  it('are as many as were asked for, others each time, and no Buffer', () => {
    const random = systemRandom();
    const [one, other] = [random.bytes(32), random.bytes(32)];
    expect([one.length, other.length, random.bytes(0).length]).toEqual([32, 32, 0]);
    expect(toHex(one)).not.toBe(toHex(other));
    expect(toHex(one)).not.toBe('00'.repeat(32));
    expect(Buffer.isBuffer(one)).toBe(false);
  });
});
