import { describe, expect, it } from '@jest/globals';
import { createCipheriv, randomBytes } from 'node:crypto';
import type { CryptoEngine } from 'softumd/crypto';
import { S_OK } from 'softumd/ddi';
import { engines } from '../../crypto/engines.js';
import { Bench } from './bench.js';
import { applyPartly, type BlockInfo } from './partial-model.js';

const bytes = (count: number) => new Uint8Array(randomBytes(count));
const ctr = (key: Uint8Array, iv: Uint8Array, data: Uint8Array) =>
  new Uint8Array(createCipheriv('aes-128-ctr', key, iv).update(data));

/** Pictures whose rows are padded to 64 bytes; a driver that gathers rows does so in pieces of some size. */
const sizes: readonly (readonly [what: string, width: number, height: number])[] = [
  ['many short rows, 256 KiB and more', 132, 1400],
  ['rows of which two fill 64 KiB', 32_808, 8],
  ['rows just below 64 KiB', 65_528, 4],
  ['rows just above 64 KiB', 65_544, 4],
  ['rows of more than 128 KiB', 131_080, 4],
];

/** Encrypted stretches that lie apart; a driver that gathers them does so in pieces, and so many at once. */
const patterns: readonly (readonly [what: string, info: BlockInfo])[] = [
  ['many short ones', [1, 5, 7]],
  ['those of which some thousand fill 128 KiB', [0, 64, 64]],
  ['those that are longer than 128 KiB', [132_000, 16, 131_073]],
];

describe.each(['encrypted-only', 'whole-buffer'] as const)(
  'partly encrypted buffers larger than 128 KiB, with a key stream %s (D-23)',
  (keystream) => {
    describe.each(patterns)('%s', (_what, info) => {
      const [key, iv, clear] = [bytes(16), bytes(16), bytes(400_000)];
      const content = applyPartly(clear, { key, iv, info, keystream });

      it.each(engines)('every byte in its place, by $name', ({ engine }) => {
        const { device } = new Bench({ engine, profile: { partialKeystream: keystream } });
        const [source, target] = [device.buffer(content), device.buffer(content.length)];
        expect(device.decrypt(device.keyedSession(key), source, target, iv, { info })).toBe(S_OK);
        expect(Buffer.compare(device.content(target), clear)).toBe(0);
      });
    });
  },
);

describe.each(engines)('pictures larger than 64 KiB, by $name', ({ engine }: { engine: CryptoEngine }) => {
  it.each(sizes)('%s: every byte in its row, on the way there and back (D-24)', (_what, width, height) => {
    const bench = new Bench({ engine });
    const { device } = bench;
    const key = bytes(16);
    const session = device.keyedSession(key);
    const clear = bytes(width * height * 1.5);
    const iv = new Uint8Array([...bytes(8), 0, 0, 0, 0, 0, 0, 0, 0]);
    const [source, target, back] = [
      device.nv12(width, height, ctr(key, iv, clear)),
      device.nv12(width, height),
      device.nv12(width, height),
    ];
    expect(device.decrypt(session, source, target, iv)).toBe(S_OK);
    // Compared as buffers: a matcher takes seconds for some hundred thousand numbers.
    expect(Buffer.compare(device.content(target), clear)).toBe(0);
    const readBackIv = device.encrypt(session, target, back);
    expect(Buffer.compare(ctr(key, readBackIv, device.content(back)), clear)).toBe(0);
  });

  it('rows of 64 KiB that are padded all the same', () => {
    const bench = new Bench({ engine, profile: { rowPitchBytes: 0x1_8000 } });
    const { device } = bench;
    const key = bytes(16);
    const session = device.keyedSession(key);
    const clear = bytes(0x1_0000 * 3);
    const iv = new Uint8Array([...bytes(8), 0, 0, 0, 0, 0, 0, 0, 0]);
    const [source, target] = [device.nv12(0x1_0000, 2, ctr(key, iv, clear)), device.nv12(0x1_0000, 2)];
    expect(device.decrypt(session, source, target, iv)).toBe(S_OK);
    expect(Buffer.compare(device.content(target), clear)).toBe(0);
  });
});
