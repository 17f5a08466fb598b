import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CryptoEngine } from '../../src/crypto/index.js';
import { engines } from './engines.js';
import { hex, toHex, vectors } from './fixtures.js';
import { openssl, opensslReason, withOpenssl } from './openssl.js';
import { scratchOf } from './scratch.js';

const modes = vectors('aes-modes.nist-sp800-38a') as {
  key: string;
  plaintext: string;
  cbc: { iv: string; ciphertext: string };
};
const key = hex(modes.key);
const iv = hex(modes.cbc.iv);

interface Run {
  readonly offset: number;
  readonly bytes: number;
}

/** The bytes of runs, one after another. */
const together = (bytes: Uint8Array, runs: readonly Run[]) =>
  Buffer.concat(runs.map(({ offset, bytes: count }) => bytes.subarray(offset, offset + count)));

function decrypted(engine: CryptoEngine, data: Uint8Array, runs = [{ offset: 0, bytes: data.length }]) {
  const output = new Uint8Array(data.length).fill(0xee);
  engine.cbcDecrypt(key, iv, data, output, runs);
  return output;
}

describe.each(engines)('AES-CBC on $name', ({ engine }) => {
  it('decrypts as SP 800-38A F.2.2 does', () => {
    expect(toHex(decrypted(engine, hex(modes.cbc.ciphertext)))).toBe(modes.plaintext);
  });

  withOpenssl(`decrypts what the openssl command encrypts${opensslReason}`, () => {
    const clear = Uint8Array.from({ length: 4096 }, (_, at) => (at * 11) & 0xff);
    const options = ['-aes-128-cbc', '-nopad', '-K', modes.key, '-iv', modes.cbc.iv];
    expect(toHex(decrypted(engine, openssl(['enc', ...options], clear)))).toBe(toHex(clear));
  });

  it('goes over runs as one chain and leaves what lies between, in place too', () => {
    const rows = fc.array(fc.record({ gap: fc.nat(20), blocks: fc.nat(4) }), { maxLength: 12 });
    fc.assert(
      fc.property(rows, fc.boolean(), (parts, inPlace) => {
        let end = 0;
        const runs = parts.map(({ gap, blocks }) => {
          end += gap + 16 * blocks;
          return { offset: end - 16 * blocks, bytes: 16 * blocks };
        });
        const clear = Uint8Array.from({ length: end + 5 }, (_, at) => (at * 7) & 0xff);
        const cipher = createCipheriv('aes-128-cbc', key, iv).setAutoPadding(false);
        const encrypted = cipher.update(together(clear, runs));
        const input = new Uint8Array(clear);
        let taken = 0;
        for (const { offset, bytes } of runs) input.set(encrypted.subarray(taken, (taken += bytes)), offset);
        const output = inPlace ? input : new Uint8Array(clear);
        engine.cbcDecrypt(key, iv, input, output, runs);
        expect(toHex(output)).toBe(toHex(clear));
      }),
    );
  });

  it('goes on far beyond one piece, short runs and long ones', () => {
    const runs = [
      ...Array.from({ length: 7000 }, (_, at) => ({ offset: at * 160, bytes: 16 })),
      { offset: 7000 * 160, bytes: 16 * 20_000 },
    ];
    const clear = Uint8Array.from({ length: 7000 * 160 + 16 * 20_000 }, (_, at) => (at * 13) & 0xff);
    const encrypted = createCipheriv('aes-128-cbc', key, iv)
      .setAutoPadding(false)
      .update(together(clear, runs));
    const input = new Uint8Array(clear);
    let taken = 0;
    for (const { offset, bytes } of runs) input.set(encrypted.subarray(taken, (taken += bytes)), offset);
    engine.cbcDecrypt(key, iv, input, input, runs);
    expect(Buffer.compare(input, clear)).toBe(0);
  });

  it.each([
    [{ offset: 0, bytes: 48 }, 'runs: expected runs within 32 bytes, received 48 bytes at 0'],
    [{ offset: 0, bytes: 15 }, 'runs: expected multiples of 16 bytes, received 15 bytes'],
  ])('refuses a run that is none of whole blocks within the input, and touches nothing: %j', (run, text) => {
    const data = new Uint8Array(32);
    expect(() => {
      engine.cbcDecrypt(key, iv, data, data, [{ offset: 0, bytes: 16 }, run]);
    }).toThrow(new RangeError(text));
    expect(data).toEqual(new Uint8Array(32));
  });

  it('refuses a key or an IV of another size, and an output of another length', () => {
    const data = new Uint8Array(16);
    const runs = [{ offset: 0, bytes: 16 }];
    expect(() => {
      engine.cbcDecrypt(new Uint8Array(15), iv, data, data, runs);
    }).toThrow(RangeError);
    expect(() => {
      engine.cbcDecrypt(key, new Uint8Array(8), data, data, runs);
    }).toThrow(RangeError);
    expect(() => {
      engine.cbcDecrypt(key, iv, data, new Uint8Array(17), runs);
    }).toThrow(RangeError);
  });

  it('leaves key and IV as they are, and no cipher without an end', () => {
    const [aes, start] = [new Uint8Array(key), new Uint8Array(iv)];
    const { begun, ended } = scratchOf(() => {
      engine.cbcDecrypt(aes, start, new Uint8Array(64), new Uint8Array(64), [{ offset: 0, bytes: 64 }]);
    });
    expect([toHex(aes), toHex(start)]).toEqual([modes.key, modes.cbc.iv]);
    expect([...begun].filter((one) => !ended.has(one))).toEqual([]);
  });
});
