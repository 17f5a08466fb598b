import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
} from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { checkKeyBufferKey, nobleEngine, opensslEngine } from '../../src/crypto/index.js';
import { publicJwk } from '../../src/crypto/rsa-key.js';
import { engines } from './engines.js';
import { fixtureText, toHex } from './fixtures.js';

const keyText = fixtureText('certificates/leaf.key.pem');
const privateKey = createPrivateKey(keyText);
const publicKey = createPublicKey(keyText);
const modulus = new Uint8Array(Buffer.from(publicKey.export({ format: 'jwk' }).n ?? '', 'base64url'));

/** 256 bytes below any RSA-2048 modulus. */
const block = fc.uint8Array({ minLength: 256, maxLength: 256 }).map((bytes) => {
  bytes[0]! &= 0x7f;
  return bytes;
});

/** The modulus plus or minus a little, 256 bytes. */
function nearModulus(difference: bigint): Uint8Array {
  const number = BigInt(`0x${toHex(modulus)}`) + difference;
  return new Uint8Array(Buffer.from(number.toString(16).padStart(512, '0'), 'hex'));
}

describe.each(engines)('bare RSA on $name', ({ engine }) => {
  it('undoes Node', () => {
    const message = new Uint8Array(256).fill(0x5a);
    const encrypted = publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, message);
    expect(toHex(engine.rsaPrivate(privateKey, encrypted))).toBe(toHex(message));
    expect(toHex(engine.rsaPublic(publicKey, message))).toBe(toHex(encrypted));
    expect(toHex(engine.rsaPublic(privateKey, message))).toBe(toHex(encrypted));
  });

  it('keeps leading zeros', () => {
    for (const value of [0, 1]) {
      const small = new Uint8Array(256);
      small[255] = value;
      expect(toHex(engine.rsaPublic(publicKey, small))).toBe(toHex(small));
      expect(toHex(engine.rsaPrivate(privateKey, small))).toBe(toHex(small));
    }
  });

  it('takes the largest number below the modulus and refuses the modulus and what is above', () => {
    const largest = nearModulus(-1n);
    expect(toHex(engine.rsaPublic(publicKey, largest))).toBe(toHex(largest));
    expect(toHex(engine.rsaPrivate(privateKey, largest))).toBe(toHex(largest));
    const refusal = new RangeError('block: expected a number below the modulus, received one that is not');
    for (const tooLarge of [modulus, nearModulus(1n), new Uint8Array(256).fill(0xff)]) {
      expect(() => engine.rsaPublic(publicKey, tooLarge)).toThrow(refusal);
      expect(() => engine.rsaPrivate(privateKey, tooLarge)).toThrow(refusal);
    }
  });

  it('refuses other sizes and other keys, in words', () => {
    expect(() => engine.rsaPrivate(privateKey, new Uint8Array(255))).toThrow(
      new RangeError('block: expected 256 bytes, received 255'),
    );
    expect(() => engine.rsaPublic(publicKey, new Uint8Array(257))).toThrow(RangeError);
    expect(() => engine.rsaPrivate(publicKey, new Uint8Array(256))).toThrow(
      new TypeError('key: expected an RSA private KeyObject, received a public key (rsa)'),
    );
    const curve = generateKeyPairSync('ed25519').publicKey;
    expect(() => engine.rsaPublic(curve, new Uint8Array(256))).toThrow(
      new TypeError('key: expected an RSA public KeyObject, received a public key (ed25519)'),
    );
    expect(() => engine.rsaPublic(keyText as unknown as KeyObject, new Uint8Array(256))).toThrow(
      new TypeError('key: expected an RSA public KeyObject, received string'),
    );
  });
});

describe('the public half of a private key', () => {
  it('has nothing of the private one: no text of a prime lies about after a public operation', () => {
    expect(publicJwk(privateKey)).toEqual(publicKey.export({ format: 'jwk' }));
    expect(publicJwk(publicKey)).toEqual(publicKey.export({ format: 'jwk' }));
  });
});

describe('a private RSA key of three primes', () => {
  const threePrimes = createPrivateKey(fixtureText('certificates/faulty/three-primes.key.pem'));
  const message = new Uint8Array(256).fill(0x5a);
  const padding = constants.RSA_NO_PADDING;
  const encrypted = publicEncrypt({ key: createPublicKey(threePrimes), padding }, message);

  it('opens nothing on BigInt, which would open it wrongly', () => {
    const received = 'expected an RSA key of two primes (n = p × q), received another';
    const refusal = new TypeError(`key: ${received}`);
    expect(() => nobleEngine().rsaPrivate(threePrimes, encrypted)).toThrow(refusal);
    expect(() => nobleEngine().rsaPrivate(threePrimes, encrypted)).toThrow(refusal);
    expect(() => {
      checkKeyBufferKey('privateKey', threePrimes);
    }).toThrow(new TypeError(`privateKey: ${received}`));
  });

  it('is one that OpenSSL computes with, and its public half is like any other', () => {
    expect(toHex(opensslEngine().rsaPrivate(threePrimes, encrypted))).toBe(toHex(message));
    expect(toHex(nobleEngine().rsaPublic(threePrimes, message))).toBe(toHex(encrypted));
  });
});

describe('the two RSA engines', () => {
  it('agree, and the private operation undoes the public one', () => {
    const noble = nobleEngine();
    const fast = opensslEngine();
    fc.assert(
      fc.property(block, (bytes) => {
        const encrypted = fast.rsaPublic(publicKey, bytes);
        expect(toHex(noble.rsaPublic(publicKey, bytes))).toBe(toHex(encrypted));
        expect(toHex(fast.rsaPrivate(privateKey, encrypted))).toBe(toHex(bytes));
        expect(toHex(noble.rsaPrivate(privateKey, encrypted))).toBe(toHex(bytes));
      }),
      { numRuns: 20 },
    );
  });
});
