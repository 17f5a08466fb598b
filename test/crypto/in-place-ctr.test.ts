import { describe, expect, it } from '@jest/globals';
import { ctr } from '@noble/ciphers/aes.js';
import { opensslEngine } from '../../src/crypto/index.js';
import { bindEvp } from '../../src/crypto/evp.js';
import { inPlaceCtr } from '../../src/crypto/in-place-ctr.js';
import { type Koffi, loadKoffi } from '../../src/ffi/index.js';
import { hex, toHex } from './fixtures.js';
import { replaceFor, scratchOf } from './scratch.js';

const koffi = loadKoffi();
const maybe = koffi instanceof Error ? it.skip : it;
const reason = koffi instanceof Error ? ' (skipped: no koffi)' : '';

const key = hex('2b7e151628aed2a6abf7158809cf4f3c');
const all = (bytes: number) => [{ offset: 0, bytes }];
const block = hex('f0f1f2f3f4f5f6f7fffffffffffffffe');

/** An OpenSSL that computes nothing, and answers what it is told to: 1 unless told otherwise. */
function withFakeOpenssl(answers: Readonly<Record<string, number>>) {
  const calls: { readonly name: string; readonly given: readonly unknown[] }[] = [];
  const func =
    (name: string) =>
    (...given: unknown[]) => {
      calls.push({ name: name.replace('EVP_', ''), given });
      return answers[name] ?? 1;
    };
  const back = replaceFor(koffi as Koffi, 'load', () => () => ({ func }));
  try {
    return { run: inPlaceCtr(bindEvp()!), calls };
  } finally {
    back();
  }
}

describe('CTR by OpenSSL’s C functions', () => {
  const data = Uint8Array.from({ length: 100 }, (_, i) => i);

  maybe(`is there with koffi, and writes where it is told to, there alone${reason}`, () => {
    const run = inPlaceCtr(bindEvp()!);
    const room = new Uint8Array(120);
    for (const length of [0, 1, 16, 100]) {
      room.fill(0xee);
      run(key, block, data.subarray(0, length), room.subarray(7, 7 + length), all(length));
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

  maybe(`hands OpenSSL, which counts in an int, 2^30 bytes at a time${reason}`, () => {
    const { run, calls } = withFakeOpenssl({});
    const long = new Uint8Array(2 ** 30 + 5); // never touched: no page of it comes to be
    run(key, block, long.subarray(3), long, all(2 ** 30 + 1));
    const first = Number((koffi as Koffi).address(long));
    const pieces = calls.filter(({ name }) => name === 'EncryptUpdate').map(({ given }) => given);
    const places = pieces.map(([, output, , input, bytes]) => [
      (output as number) - first,
      (input as number) - first,
      bytes,
    ]);
    expect(places).toEqual([
      [0, 3, 2 ** 30],
      [2 ** 30, 2 ** 30 + 3, 1],
    ]);
  });

  maybe.each([
    { refusing: 'EVP_EncryptInit_ex', until: [] },
    { refusing: 'EVP_EncryptUpdate', until: ['EncryptUpdate'] },
  ])(
    `says so where $refusing refuses, and resets the context, with the expanded key in it, all the same${reason}`,
    (one) => {
      const { run, calls } = withFakeOpenssl({ [one.refusing]: 0 });
      calls.length = 0;
      const output = new Uint8Array(16);
      expect(() => {
        run(key, block, output, output, all(16));
      }).toThrow(new Error('OpenSSL refused to run AES-128-CTR'));
      expect(calls.map(({ name }) => name)).toEqual(['EncryptInit_ex', ...one.until, 'CIPHER_CTX_reset']);
    },
  );

  maybe(`resets the context, with the expanded key in it, after each run${reason}`, () => {
    const { run, calls } = withFakeOpenssl({ EVP_CIPHER_CTX_new: 77 });
    run(key, block, data, new Uint8Array(100), all(100));
    const last = calls.at(-1);
    expect(last).toEqual({ name: 'CIPHER_CTX_reset', given: [77] });
  });

  maybe(`is not there where Node does not export its OpenSSL${reason}`, () => {
    const back = replaceFor(koffi as Koffi, 'load', () => () => {
      throw new Error('no symbols');
    });
    try {
      expect(bindEvp()).toBeUndefined();
      const output = new Uint8Array(100);
      opensslEngine({ inPlace: false }).ctr(key, block, 'block').apply(data, output);
      expect(toHex(output)).toBe(toHex(ctr(key, block).encrypt(data)));
    } finally {
      back();
    }
  });
});
