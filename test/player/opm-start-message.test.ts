import { constants, privateDecrypt, X509Certificate } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { encodeCertificateContainer } from '../../src/certificate/index.js';
import { nobleEngine, seededRandom } from '../../src/crypto/index.js';
import { CertificateChainError, CoppChainError, OpmClient, type OpmTrust } from '../../src/player/index.js';
import { chainBytes, golden, keys } from '../certificate/copp/golden.js';
import { pem } from '../certificate/test-chain.js';
import { hex, toHex } from '../crypto/fixtures.js';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';
import { caught } from '../support/caught.js';
import {
  chain,
  coppClient,
  coppOptions,
  copp,
  drawn,
  driverRandom,
  examples,
  goldenClient,
  handshake,
  opm,
  options,
  pkcs7,
  scripted,
  sha256,
} from './opm-golden.js';

/** Opens a start message under OPM semantics with node:crypto, which is none of ours. */
const opened = (block: Uint8Array) =>
  privateDecrypt({ key: keys.driver, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha512' }, block);
const untrusted = expect.objectContaining({ reason: 'untrusted-root' }) as unknown;

describe('the start message under OPM semantics', () => {
  it('is the one of the reference: 40 bytes under OAEP-SHA-512, big-endian (OPM-4 to OPM-7)', () => {
    for (const engine of [undefined, nobleEngine()]) {
      const made = goldenClient({ engine }).startMessage();
      expect(toHex(made)).toBe(handshake.ciphertext_be);
      expect(sha256(made)).toBe(handshake.ciphertext_sha256);
    }
  });

  it('is the one that a driver refuses, under SHA-1', () => {
    const random = scripted(
      Buffer.concat([drawn.subarray(0, 24), Uint8Array.from({ length: 20 }, (_, i) => i)]),
    );
    const made = goldenClient({ hash: 'sha1', random }).startMessage();
    expect(sha256(made)).toBe(examples.opm_handshake_negative_sha1.ciphertext_sha256);
    expect(() => opened(made)).toThrow();
  });

  withOpenssl(`is opened by the openssl command, whatever was drawn${opensslReason}`, () => {
    const padding = ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha512', 'rsa_mgf1_md:sha512'];
    const oaep = padding.flatMap((option) => ['-pkeyopt', option]);
    const files = { 'key.pem': keys.driver.export({ type: 'pkcs8', format: 'pem' }) as string };
    const open = (block: Uint8Array) =>
      openssl(['pkeyutl', '-decrypt', '-inkey', 'key.pem', ...oaep], block, files);
    expect(toHex(open(goldenClient().startMessage()))).toBe(handshake.plaintext);
    const other = new OpmClient({ ...options, random: seededRandom('openssl') });
    const inside = open(other.startMessage());
    expect(inside).toHaveLength(40);
    expect(toHex(inside.subarray(0, 16))).toBe(toHex(driverRandom));
  });

  it('is a new one for each client, the same for the same seed, and keeps what it made (D-60)', () => {
    const seeded = (seed: string) => new OpmClient({ ...options, random: seededRandom(seed) });
    const [a, b, c] = [seeded('a'), seeded('a'), seeded('b')].map((client) => toHex(client.startMessage()));
    expect(b).toBe(a);
    expect(c).not.toBe(a);
    const [one, two] = [new OpmClient(options), new OpmClient(options)].map((client) =>
      toHex(opened(client.startMessage())),
    );
    for (const [from, to] of [
      [32, 64],
      [64, 72],
      [72, 80],
    ])
      expect(one!.slice(from, to)).not.toBe(two!.slice(from, to));
    const client = goldenClient();
    client.startMessage().fill(0);
    expect(toHex(client.startMessage())).toBe(handshake.ciphertext_be);
  });

  it('takes the chain in every container and order (D-05)', () => {
    const certificates = [chain.leaf, chain.root].map((text) => new X509Certificate(text));
    const containers = ['pkcs7', 'pkcs7-leaf-first', 'der-chain', 'leaf'] as const;
    const chains = containers.map((container) => encodeCertificateContainer(certificates, container));
    for (const certificate of [pkcs7, ...chains])
      expect(toHex(goldenClient({ certificate }).startMessage())).toBe(handshake.ciphertext_be);
  });

  it('is not made for a chain that ends in none of the roots, or is no longer valid (OPM-42)', () => {
    expect(caught(() => goldenClient({ roots: [pem.root] }))).toEqual(untrusted);
    expect(goldenClient({ roots: [pem.root, chain.root] }).semantics).toBe('OPM');
    for (const roots of [
      [pem.root, chain.root],
      [chain.root, pem.root],
    ]) {
      const early = caught(() => goldenClient({ roots, at: new Date('2019-12-31') }));
      expect(early).toBeInstanceOf(CertificateChainError);
      expect(early).toMatchObject({ reason: 'not-yet-valid' });
    }
    expect(() => goldenClient({ roots: [] })).toThrow(TypeError);
    expect(() => goldenClient({ roots: ['no certificate', chain.root] })).toThrow('BEGIN CERTIFICATE');
  });
});

describe('the start message under COPP semantics', () => {
  it("is COPP's: bare RSA, little-endian, with zeros or PKCS#1 behind (OPM-5, COPP-7, COPP-8)", () => {
    expect(toHex(coppClient().startMessage())).toBe(examples.copp_handshake.ciphertext_rawzero_le);
    const ps = Uint8Array.from({ length: 213 }, (_, i) => (i % 255) + 1);
    const random = scripted(Buffer.concat([drawn.subarray(0, 24), ps]));
    const made = coppClient({ padding: 'pkcs1', random }).startMessage();
    expect(toHex(made)).toBe(examples.copp_handshake.ciphertext_pkcs1_le);
  });

  it('is not made for a chain that is refused (COPP-2, CERT-12)', () => {
    const certificate = chainBytes({ data: [(text) => text.replace('<EncryptKey>1', '<EncryptKey>0')] });
    expect(() => coppClient({ certificate })).toThrow(CoppChainError);
    expect(caught(() => coppClient({ roots: [keys.vendor] }))).toBeInstanceOf(TypeError);
    const second = golden.copp_cert_chain.digests_hex[1];
    const isRevoked = (digest: Uint8Array) => toHex(digest) === second;
    expect(caught(() => coppClient({ isRevoked }))).toMatchObject({ reason: 'revoked', certificate: 1 });
  });
});

describe('what OpmClient refuses', () => {
  it('names argument, expectation and what came', () => {
    const refusal = (more: object) => caught(() => goldenClient(more));
    expect(refusal({ driverRandom: hex('00') })).toEqual(
      new RangeError('driverRandom: expected 16 bytes, received 1'),
    );
    expect(refusal({ driverRandom: 'a' })).toBeInstanceOf(TypeError);
    expect(refusal({ semantics: 1 })).toEqual(
      new TypeError("semantics: expected 'OPM' or 'COPP', received the number 1"),
    );
    expect(refusal({ hash: 'md5' })).toBeInstanceOf(TypeError);
    expect(refusal({ random: { bytes: () => hex('00') } })).toBeInstanceOf(RangeError);
    expect(refusal({ roots: undefined })).toBeInstanceOf(TypeError);
    const padding = 'oaep' as 'zeros';
    expect(caught(() => coppClient({ padding }))).toEqual(
      new TypeError("padding: expected 'zeros' or 'pkcs1', received 'oaep'"),
    );
  });

  it('is a chain of the other semantics', () => {
    const trusts: readonly [OpmTrust, Uint8Array][] = [
      [opm, coppOptions.certificate],
      [copp, pkcs7],
    ];
    for (const [trust, certificate] of trusts)
      expect(() => new OpmClient({ ...trust, certificate, driverRandom })).toThrow();
  });
});
