/** DecryptionBlt given block infos, content keys and sizes at random (D-08, D-14): what is refused has changed nothing. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DecryptionBlt, E_INVALIDARG, NULL, S_OK } from 'softumd/ddi';
import type { Address } from 'softumd/ddi';
import { AccessViolation } from 'softumd/memory';
import { caught } from '../../support/caught.js';
import { Bench, blockInfoBytes } from './bench.js';

const key = new Uint8Array(16).fill(0x6b);
const iv = (count: number) => new Uint8Array(16).fill(9, 0, 8).fill(count, 15);
const anyU32 = fc.oneof(fc.constantFrom(0, 1, 8, 15, 16, 17, 32, 0xffff_ffff), fc.nat(0xffff_ffff));

describe('DecryptionBlt with anything for its optional arguments', () => {
  it('refuses by a decided code and changes nothing, or is an access violation and changes nothing', () => {
    const bench = new Bench();
    const { device, memory } = bench;
    const session = device.keyedSession(key);
    const [source, target] = [device.buffer(new Uint8Array(64).fill(1)), device.buffer(64)];
    const whole = bench.bytes(blockInfoBytes([8, 8, 8]));
    const inSurface = device.mapped(source, 0).pData as number;
    const cut = (bytes: number) => bench.bytes(bytes) as number;
    const places = [NULL, whole, inSurface, inSurface + 56, cut(11), cut(15), cut(16), 1, 0x7fff_ffff_fff0];
    const address = fc.constantFrom(...places) as fc.Arbitrary<Address>;
    const size = fc.oneof(fc.constant(16), anyU32);
    const args = fc.tuple(address, size, address, size, address);
    const seen = { refused: 0, done: 0, violation: 0 };
    fc.assert(
      fc.property(args, ([pInfo, keyBytes, pKey, ivBytes, pIV]) => {
        const before = bench.snapshot();
        const error = caught(() => {
          const { hDevice, video } = device;
          video.pfnDecryptionBlt(hDevice, session, source, target, pInfo, keyBytes, pKey, ivBytes, pIV);
        });
        const code = bench.reported();
        const isSized = ivBytes === 16 && (pKey === NULL || keyBytes === 16);
        if (error !== undefined) {
          expect(error).toBeInstanceOf(AccessViolation);
          seen.violation += 1;
        } else expect(code).toBe(pIV === NULL || !isSized ? E_INVALIDARG : S_OK);
        expect([S_OK, ...DecryptionBlt.decidedCodes]).toContain(code);
        if (error !== undefined || code !== S_OK) expect(bench.snapshot()).toEqual(before);
        if (error === undefined) seen[code === S_OK ? 'done' : 'refused'] += 1;
      }),
      { numRuns: 400 },
    );
    expect(Object.values(seen).every((count) => count > 0)).toBe(true);
    expect(memory.copyOut(whole, 12)).toEqual(blockInfoBytes([8, 8, 8]));
  });
});

describe('a counter that is used twice, where the profile refuses it (D-21, DB-13)', () => {
  const world = (profile = {}) => {
    const { device } = new Bench({ profile: { ivReuse: 'refuse', ...profile } });
    const session = device.keyedSession(key);
    const [source, target] = [device.buffer(new Uint8Array(64)), device.buffer(64)];
    return (count: number, content = {}) => device.decrypt(session, source, target, iv(count), content);
  };

  it('is one that overlaps any block used before, not only the first', () => {
    const decrypt = world();
    expect([decrypt(4), decrypt(7), decrypt(1), decrypt(8), decrypt(0), decrypt(4)]).toEqual([
      S_OK,
      E_INVALIDARG,
      E_INVALIDARG,
      S_OK,
      S_OK,
      E_INVALIDARG,
    ]);
  });

  it('counts what is encrypted of a partial buffer alone, or all before it by the switch (D-23)', () => {
    const info = [0, 48, 16] as const;
    const decrypt = world();
    expect([decrypt(0, { info }), decrypt(1), decrypt(0)]).toEqual([S_OK, S_OK, E_INVALIDARG]);
    const over = world({ partialKeystream: 'whole-buffer' });
    expect([over(0, { info }), over(3), over(4)]).toEqual([S_OK, E_INVALIDARG, S_OK]);
    const nothing = world();
    const none = { info: [0, 0, 0] as const };
    expect([nothing(0, none), nothing(0, none), nothing(0)]).toEqual([S_OK, S_OK, S_OK]);
  });

  it('is by key: a content key has counters of its own', () => {
    const decrypt = world();
    const [one, other] = [{ wrappedKey: new Uint8Array(16).fill(1) }, { wrappedKey: new Uint8Array(16) }];
    const codes = [decrypt(0), decrypt(0, one), decrypt(0, other), decrypt(2, one), decrypt(0)];
    expect(codes).toEqual([S_OK, S_OK, S_OK, E_INVALIDARG, E_INVALIDARG]);
  });
});
