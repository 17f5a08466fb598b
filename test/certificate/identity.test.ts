import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  CertificateChainError,
  CertificateFormatError,
  encodeCertificateContainer,
  loadDriverIdentity,
} from '../../src/certificate/index.js';
import { fixtureText } from '../crypto/fixtures.js';
import { intermediate, leaf, pem, raws, root } from './test-chain.js';

const key = createPrivateKey(pem.leafKey);
const ordered = raws([leaf, intermediate, root]);
const der = (type: 'pkcs8' | 'pkcs1') => key.export({ format: 'der', type });

describe('loadDriverIdentity', () => {
  it('takes the key as an object, PEM text, PEM bytes and DER of both kinds', () => {
    for (const privateKey of [key, pem.leafKey, Buffer.from(pem.leafKey), der('pkcs8'), der('pkcs1')]) {
      const identity = loadDriverIdentity({ privateKey, chain: [pem.leaf] });
      expect(identity.privateKey.equals(key)).toBe(true);
    }
  });

  it('takes the chain in any form and order, and gives it leaf first', () => {
    const forms = [leaf, intermediate, root].map((certificate) =>
      fc.constantFrom(
        certificate,
        certificate.toString(),
        Buffer.from(certificate.toString()),
        new Uint8Array(certificate.raw),
      ),
    );
    const shuffled = fc.tuple(...forms).chain((inputs) => fc.shuffledSubarray(inputs, { minLength: 3 }));
    fc.assert(
      fc.property(shuffled, (chain) => {
        expect(raws(loadDriverIdentity({ privateKey: key, chain }).chain)).toEqual(ordered);
      }),
    );
    const together = [
      pem.root + pem.leaf + pem.intermediate,
      encodeCertificateContainer([intermediate, root, leaf], 'pkcs7'),
      Buffer.concat([root.raw, intermediate.raw, leaf.raw]),
    ];
    for (const chain of together) {
      expect(raws(loadDriverIdentity({ privateKey: key, chain }).chain)).toEqual(ordered);
    }
  });

  it('refuses a key that is not the leaf’s', () => {
    const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    expect(() => loadDriverIdentity({ privateKey: other, chain: pem.leaf })).toThrow(
      expect.objectContaining({ name: 'CertificateChainError', reason: 'key-mismatch' }),
    );
    // The intermediate is the leaf of a bag that lacks the leaf, and the key is not its own.
    expect(() => loadDriverIdentity({ privateKey: key, chain: [intermediate, root] })).toThrow(
      CertificateChainError,
    );
  });

  it('refuses a key of three primes, in whatever form it comes', () => {
    const text = fixtureText('certificates/faulty/three-primes.key.pem');
    const object = createPrivateKey(text);
    const forms = [
      text,
      object,
      Buffer.from(text),
      object.export({ format: 'der', type: 'pkcs8' }),
      object.export({ format: 'der', type: 'pkcs1' }),
    ];
    for (const privateKey of forms) {
      expect(() => loadDriverIdentity({ privateKey, chain: pem.leaf })).toThrow(
        new TypeError('privateKey: expected an RSA key of two primes (n = p × q), received another'),
      );
    }
  });

  it('refuses a key that is not RSA as one that is not the leaf’s', () => {
    const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    expect(() => loadDriverIdentity({ privateKey: curve, chain: pem.leaf })).toThrow(
      expect.objectContaining({ name: 'CertificateChainError', reason: 'key-mismatch' }),
    );
  });

  it('refuses what is no key and no certificate, and never repeats it', () => {
    const secret = pem.leafKey.replace('MII', 'AAA');
    for (const [privateKey, received] of [
      [secret, 'text that is none'],
      [new Uint8Array([0x30, 1, 2]), '3 bytes that are none'],
      [7, 'number'],
      [null, 'null'],
      [leaf.publicKey, 'a public KeyObject'],
    ] as const) {
      expect(() => loadDriverIdentity({ privateKey: privateKey as KeyObject, chain: pem.leaf })).toThrow(
        new TypeError(`privateKey: expected a private key as KeyObject, PEM or DER, received ${received}`),
      );
    }
    const load = (chain: string) => () => loadDriverIdentity({ privateKey: key, chain });
    expect(load('')).toThrow(CertificateFormatError);
    expect(load(pem.leaf.slice(0, -40))).toThrow(/expected an END CERTIFICATE line/);
    expect(load(pem.leaf.replace('MII', 'AAA'))).toThrow(/expected a PEM certificate at byte 0/);
    expect(load(7 as unknown as string)).toThrow(TypeError);
    expect(() => loadDriverIdentity({ privateKey: key, chain: [] })).toThrow(
      expect.objectContaining({ reason: 'empty' }),
    );
  });
});
