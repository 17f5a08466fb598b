import { describe, expect, it } from '@jest/globals';
import { createCipheriv, createDecipheriv } from 'node:crypto';
import fc from 'fast-check';
import {
  type DecoderContent,
  encryptForDecoder,
  type EncryptionScheme,
  type StripePattern,
  type SubSample,
} from '../../src/player/index.js';
import { engines } from '../crypto/engines.js';
import { hex, toHex, vectors } from '../crypto/fixtures.js';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';

const key = hex('2b7e151628aed2a6abf7158809cf4f3c');
const iv = hex('0123456789abcdef0000000000000000');
const bytes = (count: number) => Uint8Array.from({ length: count }, (_, at) => (at * 13 + 7) & 0xff);
const inAll = (subSamples: readonly SubSample[]) =>
  subSamples.reduce((sum, { ClearSize, EncryptedSize }) => sum + ClearSize + EncryptedSize, 0);
const sub = (ClearSize: number, EncryptedSize: number): SubSample => ({ ClearSize, EncryptedSize });

/** A scheme with what only some take, for tests that go through all of them. */
function content(
  scheme: EncryptionScheme,
  pattern: StripePattern,
  rest: Omit<DecoderContent, 'scheme' | 'pattern'>,
): DecoderContent {
  return scheme === 'cens' || scheme === 'cbcs' ? { ...rest, scheme, pattern } : { ...rest, scheme };
}

/** Looks at each byte: the indexes that the scheme encrypts, one list for each sub-sample. */
function encryptedIndexes(
  scheme: EncryptionScheme,
  subSamples: readonly SubSample[],
  pattern: StripePattern,
): number[][] {
  let start = 0;
  return subSamples.map(({ ClearSize, EncryptedSize }) => {
    const from = start + ClearSize;
    start = from + EncryptedSize;
    const all = Array.from({ length: EncryptedSize }, (_, at) => at);
    const chosen = all.filter((at) => {
      const block = Math.floor(at / 16);
      if (scheme === 'cenc') return true;
      if ((block + 1) * 16 > EncryptedSize) return false;
      return scheme === 'cbc1' || block % (pattern.encrypted + pattern.clear) < pattern.encrypted;
    });
    return chosen.map((at) => from + at);
  });
}

/** Decrypts byte lists with node:crypto, which knows nothing of sub-samples. */
function decrypted(
  scheme: EncryptionScheme,
  subSamples: readonly SubSample[],
  pattern: StripePattern,
  counter: Uint8Array,
  data: Uint8Array,
): Uint8Array {
  const lists = encryptedIndexes(scheme, subSamples, pattern);
  const runs = scheme === 'cbcs' ? lists : [lists.flat()];
  const mode = scheme === 'cenc' || scheme === 'cens' ? 'aes-128-ctr' : 'aes-128-cbc';
  const output = new Uint8Array(data);
  for (const run of runs) {
    const decipher = createDecipheriv(mode, key, counter).setAutoPadding(false);
    const plain = decipher.update(Uint8Array.from(run, (at) => data[at]!));
    run.forEach((at, index) => (output[at] = plain[index]!));
  }
  return output;
}

const subSampleLists = fc.array(fc.record({ ClearSize: fc.nat(70), EncryptedSize: fc.nat(200) }), {
  maxLength: 6,
});
const patterns = fc.record({
  encrypted: fc.integer({ min: 1, max: 4 }),
  clear: fc.integer({ min: 1, max: 10 }),
});
const schemes = ['cenc', 'cens', 'cbc1', 'cbcs'] as const;

describe.each(engines)('a frame for a decoder on $name', ({ engine }) => {
  it.each(schemes)('under %s decrypts with node:crypto, and its clear bytes are as they were', (scheme) => {
    fc.assert(
      fc.property(subSampleLists, patterns, (subSamples, pattern) => {
        const data = bytes(inAll(subSamples));
        const encrypted = encryptForDecoder(content(scheme, pattern, { key, iv, data, subSamples, engine }));
        expect(toHex(decrypted(scheme, subSamples, pattern, iv, encrypted))).toBe(toHex(data));
        const touched = new Set(encryptedIndexes(scheme, subSamples, pattern).flat());
        const clear = (frame: Uint8Array) => toHex(frame.filter((_, at) => !touched.has(at)));
        expect(clear(encrypted)).toBe(clear(data));
        expect(toHex(data)).toBe(toHex(bytes(data.length)));
      }),
    );
  });

  it('is as NIST SP 800-38A has it where the whole of it is one sub-sample', () => {
    const known = vectors('aes-modes.nist-sp800-38a') as Record<'key' | 'plaintext', string> & {
      cbc: { iv: string; ciphertext: string };
      ctr: { counterBlock: string; ciphertext: string };
    };
    const frame = { key: hex(known.key), data: hex(known.plaintext), engine };
    const ctr = encryptForDecoder({ ...frame, scheme: 'cenc', iv: hex(known.ctr.counterBlock) });
    expect(toHex(ctr)).toBe(known.ctr.ciphertext);
    const cbc = encryptForDecoder({ ...frame, scheme: 'cbc1', iv: hex(known.cbc.iv) });
    expect(toHex(cbc)).toBe(known.cbc.ciphertext);
  });
});

describe('a frame for a decoder', () => {
  const command = (mode: 'ctr' | 'cbc', data: Uint8Array) =>
    openssl(['enc', `-aes-128-${mode}`, '-K', toHex(key), '-iv', toHex(iv), '-nopad'], data);
  const joined = (...parts: Uint8Array[]) => toHex(Buffer.concat(parts));

  withOpenssl(`under cenc is one stream of the openssl command${opensslReason}`, () => {
    const data = bytes(90);
    const stream = command('ctr', Buffer.concat([data.subarray(5, 26), data.subarray(40, 73)]));
    const subSamples = [sub(0, 0), sub(5, 21), sub(14, 33), sub(17, 0)];
    expect(toHex(encryptForDecoder({ key, iv, data, scheme: 'cenc', subSamples }))).toBe(
      joined(
        data.subarray(0, 5),
        stream.subarray(0, 21),
        data.subarray(26, 40),
        stream.subarray(21),
        data.subarray(73),
      ),
    );
  });

  withOpenssl(`under cens is one stream over the stripes${opensslReason}`, () => {
    // Clear 3, then E C E and 8 bytes; clear 2, then E and 1 byte.
    const data = bytes(3 + 56 + 2 + 17);
    const stripes = [data.subarray(3, 19), data.subarray(35, 51), data.subarray(61, 77)];
    const stream = command('ctr', Buffer.concat(stripes));
    const encrypted = encryptForDecoder({
      key,
      iv,
      data,
      scheme: 'cens',
      pattern: { encrypted: 1, clear: 1 },
      subSamples: [sub(3, 56), sub(2, 17)],
    });
    expect(toHex(encrypted)).toBe(
      joined(
        data.subarray(0, 3),
        stream.subarray(0, 16),
        data.subarray(19, 35),
        stream.subarray(16, 32),
        data.subarray(51, 61),
        stream.subarray(32),
        data.subarray(77),
      ),
    );
  });

  withOpenssl(`under cbc1 is one chain over whole blocks${opensslReason}`, () => {
    const data = bytes(3 + 40 + 2 + 17);
    const chain = command('cbc', Buffer.concat([data.subarray(3, 35), data.subarray(45, 61)]));
    const subSamples = [sub(3, 40), sub(2, 17)];
    expect(toHex(encryptForDecoder({ key, iv, data, scheme: 'cbc1', subSamples }))).toBe(
      joined(
        data.subarray(0, 3),
        chain.subarray(0, 32),
        data.subarray(35, 45),
        chain.subarray(32),
        data.subarray(61),
      ),
    );
  });

  withOpenssl(`under cbcs starts again at each sub-sample${opensslReason}`, () => {
    // Clear 3, then E C E and 8 bytes; clear 2, then E and 1 byte.
    const data = bytes(3 + 56 + 2 + 17);
    const first = command('cbc', Buffer.concat([data.subarray(3, 19), data.subarray(35, 51)]));
    const second = command('cbc', data.subarray(61, 77));
    const encrypted = encryptForDecoder({
      key,
      iv,
      data,
      scheme: 'cbcs',
      pattern: { encrypted: 1, clear: 1 },
      subSamples: [sub(3, 56), sub(2, 17)],
    });
    expect(toHex(encrypted)).toBe(
      joined(
        data.subarray(0, 3),
        first.subarray(0, 16),
        data.subarray(19, 35),
        first.subarray(16),
        data.subarray(51, 61),
        second,
        data.subarray(77),
      ),
    );
  });

  /** Layouts of Chromium's media/cdm/cbcs_decryptor_unittest.cc: `E` blocks are one CBC chain, `.` is clear. */
  it.each([
    ['MultipleBlocks', 'E.E.', { encrypted: 1, clear: 1 }, [sub(0, 64)]],
    ['PartialPattern', 'EEEE', { encrypted: 8, clear: 2 }, [sub(0, 64)]],
    ['SkipBlocks', '.EE.EE.E', { encrypted: 2, clear: 1 }, [sub(16, 112)]],
  ])('is what a browser decrypts: %s', (_name, layout, pattern, subSamples) => {
    const block = bytes(16);
    const data = Buffer.concat(Array.from(layout, () => block));
    const cipher = createCipheriv('aes-128-cbc', key, iv);
    const expected = Array.from(layout, (kind) => (kind === 'E' ? cipher.update(block) : block));
    const encrypted = encryptForDecoder({ key, iv, data, scheme: 'cbcs', pattern, subSamples });
    expect(toHex(encrypted)).toBe(toHex(Buffer.concat(expected)));
  });

  it('starts Count at 0 where the IV has 8 bytes', () => {
    const data = bytes(100);
    const short = encryptForDecoder({ key, iv: iv.subarray(0, 8), data, scheme: 'cenc' });
    expect(toHex(short)).toBe(toHex(encryptForDecoder({ key, iv, data, scheme: 'cenc' })));
  });

  it('wraps Count alone unless told to carry (D-22)', () => {
    const data = new Uint8Array(32);
    const last = hex('00000000000000ffffffffffffffffff');
    const blockAt = (counter: string) => toHex(createCipheriv('aes-128-ecb', key, null).update(hex(counter)));
    const second = (carry?: 'block') =>
      toHex(encryptForDecoder({ key, iv: last, data, scheme: 'cenc', ...(carry && { carry }) }).subarray(16));
    expect(second()).toBe(blockAt('00000000000000ff0000000000000000'));
    expect(second('block')).toBe(blockAt('00000000000001000000000000000000'));
  });
});

describe('a frame that cannot be encrypted so', () => {
  const frame = { key, iv, data: bytes(32) };
  const pattern = { encrypted: 1, clear: 9 };
  const encrypt = (wrong: object) => () =>
    encryptForDecoder({ ...frame, scheme: 'cenc', ...wrong } as unknown as DecoderContent);

  it.each([
    [{ key: bytes(15) }, new RangeError('key: expected 16 bytes, received 15')],
    [{ iv: bytes(12) }, new RangeError('iv: expected 16 bytes, received 12')],
    [{ scheme: 'cbc1', iv: bytes(8) }, new RangeError('iv: expected 16 bytes, received 8')],
    [{ scheme: 'cbcs', iv: bytes(8), pattern }, new RangeError('iv: expected 16 bytes, received 8')],
    [{ data: 'x' }, new TypeError('data: expected a Uint8Array, received string')],
    [{ scheme: 'cbcs' }, new TypeError("pattern: expected one with 'cbcs', received undefined")],
    [{ scheme: 'cbc1', pattern }, new TypeError("pattern: expected none with 'cbc1', received one")],
    [
      { scheme: 'cens', pattern: { encrypted: 1, clear: 0 } },
      new RangeError('pattern.clear: expected a number of blocks, received 0'),
    ],
    [
      { scheme: 'cens', pattern: { encrypted: -1, clear: 1 } },
      new TypeError('pattern.encrypted: expected a whole number of 32 bits, received the number -1'),
    ],
    [{ scheme: 'CENC' }, new TypeError("scheme: expected 'cenc', 'cens', 'cbc1' or 'cbcs', received string")],
    [{ subSamples: [sub(1, 30)] }, new RangeError('subSamples: expected 32 bytes in all, received 31')],
    [{ subSamples: [] }, new RangeError('subSamples: expected 32 bytes in all, received 0')],
    [
      { subSamples: [sub(64, -32)] },
      new TypeError(
        'subSamples[0].EncryptedSize: expected a whole number of 32 bits, received the number -32',
      ),
    ],
  ])('is refused, and why is said: %p', (wrong, error) => {
    expect(encrypt(wrong)).toThrow(error);
  });
});
