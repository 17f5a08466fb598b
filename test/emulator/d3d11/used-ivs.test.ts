import { describe, expect, it } from '@jest/globals';
import { E_INVALIDARG, S_OK } from 'softumd/ddi';
import { Bench } from './bench.js';

const key = new Uint8Array(16).fill(0x6b);
const iv = (count: number) => new Uint8Array(16).fill(9, 0, 8).fill(count, 15);

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

  it('goes on where Count wraps: under the same IV, or under the next by the switch (D-22)', () => {
    const codesOf = (profile = {}) => {
      const { device } = new Bench({ profile: { ivReuse: 'refuse', ...profile } });
      const session = device.keyedSession(key);
      const [source, target] = [device.buffer(new Uint8Array(64)), device.buffer(64)];
      const at = (high: number, count: bigint, content = {}) => {
        const counter = new Uint8Array(16).fill(high, 7, 8);
        new DataView(counter.buffer).setBigUint64(8, BigInt.asUintN(64, count));
        return device.decrypt(session, source, target, counter, content);
      };
      const lastBlock = at(1, -2n) === S_OK && at(1, -1n, { info: [16, 0, 0] });
      return [lastBlock, at(1, -5n), at(1, -6n), at(1, 1n), at(2, 1n), at(1, 2n), at(2, 2n)];
    };
    const [ok, no] = [S_OK, E_INVALIDARG];
    expect(codesOf()).toEqual([no, no, ok, no, ok, ok, no]);
    expect(codesOf({ ctrCarry: 'block' })).toEqual([no, no, ok, ok, no, no, ok]);
  });
});
