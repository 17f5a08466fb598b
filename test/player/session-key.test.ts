import { constants, createPrivateKey, privateDecrypt, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  emeOaepEncode,
  nobleEngine,
  opensslEngine,
  rsaesOaepDecrypt,
  seededRandom,
} from '../../src/crypto/index.js';
import { wrapSessionKey } from '../../src/player/index.js';
import { fixtureText, hex, toHex } from '../crypto/fixtures.js';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';

const leafText = fixtureText('certificates/leaf.pem');
const leaf = new X509Certificate(leafText);
const privateKey = createPrivateKey(fixtureText('certificates/leaf.key.pem'));
const sessionKey = hex('00112233445566778899aabbccddeeff');
const open = (block: Uint8Array) =>
  rsaesOaepDecrypt(opensslEngine(), privateKey, block, { hash: 'sha512', messageBytes: 16 });

describe('wrapSessionKey', () => {
  it('makes 256 bytes that Node opens, with SHA-512 unless told otherwise (D-01)', () => {
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    for (const hash of [undefined, 'sha512', 'sha256', 'sha1'] as const) {
      const wrapped = wrapSessionKey(leaf, sessionKey, hash ? { hash } : {});
      expect(wrapped).toHaveLength(256);
      const opened = privateDecrypt({ key: privateKey, padding, oaepHash: hash ?? 'sha512' }, wrapped);
      expect(toHex(opened)).toBe(toHex(sessionKey));
    }
  });

  withOpenssl(
    `is opened by the openssl command, and what that makes from the certificate is opened here${opensslReason}`,
    () => {
      const oaep = ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha512', 'rsa_mgf1_md:sha512'].flatMap((o) => [
        '-pkeyopt',
        o,
      ]);
      const files = { 'leaf.pem': leafText, 'key.pem': fixtureText('certificates/leaf.key.pem') };
      const made = openssl(
        ['pkeyutl', '-encrypt', '-certin', '-inkey', 'leaf.pem', ...oaep],
        sessionKey,
        files,
      );
      expect(open(made)).toEqual({ valid: true, message: sessionKey });
      const wrapped = wrapSessionKey(leaf, sessionKey);
      const opened = openssl(['pkeyutl', '-decrypt', '-inkey', 'key.pem', ...oaep], wrapped, files);
      expect(toHex(opened)).toBe(toHex(sessionKey));
    },
  );

  it('wraps any key, the same for the same seed and another for another (D-60)', () => {
    const key = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(key, fc.integer(), (bytes, seed) => {
        const wrapped = wrapSessionKey(leaf, bytes, { random: seededRandom(seed) });
        expect(open(wrapped)).toEqual({ valid: true, message: bytes });
        const again = wrapSessionKey(leaf, bytes, { random: seededRandom(seed), engine: nobleEngine() });
        expect(toHex(again)).toBe(toHex(wrapped));
        expect(toHex(wrapSessionKey(leaf, bytes))).not.toBe(toHex(wrapped));
      }),
      { numRuns: 15 },
    );
  });

  it('takes its whole seed from the random source', () => {
    const wrapped = wrapSessionKey(leaf, sessionKey, { random: seededRandom('a') });
    const encoded = emeOaepEncode(sessionKey, seededRandom('a').bytes(64), { hash: 'sha512' });
    expect(toHex(wrapped)).toBe(toHex(opensslEngine().rsaPublic(leaf.publicKey, encoded)));
  });

  it('names argument, expectation and what came when it refuses', () => {
    expect(() => wrapSessionKey(leafText as unknown as X509Certificate, sessionKey)).toThrow(
      new TypeError('leaf: expected an X509Certificate, received string'),
    );
    expect(() => wrapSessionKey(leaf, toHex(sessionKey) as unknown as Uint8Array)).toThrow(
      new TypeError('sessionKey: expected a Uint8Array of 16 bytes, received string'),
    );
    expect(() => wrapSessionKey(leaf, new Uint8Array(32))).toThrow(
      new RangeError('sessionKey: expected 16 bytes, received 32'),
    );
    expect(() => wrapSessionKey(leaf, sessionKey, { hash: 'md5' as 'sha1' })).toThrow(
      new TypeError("hash: expected 'sha512', 'sha256' or 'sha1', received 'md5'"),
    );
  });

  it('takes a certificate of RSA with 2048 bits alone', () => {
    const other = (name: string) => new X509Certificate(fixtureText(`certificates/faulty/${name}.pem`));
    expect(() => wrapSessionKey(other('short-key-leaf'), sessionKey)).toThrow(
      new RangeError('leaf: expected an RSA key of 2048 bits, received 1024'),
    );
    expect(() => wrapSessionKey(other('curve-leaf'), sessionKey)).toThrow(
      'leaf: expected a certificate with an RSA key',
    );
  });
});
