/** RSAES-OAEP of a message that is as long as it likes, from a least length on: OPM's start message (OPM-8). */
import {
  constants,
  createHash,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
} from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { emeOaepDecodeAtLeast, type OaepHash, rsaesOaepDecryptAtLeast } from '../../src/crypto/index.js';
import { engines } from './engines.js';
import { fixtureText, toHex, vectors } from './fixtures.js';
import { openssl, opensslReason, withOpenssl } from './openssl.js';

const keyText = fixtureText('certificates/leaf.key.pem');
const privateKey = createPrivateKey(keyText);
const publicKey = createPublicKey(keyText);
const leastBytes = 40;
/** The most that OAEP with SHA-512 has room for under RSA-2048. */
const mostBytes = 126;
const refused = { valid: false, message: new Uint8Array(leastBytes) };
const counted = (bytes: number) => new Uint8Array(bytes).map((_, at) => at + 1);
const every = Array.from({ length: mostBytes + 1 }, (_, bytes) => bytes);
const seed = new Uint8Array(64).fill(0xc3);

const byNode = (message: Uint8Array, oaepHash: OaepHash = 'sha512', oaepLabel?: Uint8Array) =>
  new Uint8Array(
    publicEncrypt(
      {
        key: publicKey,
        padding: constants.RSA_PKCS1_OAEP_PADDING,
        oaepHash,
        ...(oaepLabel && { oaepLabel }),
      },
      message,
    ),
  );
const bare = (encoded: Uint8Array) =>
  new Uint8Array(publicEncrypt({ key: publicKey, padding: constants.RSA_NO_PADDING }, encoded));
/** The padded block, by Node's bare private operation. */
const unwrapped = (block: Uint8Array) =>
  new Uint8Array(privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, block));

/** MGF1 (RFC 8017 B.2.1) with SHA-512 on Node's hashes. */
function mgf1(from: Uint8Array, bytes: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(bytes / 64) }, (_, at) =>
    createHash('sha512')
      .update(from)
      .update(new Uint8Array([0, 0, 0, at]))
      .digest(),
  );
  return new Uint8Array(Buffer.concat(blocks).subarray(0, bytes));
}

const xor = (one: Uint8Array, other: Uint8Array) => one.map((byte, at) => byte ^ other[at]!);

/** A padded block without a separator: what is not zero begins with another byte. */
function withoutSeparator(message: Uint8Array): Uint8Array {
  const data = new Uint8Array(191);
  data.set(createHash('sha512').digest());
  data.set(message, data.length - message.length);
  const masked = xor(data, mgf1(seed, data.length));
  return new Uint8Array([0, ...xor(seed, mgf1(masked, 64)), ...masked]);
}

const known = vectors('eme-oaep.openssl') as {
  cases: { hash: OaepHash; message: string; encoded: string }[];
};

describe('EME-OAEP of at least so many bytes', () => {
  it.each(known.cases)('gives what OpenSSL encoded: $hash, $message', ({ hash, message, encoded }) => {
    const bytes = new Uint8Array(Buffer.from(message, 'hex'));
    const block = new Uint8Array(Buffer.from(encoded, 'hex'));
    for (const least of [0, Math.floor(bytes.length / 2), bytes.length])
      expect(emeOaepDecodeAtLeast(block, { hash, leastBytes: least })).toEqual({
        valid: true,
        message: bytes.subarray(0, least),
      });
    expect(emeOaepDecodeAtLeast(block, { hash, leastBytes: bytes.length + 1 }).valid).toBe(false);
  });

  it('takes every length from the least on that Node encodes, and none below it', () => {
    for (const bytes of every) {
      const block = unwrapped(byNode(counted(bytes)));
      const right = { valid: true, message: counted(leastBytes) };
      const decoded = emeOaepDecodeAtLeast(block, { hash: 'sha512', leastBytes });
      expect({ bytes, ...decoded }).toEqual({ bytes, ...(bytes >= leastBytes ? right : refused) });
    }
  });

  it('takes a message of zeros, and one that begins like the separator', () => {
    for (const first of [0, 1, 2, 0xff]) {
      const message = new Uint8Array(leastBytes);
      message[0] = first;
      const block = unwrapped(byNode(message));
      expect(emeOaepDecodeAtLeast(block, { hash: 'sha512', leastBytes })).toEqual({ valid: true, message });
    }
  });

  it('refuses a block of which any byte is damaged', () => {
    for (const bytes of [leastBytes, mostBytes]) {
      const encoded = unwrapped(byNode(counted(bytes)));
      for (let at = 0; at < encoded.length; at += 1) {
        const damaged = encoded.slice();
        damaged[at]! ^= 1 << (at & 7);
        const decoded = emeOaepDecodeAtLeast(damaged, { hash: 'sha512', leastBytes });
        expect({ at, ...decoded }).toEqual({ at, ...refused });
      }
    }
  });

  it('refuses a block without a separator', () => {
    for (const first of [2, 3, 0x80, 0x81, 0xff]) {
      const block = withoutSeparator(new Uint8Array([first, ...counted(leastBytes)]));
      expect(emeOaepDecodeAtLeast(block, { hash: 'sha512', leastBytes })).toEqual(refused);
    }
    const nothing = withoutSeparator(new Uint8Array(leastBytes));
    expect(emeOaepDecodeAtLeast(nothing, { hash: 'sha512', leastBytes })).toEqual(refused);
    const right = withoutSeparator(new Uint8Array([1, ...counted(leastBytes)]));
    expect(emeOaepDecodeAtLeast(right, { hash: 'sha512', leastBytes })).toEqual({
      valid: true,
      message: counted(leastBytes),
    });
  });

  it('leaves its input as it is', () => {
    const encoded = Buffer.from(unwrapped(byNode(counted(50))));
    const before = toHex(encoded);
    expect(emeOaepDecodeAtLeast(encoded, { hash: 'sha512', leastBytes }).valid).toBe(true);
    expect(toHex(encoded)).toBe(before);
  });

  it('names what is wrong with an argument', () => {
    expect(() => emeOaepDecodeAtLeast(new Uint8Array(256), { hash: 'sha512', leastBytes: 127 })).toThrow(
      new RangeError('leastBytes: expected 0 to 126 (sha512, 256), received 127'),
    );
    expect(() => emeOaepDecodeAtLeast(new Uint8Array(256), { hash: 'sha512', leastBytes: -1 })).toThrow(
      RangeError,
    );
  });
});

describe.each(engines)('RSAES-OAEP of at least so many bytes on $name', ({ engine }) => {
  const open = (block: Uint8Array, hash: OaepHash = 'sha512') =>
    rsaesOaepDecryptAtLeast(engine, privateKey, block, { hash, leastBytes });

  it('opens what Node seals, at the ends of what is taken', () => {
    for (const bytes of [leastBytes, leastBytes + 1, mostBytes])
      expect(open(byNode(counted(bytes)))).toEqual({ valid: true, message: counted(leastBytes) });
    for (const bytes of [0, 16, leastBytes - 1]) expect(open(byNode(counted(bytes)))).toEqual(refused);
  });

  it('gives one and the same answer whatever is wrong (D-03)', () => {
    const message = counted(leastBytes);
    const encoded = unwrapped(byNode(message));
    const first = encoded.slice();
    first[0] = 1;
    const causes = {
      'another hash': byNode(message, 'sha256'),
      'SHA-1': byNode(message, 'sha1'),
      'a label': byNode(message, 'sha512', Buffer.from('OPM')),
      'the first byte': bare(first),
      reversed: byNode(message).reverse(),
      zeros: new Uint8Array(256),
      'above the modulus': new Uint8Array(256).fill(0xff),
    };
    for (const [cause, block] of Object.entries(causes))
      expect({ cause, ...open(block) }).toEqual({ cause, ...refused });
  });

  it('refuses a sealed block of which any byte is damaged', () => {
    const sealed = byNode(counted(leastBytes));
    const step = engine.name === 'openssl' ? 1 : 32;
    for (let at = 0; at < sealed.length; at += step) {
      const damaged = sealed.slice();
      damaged[at]! ^= 0x10;
      expect({ at, ...open(damaged) }).toEqual({ at, ...refused });
    }
  });

  withOpenssl(`opens what openssl pkeyutl seals${opensslReason}`, () => {
    const oaep = ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha512', 'rsa_mgf1_md:sha512'];
    const options = oaep.flatMap((option) => ['-pkeyopt', option]);
    const pem = publicKey.export({ format: 'pem', type: 'spki' });
    for (const bytes of [leastBytes - 1, leastBytes, mostBytes]) {
      const sealed = openssl(
        ['pkeyutl', '-encrypt', '-pubin', '-inkey', 'p.pem', ...options],
        counted(bytes),
        { 'p.pem': pem },
      );
      expect(open(sealed)).toEqual(
        bytes < leastBytes ? refused : { valid: true, message: counted(leastBytes) },
      );
    }
  });
});
