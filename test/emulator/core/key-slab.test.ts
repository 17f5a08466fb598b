import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import { KeyRing } from '../../../emulator/core/key-ring.js';
import { KeySlab } from '../../../emulator/core/key-slab.js';

const honest = () =>
  new KeySlab((key) => {
    key.fill(0);
  });
/** Keys of which no two are alike, nor spell another where they lie side by side. */
const keyOf = (seed: number) =>
  new Uint8Array(createHash('sha256').update(String(seed)).digest()).slice(0, 16);

/** More rings than one array of the slab has room for, twice over. */
const many = 2500;

/** The keys of rings as text: thousands of arrays that differ would take a minute to print. */
const keysOf = (rings: readonly KeyRing[]) =>
  rings.map((ring) => Buffer.from(ring.key('session')!).toString('hex'));
const wanted = (seeds: readonly number[]) => seeds.map((seed) => Buffer.from(keyOf(seed)).toString('hex'));

function keyedRings(slab: KeySlab): KeyRing[] {
  return Array.from({ length: many }, (_, index) => {
    const ring = new KeyRing(slab);
    ring.install('session', keyOf(index));
    return ring;
  });
}

describe('a key slab', () => {
  it('keeps thousands of keys at once, each its own', () => {
    const slab = honest();
    const rings = keyedRings(slab);
    expect(keysOf(rings)).toEqual(wanted(rings.map((_, index) => index)));
    for (const index of [0, 1023, 1024, 1025, 2047, 2048, many - 1]) {
      expect(slab.contains(keyOf(index))).toBe(true);
      rings[index]!.clear();
      expect(slab.contains(keyOf(index))).toBe(false);
    }
  });

  it('takes places again that were given back, and nobody’s that were not', () => {
    const slab = honest();
    const rings = keyedRings(slab);
    rings
      .filter((_, index) => index % 2 === 0)
      .forEach((ring) => {
        ring.clear();
      });
    const heirs = Array.from({ length: many / 2 }, (_, index) => {
      const ring = new KeyRing(slab);
      ring.install('session', keyOf(many + index));
      return ring;
    });
    expect(keysOf(heirs)).toEqual(wanted(heirs.map((_, index) => many + index)));
    for (let index = 1; index < many; index += 2) expect(rings[index]!.key('session')).toEqual(keyOf(index));
  });

  it('takes memory for a thousand keys at a time, not for each', () => {
    const slab = honest();
    const before = process.memoryUsage().arrayBuffers;
    const places = Array.from({ length: 1000 }, () => slab.allocate());
    expect(new Set(places).size).toBe(1000);
    // A thousand rings of three keys are 48,000 bytes.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 << 20);
  });
});
