import { constants, createHash, createPrivateKey, createPublicKey, privateDecrypt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { OaepFlaw } from '../../../src/conformance/framework/oaep-blocks.js';
import { flawedKeyBuffer, labelHashOf } from '../../../src/conformance/framework/oaep-blocks.js';
import type { OaepHash } from '../../../src/crypto/index.js';
import { oaepHashBytes } from '../../../src/crypto/index.js';

const pem = readFileSync(new URL('../../../fixtures/certificates/leaf.key.pem', import.meta.url));
const privateKey = createPrivateKey(pem);
const publicKey = createPublicKey(privateKey);
const message = new Uint8Array(16).map((_, index) => 0x30 + index);
const label = Buffer.from('a label');
const seedFor = (hash: OaepHash) => new Uint8Array(oaepHashBytes(hash)).fill(0x77);

const made = (hash: OaepHash, flaw: OaepFlaw) =>
  flawedKeyBuffer(publicKey, { message, seed: seedFor(hash), hash }, flaw);

/** What OpenSSL makes of a key buffer. */
const opened = (data: Uint8Array, oaepHash: OaepHash, oaepLabel?: Buffer) =>
  privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash, oaepLabel }, data);

/** MGF1 as RFC 8017 B.2.1 writes it. */
function mgf1(seed: Uint8Array, bytes: number, hash: OaepHash): Buffer {
  const digests: Buffer[] = [];
  for (let counter = 0; Buffer.concat(digests).length < bytes; counter += 1)
    digests.push(
      createHash(hash)
        .update(seed)
        .update(Buffer.from([0, 0, 0, counter]))
        .digest(),
    );
  return Buffer.concat(digests).subarray(0, bytes);
}

const xor = (one: Uint8Array, other: Uint8Array) => one.map((byte, index) => byte ^ other[index]!);

/** First byte, seed, data block, in the order of the block and unmasked. */
function unmasked(data: Uint8Array, hash: OaepHash): number[] {
  const block = privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, data);
  const end = 1 + oaepHashBytes(hash);
  const [maskedSeed, maskedBlock] = [block.subarray(1, end), block.subarray(end)];
  const seed = xor(maskedSeed, mgf1(maskedBlock, maskedSeed.length, hash));
  return [block[0]!, ...seed, ...xor(maskedBlock, mgf1(seed, maskedBlock.length, hash))];
}

describe('key buffers that are wrong in one place', () => {
  it.each(['sha512', 'sha256', 'sha1'] as const)('%s: without a flaw OpenSSL opens them', (hash) => {
    const data = made(hash, () => undefined);
    expect([...opened(data, hash)]).toEqual([...message]);
  });

  it('with the hash of a label, OpenSSL opens them by that label and by no other', () => {
    const data = made('sha512', ({ labelHash }) => {
      labelHash.set(labelHashOf(label, 'sha512'));
    });
    expect([...opened(data, 'sha512', label)]).toEqual([...message]);
    expect(() => opened(data, 'sha512')).toThrow();
  });

  it.each<[string, OaepFlaw, number]>([
    ['the first byte', ({ firstByte }) => firstByte.fill(1), 0],
    ['the first byte of the label hash', ({ labelHash }) => void (labelHash[0]! ^= 4), 65],
    ['the last byte of the label hash', ({ labelHash }) => void (labelHash[63]! ^= 4), 128],
    ['the first zero', ({ padding }) => void (padding[0] = 9), 129],
    ['the last zero', ({ padding }) => void (padding[padding.length - 1] = 9), 238],
    ['the separator', ({ separator }) => separator.fill(2), 239],
  ])('%s: differs there and nowhere else, and OpenSSL refuses it', (_what, flaw, place) => {
    const data = made('sha512', flaw);
    const right = unmasked(
      made('sha512', () => undefined),
      'sha512',
    );
    const places = unmasked(data, 'sha512').flatMap((byte, at) => (byte === right[at] ? [] : [at]));
    expect(places).toEqual([place]);
    expect(() => opened(data, 'sha512')).toThrow();
  });
});
