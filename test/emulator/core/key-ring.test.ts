import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { KeyName } from '../../../emulator/core/key-ring.js';
import { KeyRing } from '../../../emulator/core/key-ring.js';
import { KeySlab } from '../../../emulator/core/key-slab.js';

const honest = () =>
  new KeySlab((key) => {
    key.fill(0);
  });
/** Hashes: keys that lie side by side must not spell another one between them. */
const keyOf = (seed: number) =>
  new Uint8Array(createHash('sha256').update(String(seed)).digest()).slice(0, 16);
const names: readonly KeyName[] = ['session', 'refresh', 'readBack'];

describe('a key ring', () => {
  it('keeps, replaces and forgets keys as a map would, beside other rings', () => {
    const step = fc.record({
      ring: fc.nat({ max: 3 }),
      name: fc.constantFrom(...names),
      act: fc.constantFrom('install', 'drop', 'clear'),
      seed: fc.nat({ max: 200 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const slab = honest();
        const rings = Array.from({ length: 4 }, () => new KeyRing(slab));
        const model = rings.map(() => new Map<KeyName, Uint8Array>());
        for (const { ring, name, act, seed } of steps) {
          if (act === 'install') rings[ring]!.install(name, keyOf(seed));
          else if (act === 'drop') rings[ring]!.drop(name);
          else rings[ring]!.clear();
          if (act === 'install') model[ring]!.set(name, keyOf(seed));
          else if (act === 'drop') model[ring]!.delete(name);
          else model[ring]!.clear();
          const kept = rings.map((one) => names.map((each) => one.key(each)?.slice()));
          expect(kept).toEqual(model.map((one) => names.map((each) => one.get(each))));
        }
        // What no ring has any more lies nowhere (DCS-2).
        const live = new Set(model.flatMap((one) => [...one.values()].map(String)));
        for (const { seed } of steps) expect(slab.contains(keyOf(seed))).toBe(live.has(String(keyOf(seed))));
      }),
    );
  });

  it('copies what it is given: the giver may overwrite its own', () => {
    const ring = new KeyRing(honest());
    const key = keyOf(1);
    ring.install('session', key);
    key.fill(0);
    expect(ring.key('session')).toEqual(keyOf(1));
  });

  it('gives its place back when it is cleared: a thousand rings in a row take one', () => {
    const slab = honest();
    const places = new Set<number>();
    for (let round = 0; round < 1000; round += 1) {
      const ring = new KeyRing(slab);
      ring.install('readBack', keyOf(round));
      ring.clear();
      const place = slab.allocate();
      places.add(place);
      slab.release(place);
    }
    expect(places.size).toBe(1);
  });

  it('has no claim to its place when it was cleared: the next ring’s key there is that ring’s alone', () => {
    const slab = honest();
    const [one, other] = [new KeyRing(slab), new KeyRing(slab)];
    one.install('session', keyOf(1));
    one.clear();
    one.clear();
    other.install('session', keyOf(2));
    one.install('session', keyOf(3));
    expect([one.key('session'), other.key('session')]).toEqual([keyOf(3), keyOf(2)]);
    other.clear();
    expect([one.key('session'), other.key('session')]).toEqual([keyOf(3), undefined]);
  });
});
