import { describe, expect, it } from '@jest/globals';
import type { Guid } from '../../src/abi/index.js';
import { nobleEngine, seededRandom } from '../../src/crypto/index.js';
import { CoppChainError, CoppClient } from '../../src/player/index.js';
import { chainBytes, golden, keys } from '../certificate/copp/golden.js';
import { toHex } from '../crypto/fixtures.js';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';
import { caught } from '../support/caught.js';
import {
  handshake,
  plaintext,
  driverRandom,
  sha256,
  scripted,
  options,
  drawn,
  goldenClient,
  opened,
} from './copp-golden.js';

describe('the start message', () => {
  it('is the one of the reference, with zeros behind (COPP-7, COPP-8)', () => {
    const made = goldenClient().startMessage();
    expect(toHex(made)).toBe(handshake.ciphertext_rawzero_le);
    expect(sha256(made)).toBe(handshake.ciphertext_rawzero_sha256);
    expect(toHex(goldenClient({ engine: nobleEngine() }).startMessage())).toBe(toHex(made));
  });

  it('is the one of the reference, with the padding of PKCS#1 v1.5', () => {
    const ps = Uint8Array.from({ length: 213 }, (_, i) => (i % 255) + 1);
    const random = scripted(Buffer.concat([drawn, ps]));
    const made = goldenClient({ padding: 'pkcs1', random }).startMessage();
    expect(toHex(made)).toBe(handshake.ciphertext_pkcs1_le);
    expect(sha256(made)).toBe(handshake.ciphertext_pkcs1_sha256);
  });

  it('draws the zeros in a padding string again, but not for ever', () => {
    const ps = new Uint8Array(213).fill(9);
    ps[100] = 0;
    const random = scripted(Buffer.concat([drawn, ps, new Uint8Array([0, 7])]));
    const block = opened(goldenClient({ padding: 'pkcs1', random }).startMessage());
    expect([...block.subarray(41, 254)].filter((byte) => byte !== 9)).toEqual([7]);
    const zeros = { bytes: (count: number) => new Uint8Array(count) };
    expect(() => goldenClient({ padding: 'pkcs1', random: zeros })).toThrow(RangeError);
  });

  withOpenssl(`is made anew by the openssl command, and opened by it${opensslReason}`, () => {
    const files = { 'key.pem': keys.driver.export({ format: 'pem', type: 'pkcs8' }).toString() };
    const raw = ['-inkey', 'key.pem', '-pkeyopt', 'rsa_padding_mode:none'];
    const block = new Uint8Array(256);
    block.set(plaintext);
    const made = openssl(['pkeyutl', '-encrypt', ...raw], block.reverse(), files).reverse();
    expect(toHex(goldenClient().startMessage())).toBe(toHex(made));
    const ours = goldenClient({
      padding: 'pkcs1',
      random: scripted(Buffer.concat([drawn, new Uint8Array(213).fill(1)])),
    });
    const read = openssl(['pkeyutl', '-decrypt', ...raw], ours.startMessage().reverse(), files).reverse();
    expect(toHex(read.subarray(0, 40))).toBe(handshake.plaintext);
    // With the padding looked at, what is inside is the payload in reverse: the application's page swaps it.
    const inside = openssl(
      ['pkeyutl', '-decrypt', '-inkey', 'key.pem'],
      ours.startMessage().reverse(),
      files,
    );
    expect(toHex(inside.reverse())).toBe(handshake.plaintext);
  });

  it('takes the random as the GUID that it is, and keeps what it made', () => {
    const random = 'a3a2a1a0-a5a4-a7a6-a8a9-aaabacadaeaf' as Guid;
    const client = goldenClient({ driverRandom: random });
    client.startMessage().fill(0);
    expect(toHex(client.startMessage())).toBe(handshake.ciphertext_rawzero_le);
  });

  it('is a new one for each client, and the same for the same seed (D-60)', () => {
    const seeded = (seed: string) => new CoppClient({ ...options, random: seededRandom(seed) });
    const [a, b, c] = [seeded('a'), seeded('a'), seeded('b')].map((client) => toHex(client.startMessage()));
    expect(b).toBe(a);
    expect(c).not.toBe(a);
    const two = [new CoppClient(options), new CoppClient(options)];
    const blocks = two.map((client) => toHex(opened(client.startMessage()).subarray(0, 40)));
    expect(blocks.every((block) => block.startsWith(toHex(driverRandom)))).toBe(true);
    for (const [from, to] of [
      [32, 64],
      [64, 72],
      [72, 80],
    ])
      expect(blocks[0]!.slice(from, to)).not.toBe(blocks[1]!.slice(from, to));
  });

  it('is not made for a chain that is refused (COPP-2)', () => {
    const broken = chainBytes({ data: [(text) => text.replace('<EncryptKey>1', '<EncryptKey>0')] });
    expect(() => new CoppClient({ ...options, certificate: broken })).toThrow(CoppChainError);
    const isRevoked = (digest: Uint8Array) => toHex(digest) === golden.copp_cert_chain.digests_hex[1];
    expect(caught(() => new CoppClient({ ...options, isRevoked }))).toMatchObject({
      reason: 'revoked',
      certificate: 1,
    });
  });
});
