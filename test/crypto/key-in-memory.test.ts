import { describe, expect, it } from '@jest/globals';
import { whyUnreadable } from '../support/process-memory.js';
import { engines } from './engines.js';
import { hex, toHex } from './fixtures.js';
import { lookForKey, ONE_COPY, present, roundKeys } from './key-in-memory.js';

const missing = whyUnreadable();
const maybe = missing === undefined ? it : it.skip;
const reason = missing === undefined ? '' : ` (skipped: ${missing})`;

describe.each(engines)('a key that $name has worked with', ({ name }) => {
  maybe(
    `lies where its owner put it, and nowhere once that is wiped${reason}`,
    async () => {
      const { living, afterwards } = await lookForKey(new URL('key-user.mjs', import.meta.url), name);
      expect(present(living)).toEqual(ONE_COPY);
      expect(present(afterwards)).toEqual({});
    },
    60_000,
  );
});

describe('what is looked for', () => {
  it('is the round keys of FIPS 197 A.1', () => {
    const rounds = roundKeys(hex('2b7e151628aed2a6abf7158809cf4f3c'));
    expect(toHex(rounds.subarray(16, 32))).toBe('a0fafe1788542cb123a339392a6c7605');
    expect(toHex(rounds.subarray(160))).toBe('d014f9a8c9ee2589e13f0cc8b6630ca6');
  });
});
