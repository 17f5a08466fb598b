import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { CryptoEngine } from 'softumd/crypto';
import type { HCryptoSession, Hresult } from 'softumd/ddi';
import { E_INVALIDARG, S_OK } from 'softumd/ddi';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';
import { engines } from '../../crypto/engines.js';
import { openssl, opensslReason, withOpenssl } from '../../crypto/openssl.js';
import { leaf } from '../../certificate/test-chain.js';
import { Bench } from './bench.js';

const bytes = (count: number) => new Uint8Array(randomBytes(count));
const keyOf = (bench: Bench, session: HCryptoSession) =>
  bench.driver.oracle.sessionKey(bench.device.hDevice, session);

/** What a player sees of a session's key: the code of a new negotiation and the key afterwards. */
function negotiate(
  bench: Bench,
  session: HCryptoSession,
  keyBuffer: Uint8Array,
): { code: Hresult; key: Uint8Array | null } {
  const code = bench.device.offer(session, keyBuffer);
  return { code, key: keyOf(bench, session) };
}

/** RSAES-OAEP by the openssl command, from the certificate as the driver hands it out. */
function opensslKeyBuffer(leafPem: string, key: Uint8Array, hash: string): Uint8Array {
  const options = ['rsa_padding_mode:oaep', `rsa_oaep_md:${hash}`, `rsa_mgf1_md:${hash}`];
  return openssl(
    [
      'pkeyutl',
      '-encrypt',
      '-certin',
      '-inkey',
      'leaf.pem',
      '-in',
      'key',
      ...options.flatMap((option) => ['-pkeyopt', option]),
    ],
    undefined,
    { 'leaf.pem': leafPem, key },
  );
}

/** The driver's own certificate, fetched through the DDI, as PEM. */
function exportedLeaf(bench: Bench): string {
  const { hDevice, video } = bench.device;
  const [info, pSize] = [bench.certificateInfo(), bench.bytes(4)];
  video.pfnGetCertificateSize(hDevice, info, pSize);
  const size = bench.memory.readU32(pSize);
  const target = bench.bytes(size);
  video.pfnGetCertificate(hDevice, info, size, target);
  return readCertificateChain(bench.memory.copyOut(target, size)).leaf.toString();
}

function refusals(sessionKey: Uint8Array): readonly (readonly [string, Uint8Array])[] {
  const good = wrapSessionKey(leaf, sessionKey);
  const flipped = (index: number) => good.map((byte, position) => (position === index ? byte ^ 1 : byte));
  return [
    ['255 bytes', good.subarray(0, 255)],
    ['257 bytes', new Uint8Array([...good, 0])],
    ['0 bytes', new Uint8Array(0)],
    ['128 bytes', good.subarray(0, 128)],
    ['zeros', new Uint8Array(256)],
    ['a number above the modulus', new Uint8Array(256).fill(0xff)],
    ['the modulus’ own size of noise', bytes(256)],
    ['a bit flipped at the beginning', flipped(0)],
    ['a bit flipped in the middle', flipped(128)],
    ['a bit flipped at the end', flipped(255)],
    ['the bytes in reverse', good.slice().reverse()],
    ['SHA-256', wrapSessionKey(leaf, sessionKey, { hash: 'sha256' })],
    ['SHA-1', wrapSessionKey(leaf, sessionKey, { hash: 'sha1' })],
    ['the bare key', sessionKey],
  ];
}

// On one engine: a bit means the same to each, and BigInt takes its time.
describe('the key exchange', () => {
  it('refuses a buffer with any one of its 2,048 bits flipped, with one code (NCS-8, D-03)', () => {
    const bench = new Bench();
    const session = bench.device.session();
    const good = wrapSessionKey(leaf, bytes(16));
    for (let bit = 0; bit < 8 * good.length; bit += 1) {
      const flipped = new Uint8Array(good);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect([bit, bench.device.offer(session, flipped)]).toEqual([bit, E_INVALIDARG]);
    }
    expect(bench.device.offer(session, good)).toBe(S_OK);
  }, 30_000);
});

describe.each(engines)('the key exchange, AES and RSA by $name', ({ engine }: { engine: CryptoEngine }) => {
  it('installs the key that was wrapped', () => {
    const bench = new Bench({ engine });
    const session = bench.device.session();
    expect(keyOf(bench, session)).toBeNull();
    const key = bytes(16);
    expect(negotiate(bench, session, wrapSessionKey(leaf, key))).toEqual({ code: S_OK, key });
  });

  it('refuses every bad buffer with one code, and keeps the old key (NCS-8, D-02, D-03, D-14)', () => {
    const bench = new Bench({ engine });
    const key = bytes(16);
    const [keyed, fresh] = [bench.device.keyedSession(key), bench.device.session()];
    for (const [cause, keyBuffer] of refusals(bytes(16))) {
      const before = bench.snapshot();
      expect([cause, negotiate(bench, keyed, keyBuffer)]).toEqual([cause, { code: E_INVALIDARG, key }]);
      expect([cause, negotiate(bench, fresh, keyBuffer)]).toEqual([cause, { code: E_INVALIDARG, key: null }]);
      expect(bench.snapshot()).toEqual(before);
    }
  });

  withOpenssl(`takes what the openssl command wraps, and decrypts what it encrypts${opensslReason}`, () => {
    const bench = new Bench({ engine });
    const session = bench.device.session();
    const key = bytes(16);
    expect(bench.device.offer(session, opensslKeyBuffer(exportedLeaf(bench), key, 'sha512'))).toBe(S_OK);
    const clear = bytes(4096 + 16);
    const iv = new Uint8Array([...bytes(8), 0, 0, 0, 0, 0, 0, 0, 5]);
    const hexOf = (value: Uint8Array) => Buffer.from(value).toString('hex');
    const encrypted = openssl(['enc', '-aes-128-ctr', '-K', hexOf(key), '-iv', hexOf(iv)], clear);
    const target = bench.device.buffer(clear.length);
    expect(bench.device.decrypt(session, bench.device.buffer(encrypted), target, iv)).toBe(S_OK);
    expect(Buffer.compare(bench.device.content(target), clear)).toBe(0);
  });

  it.each(['sha256', 'sha1'] as const)('takes %s alone where the profile says so (D-01)', (oaepHash) => {
    const bench = new Bench({ engine, profile: { oaepHash } });
    const session = bench.device.session();
    const key = bytes(16);
    expect(negotiate(bench, session, wrapSessionKey(leaf, key))).toEqual({ code: E_INVALIDARG, key: null });
    expect(negotiate(bench, session, wrapSessionKey(leaf, key, { hash: oaepHash }))).toEqual({
      code: S_OK,
      key,
    });
  });

  withOpenssl.each(['sha256', 'sha1'] as const)(
    `takes what the openssl command wraps with %s${opensslReason}`,
    (oaepHash) => {
      const bench = new Bench({ engine, profile: { oaepHash } });
      const key = bytes(16);
      const keyBuffer = opensslKeyBuffer(exportedLeaf(bench), key, oaepHash);
      expect(negotiate(bench, bench.device.session(), keyBuffer)).toEqual({ code: S_OK, key });
    },
  );

  withOpenssl.each([0, 1, 15, 17, 24, 32, 126])(
    `refuses a message of %p bytes, however well wrapped (D-02)${opensslReason}`,
    (size) => {
      const bench = new Bench({ engine });
      const old = bytes(16);
      const session = bench.device.keyedSession(old);
      const keyBuffer = opensslKeyBuffer(exportedLeaf(bench), bytes(size), 'sha512');
      expect(keyBuffer).toHaveLength(256);
      expect(negotiate(bench, session, keyBuffer)).toEqual({ code: E_INVALIDARG, key: old });
    },
  );

  it('gives a session the second of two keys, whole, or refuses it by the switch (D-04)', () => {
    const [first, second] = [bytes(16), bytes(16)];
    const replacing = new Bench({ engine });
    const session = replacing.device.keyedSession(first);
    expect(negotiate(replacing, session, wrapSessionKey(leaf, second))).toEqual({ code: S_OK, key: second });
    expect(replacing.driver.oracle.remembers(first)).toBe(false);
    const refusing = new Bench({ engine, profile: { renegotiation: 'refuse' } });
    const once = refusing.device.keyedSession(first);
    expect(negotiate(refusing, once, wrapSessionKey(leaf, second))).toEqual({
      code: E_INVALIDARG,
      key: first,
    });
    expect(refusing.driver.oracle.remembers(second)).toBe(false);
    expect(keyOf(refusing, refusing.device.keyedSession(second))).toEqual(second); // another session is another matter
  });

  it('moves pictures of any size there and back (property)', () => {
    const bench = new Bench({ engine, profile: { blockAlignmentBytes: 0 } });
    const { device } = bench;
    const key = bytes(16);
    const session = device.keyedSession(key);
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 600, size: 'max' }),
        fc.uint8Array({ minLength: 16, maxLength: 16 }),
        (clear, iv) => {
          // Below the wrap of Count, where every library agrees.
          iv[8]! &= 0x7f;
          const encrypted = new Uint8Array(createCipheriv('aes-128-ctr', key, iv).update(clear));
          const [source, target, back] = [
            device.buffer(encrypted),
            device.buffer(clear.length),
            device.buffer(clear.length),
          ];
          expect(device.decrypt(session, source, target, iv)).toBe(S_OK);
          expect(device.content(target)).toEqual(clear);
          expect(device.content(source)).toEqual(encrypted);
          const readBackIv = device.encrypt(session, target, back);
          const decipher = createDecipheriv('aes-128-ctr', key, readBackIv);
          expect(new Uint8Array(decipher.update(device.content(back)))).toEqual(clear);
        },
      ),
      { numRuns: 60 },
    );
  });
});
