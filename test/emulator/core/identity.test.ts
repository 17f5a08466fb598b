import { describe, expect, it } from '@jest/globals';
import {
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';
import { nobleEngine, opensslEngine } from 'softumd/crypto';
import { createEmulatedDriver } from 'softumd/emulator';
import { pem } from '../../certificate/test-chain.js';
import { fixtureText } from '../../crypto/fixtures.js';
import { caught } from '../../support/caught.js';

const certificateChain = new Uint8Array(1);
const rsa = (modulusLength: number) => generateKeyPairSync('rsa', { modulusLength }).privateKey;
const kind = 'expected an RSA private KeyObject, received';
const size = 'expected an RSA key of 2048 bits, received';
const pss = () => generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;
const curve = () => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const threePrimes = () => createPrivateKey(fixtureText('certificates/faulty/three-primes.key.pem'));

/** Keys that open no key buffer (D-01), and what is said of each. */
const refused: readonly (readonly [string, () => unknown, new (text: string) => Error, string])[] = [
  ['on a curve', curve, TypeError, `${kind} a private key (ec)`],
  ['for RSA-PSS alone', pss, TypeError, `${kind} a private key (rsa-pss)`],
  ['that is public', () => createPublicKey(pem.leafKey), TypeError, `${kind} a public key (rsa)`],
  ['that is secret', () => createSecretKey(new Uint8Array(16)), TypeError, `${kind} a secret key`],
  ['that is text', () => pem.leafKey, TypeError, `${kind} string`],
  ['that is not there', () => undefined, TypeError, `${kind} undefined`],
  ['of 1024 bits', () => rsa(1024), RangeError, `${size} 1024`],
  ['of 3072 bits', () => rsa(3072), RangeError, `${size} 3072`],
  [
    'of three primes',
    threePrimes,
    TypeError,
    'expected an RSA key of two primes (n = p × q), received another',
  ],
];

describe('a driver’s identity', () => {
  it.each(refused)('is refused when the driver is made, with a key %s', (_name, key, type, text) => {
    const identity = { privateKey: key() as KeyObject, certificateChain };
    for (const engine of [opensslEngine(), nobleEngine()]) {
      const error = caught(() => createEmulatedDriver({ identity, engine }));
      expect(error).toEqual(new type(`identity.privateKey: ${text}`));
      expect(error).toBeInstanceOf(type);
    }
  });

  it('is taken with a private RSA key of 2048 bits', () => {
    const identity = { privateKey: rsa(2048), certificateChain };
    expect(createEmulatedDriver({ identity }).oracle.remembers(new Uint8Array(16))).toBe(false);
  });
});
