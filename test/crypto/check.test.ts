import { createPrivateKey, createPublicKey, createSecretKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  checkKeyBufferKey,
  emeOaepDecode,
  emeOaepEncode,
  oaepHashBytes,
  type OaepHash,
  rsaesOaepDecrypt,
  rsaesOaepEncrypt,
} from '../../src/crypto/index.js';
import { checkBytes, checkRsaKey } from '../../src/crypto/check.js';
import { engines } from './engines.js';
import { fixtureText } from './fixtures.js';

const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey;

describe('what an error says of a value that is not bytes', () => {
  it.each([
    { value: undefined, text: 'undefined' },
    { value: null, text: 'null' },
    { value: 7, text: 'the number 7' },
    { value: true, text: 'boolean' },
    { value: 'secret', text: 'string' },
    { value: () => 0, text: 'function' },
    { value: [1, 2], text: 'an object (Array)' },
    { value: new DataView(new ArrayBuffer(3)), text: 'an object (DataView)' },
    { value: Object.create(null) as unknown, text: 'an object (without a constructor)' },
    { value: { constructor: 'secret' }, text: 'an object (without a constructor)' },
    { value: createSecretKey(new Uint8Array(16)), text: 'a secret key' },
    { value: generateKeyPairSync('ed25519').privateKey, text: 'a private key (ed25519)' },
  ])('$text, and never what is in it', ({ value, text }) => {
    expect(() => {
      checkBytes('data', value);
    }).toThrow(new TypeError(`data: expected a Uint8Array, received ${text}`));
    expect(() => {
      checkBytes('data', value, 16);
    }).toThrow(new TypeError(`data: expected a Uint8Array of 16 bytes, received ${text}`));
    expect(() => {
      checkRsaKey('key', value, 'private');
    }).toThrow(new TypeError(`key: expected an RSA private KeyObject, received ${text}`));
  });

  it('is how many there are where it is bytes', () => {
    expect(() => {
      checkRsaKey('key', new Uint8Array(5), 'public');
    }).toThrow(new TypeError('key: expected an RSA public KeyObject, received 5 bytes'));
  });
});

describe('the key of a key buffer (D-01)', () => {
  it('is a private RSA key of 2048 bits', () => {
    const privateKey = createPrivateKey(fixtureText('certificates/leaf.key.pem'));
    checkKeyBufferKey('privateKey', privateKey);
    expect(() => {
      checkKeyBufferKey('privateKey', createPublicKey(privateKey));
    }).toThrow(new TypeError('privateKey: expected an RSA private KeyObject, received a public key (rsa)'));
    expect(() => {
      checkKeyBufferKey('privateKey', small);
    }).toThrow(new RangeError('privateKey: expected an RSA key of 2048 bits, received 1024'));
  });
});

describe('the bounds of EME-OAEP', () => {
  it.each([1.5, NaN, Infinity, -1, 127])('a message of %s bytes is none', (messageBytes) => {
    expect(() => emeOaepDecode(new Uint8Array(256), { hash: 'sha512', messageBytes })).toThrow(
      new RangeError(`messageBytes: expected 0 to 126 (sha512, 256), received ${messageBytes}`),
    );
  });

  it('the hashes are those three, and what every object has is no hash', () => {
    expect((['sha512', 'sha256', 'sha1'] as const).map(oaepHashBytes)).toEqual([64, 32, 20]);
    expect(() => oaepHashBytes('toString' as OaepHash)).toThrow(
      new TypeError("hash: expected 'sha512', 'sha256' or 'sha1', received 'toString'"),
    );
  });

  it('follow the size of the modulus, and arguments are bytes', () => {
    const seed = new Uint8Array(20);
    const encoded = emeOaepEncode(new Uint8Array(86).fill(7), seed, { hash: 'sha1', bytes: 128 });
    expect(encoded).toHaveLength(128);
    expect(emeOaepDecode(encoded, { hash: 'sha1', messageBytes: 86 }).valid).toBe(true);
    expect(() => emeOaepEncode(new Uint8Array(87), seed, { hash: 'sha1', bytes: 128 })).toThrow(
      new RangeError('message: expected at most 86 bytes (sha1, 128), received 87'),
    );
    const text = 'text' as unknown as Uint8Array;
    expect(() => emeOaepEncode(text, seed, { hash: 'sha1' })).toThrow(
      new TypeError('message: expected a Uint8Array, received string'),
    );
    expect(() => emeOaepDecode(text, { hash: 'sha1', messageBytes: 16 })).toThrow(
      new TypeError('encoded: expected a Uint8Array, received string'),
    );
  });
});

describe.each(engines)('arguments of $name', ({ engine }) => {
  it('for RSAES-OAEP are a block and a key of 2048 bits, whatever the key would open', () => {
    const options = { hash: 'sha1', messageBytes: 16 } as const;
    expect(() => rsaesOaepDecrypt(engine, small, new Uint8Array(128), options)).toThrow(
      new RangeError('block: expected 256 bytes, received 128'),
    );
    expect(() => rsaesOaepDecrypt(engine, small, new Uint8Array(256), options)).toThrow(
      new RangeError('block: expected 128 bytes, received 256'),
    );
    expect(() => rsaesOaepEncrypt(engine, small, new Uint8Array(16), new Uint8Array(20), 'sha1')).toThrow(
      new RangeError('block: expected 128 bytes, received 256'),
    );
  });

  const [good, short] = [new Uint8Array(16), new Uint8Array(15)];
  const text = 'text' as unknown as Uint8Array;
  const notBytes = new TypeError('data: expected a Uint8Array, received string');
  const shortKey = new RangeError('key: expected 16 bytes, received 15');

  it('are refused by each of ECB, OMAC-1 and CTR', () => {
    for (const call of [
      (key: Uint8Array, data: Uint8Array) => engine.ecbEncrypt(key, data),
      (key: Uint8Array, data: Uint8Array) => engine.ecbDecrypt(key, data),
      (key: Uint8Array, data: Uint8Array) => engine.omac1(key, data),
    ]) {
      expect(() => call(short, good)).toThrow(shortKey);
      expect(() => call(good, text)).toThrow(notBytes);
    }
    const odd = new RangeError('data: expected a multiple of 16 bytes, received 15');
    expect(() => engine.ecbEncrypt(good, short)).toThrow(odd);
    expect(() => engine.ecbDecrypt(good, short)).toThrow(odd);
    expect(() => {
      engine.ctr(good, good).apply(text, good);
    }).toThrow(new TypeError('input: expected a Uint8Array, received string'));
    expect(() => {
      engine.ctr(good, good).apply(good, text);
    }).toThrow(new TypeError('output: expected a Uint8Array of 16 bytes, received string'));
  });
});
