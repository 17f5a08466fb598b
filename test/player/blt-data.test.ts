import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type RandomSource, seededRandom } from '../../src/crypto/index.js';
import {
  createIvSequence,
  decryptFromEncryptionBlt,
  encryptForDecryptionBlt,
} from '../../src/player/index.js';
import { engines } from '../crypto/engines.js';
import { hex, toHex } from '../crypto/fixtures.js';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';

const sessionKey = hex('2b7e151628aed2a6abf7158809cf4f3c');
const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 });
const always = (bytes: string): RandomSource => ({ bytes: () => hex(bytes) });

describe.each(engines)('blt data on $name', ({ engine }) => {
  withOpenssl(`is what the openssl command makes${opensslReason}`, () => {
    const iv = '0123456789abcdef0000000000000000';
    const data = Uint8Array.from({ length: 70_001 }, (_, i) => (i * 13) & 0xff);
    const known = openssl(['enc', '-aes-128-ctr', '-K', toHex(sessionKey), '-iv', iv], data);
    const encrypted = encryptForDecryptionBlt({ sessionKey, iv: hex(iv), data, engine });
    expect(Buffer.compare(encrypted, known)).toBe(0);
    expect(
      Buffer.compare(decryptFromEncryptionBlt({ sessionKey, iv: hex(iv), data: known, engine }), data),
    ).toBe(0);
  });

  it('comes back as it was, and leaves what it is given alone', () => {
    fc.assert(
      fc.property(sixteen, sixteen, fc.uint8Array(), (key, iv, data) => {
        const before = toHex(Buffer.concat([key, iv, data]));
        const encrypted = encryptForDecryptionBlt({ sessionKey: key, iv, data, engine });
        const back = decryptFromEncryptionBlt({ sessionKey: key, iv, data: encrypted, engine });
        expect(toHex(back)).toBe(toHex(data));
        expect(toHex(Buffer.concat([key, iv, data]))).toBe(before);
      }),
    );
  });

  it('wraps Count alone unless told to carry (D-22)', () => {
    const data = new Uint8Array(32);
    const iv = hex('00000000000000ffffffffffffffffff');
    const second = (carry?: 'block') =>
      toHex(encryptForDecryptionBlt({ sessionKey, iv, data, engine, ...(carry && { carry }) }).subarray(16));
    const blockAt = (counter: string) => toHex(engine.ecbEncrypt(sessionKey, hex(counter)));
    expect(second()).toBe(blockAt('00000000000000ff0000000000000000'));
    expect(second('block')).toBe(blockAt('00000000000001000000000000000000'));
  });
});

describe('blt data', () => {
  it('names argument, expectation and what came when it refuses', () => {
    const data = new Uint8Array(1);
    const iv = new Uint8Array(16);
    expect(() => encryptForDecryptionBlt({ sessionKey: new Uint8Array(15), iv, data })).toThrow(
      new RangeError('sessionKey: expected 16 bytes, received 15'),
    );
    expect(() => encryptForDecryptionBlt({ sessionKey, iv: new Uint8Array(8), data })).toThrow(
      new RangeError('iv: expected 16 bytes, received 8'),
    );
    expect(() => decryptFromEncryptionBlt({ sessionKey, iv, data: [1] as unknown as Uint8Array })).toThrow(
      new TypeError('data: expected a Uint8Array, received an object (Array)'),
    );
  });
});

describe('createIvSequence (D-20)', () => {
  it('starts at random with the top bit clear, counts up by one, and keeps Count 0', () => {
    const ivs = createIvSequence({ random: always('fffffffffffffffe') });
    expect(toHex(ivs.next())).toBe('7ffffffffffffffe0000000000000000');
    expect(toHex(ivs.next())).toBe('7fffffffffffffff0000000000000000');
    expect(toHex(ivs.next())).toBe('80000000000000000000000000000000');
  });

  it('carries through all eight bytes', () => {
    const ivs = createIvSequence({ random: always('00ffffffffffffff') });
    ivs.next();
    expect(toHex(ivs.next())).toBe('01000000000000000000000000000000');
  });

  it('never repeats, and repeats itself for the same seed', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 50 }), (seed, calls) => {
        const run = () => {
          const ivs = createIvSequence({ random: seededRandom(seed) });
          return Array.from({ length: calls }, () => toHex(ivs.next()));
        };
        expect(new Set(run()).size).toBe(calls);
        expect(run()).toEqual(run());
        expect(parseInt(run()[0]!.slice(0, 2), 16)).toBeLessThan(0x80);
      }),
    );
    expect(toHex(createIvSequence().next())).not.toBe(toHex(createIvSequence().next()));
  });
});
