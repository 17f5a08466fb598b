import { createPrivateKey, createPublicKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';
import { intermediate, leaf, pem, root } from './test-chain.js';

const chain = [root, intermediate, leaf];

describe('the test certificates', () => {
  it('make a chain', () => {
    expect(root.checkIssued(root) && root.verify(root.publicKey)).toBe(true);
    expect(intermediate.checkIssued(root) && intermediate.verify(root.publicKey)).toBe(true);
    expect(leaf.checkIssued(intermediate) && leaf.verify(intermediate.publicKey)).toBe(true);
    expect(chain.map((certificate) => certificate.ca)).toEqual([true, true, false]);
  });

  it('are RSA-2048, valid from 2020 and without end', () => {
    for (const certificate of chain) {
      expect(certificate.publicKey.asymmetricKeyType).toBe('rsa');
      expect(certificate.publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
      expect(new Date(certificate.validFrom).toISOString()).toBe('2020-01-01T00:00:00.000Z');
      expect(new Date(certificate.validTo).toISOString()).toBe('9999-12-31T23:59:59.000Z');
    }
  });

  it('say everywhere that they are for tests', () => {
    for (const certificate of chain) expect(certificate.subject).toMatch(/^CN=SoftUMD TEST ONLY /);
    expect(pem.leafKey).toMatch(/^SoftUMD TEST ONLY.*\n-----BEGIN PRIVATE KEY-----\n/);
  });

  it('grow from root to leaf, so that DER puts the leaf last (D-05)', () => {
    expect(root.raw.length).toBeLessThan(intermediate.raw.length);
    expect(intermediate.raw.length).toBeLessThan(leaf.raw.length);
  });

  it('come with the key of the leaf, which Node reads under its warning line', () => {
    expect(leaf.checkPrivateKey(createPrivateKey(pem.leafKey))).toBe(true);
    expect(createPublicKey(pem.leafKey).equals(leaf.publicKey)).toBe(true);
  });

  withOpenssl(`satisfy openssl verify${opensslReason}`, () => {
    const files = {
      'root.pem': pem.root,
      'mid.pem': pem.intermediate,
      'leaf.pem': pem.leaf,
      'key.pem': pem.leafKey,
    };
    const strict = ['verify', '-x509_strict', '-CAfile', 'root.pem', '-untrusted', 'mid.pem', 'leaf.pem'];
    expect(
      Buffer.from(openssl(strict, undefined, files))
        .toString()
        .trim(),
    ).toBe('leaf.pem: OK');
    openssl(['rsa', '-in', 'key.pem', '-check', '-noout'], undefined, files);
  });
});
