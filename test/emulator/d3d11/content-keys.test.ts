/** DecryptionBlt under a content key, which comes AES-ECB-encrypted under the session key (DB-5…DB-7). */
import { describe, expect, it } from '@jest/globals';
import { createCipheriv, randomBytes } from 'node:crypto';
import type { CryptoEngine } from 'softumd/crypto';
import { E_INVALIDARG, NULL, S_OK } from 'softumd/ddi';
import type { Policies } from 'softumd/emulator';
import { d3d11Policies } from '../../../emulator/d3d11/policies.js';
import { engines } from '../../crypto/engines.js';
import { openssl, opensslReason, withOpenssl } from '../../crypto/openssl.js';
import { Bench } from './bench.js';
import { applyPartly } from './partial-model.js';

const bytes = (count: number) => new Uint8Array(randomBytes(count));
const hexBytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (data: Uint8Array) => Buffer.from(data).toString('hex');
const ctr = (key: Uint8Array, iv: Uint8Array, data: Uint8Array) =>
  new Uint8Array(createCipheriv('aes-128-ctr', key, iv).update(data));
const wrap = (sessionKey: Uint8Array, contentKey: Uint8Array) =>
  new Uint8Array(createCipheriv('aes-128-ecb', sessionKey, null).setAutoPadding(false).update(contentKey));

/** FIPS-197, appendix C.1: key, plaintext and ciphertext of AES-128. */
const fips = {
  sessionKey: hexBytes('000102030405060708090a0b0c0d0e0f'),
  contentKey: hexBytes('00112233445566778899aabbccddeeff'),
  wrappedKey: hexBytes('69c4e0d86a7b0430d8cdb78070b4c55a'),
};
const iv = hexBytes('f0f1f2f3f4f5f6f70000000000000001');

describe.each(engines)('a content key, by $name', ({ engine }: { engine: CryptoEngine }) => {
  const setUp = (sessionKey: Uint8Array) => {
    const bench = new Bench({ engine });
    return { bench, device: bench.device, session: bench.device.keyedSession(sessionKey) };
  };

  it('is unwrapped with the session key: the vector of FIPS-197 (DB-5)', () => {
    const { device, session } = setUp(fips.sessionKey);
    const clear = bytes(80);
    const [source, target] = [device.buffer(ctr(fips.contentKey, iv, clear)), device.buffer(80)];
    expect(device.decrypt(session, source, target, iv, { wrappedKey: fips.wrappedKey })).toBe(S_OK);
    expect(device.content(target)).toEqual(clear);
  });

  it('is for the one call: the next one without goes by the session key again (DB-6)', () => {
    const [sessionKey, contentKey, clear] = [bytes(16), bytes(16), bytes(64)];
    const { device, session } = setUp(sessionKey);
    const target = device.buffer(64);
    const wrappedKey = wrap(sessionKey, contentKey);
    const byContentKey = device.buffer(ctr(contentKey, iv, clear));
    expect(device.decrypt(session, byContentKey, target, iv, { wrappedKey })).toBe(S_OK);
    expect(device.content(target)).toEqual(clear);
    expect(device.decrypt(session, device.buffer(ctr(sessionKey, iv, clear)), target, iv)).toBe(S_OK);
    expect(device.content(target)).toEqual(clear);
    const readBackIv = device.encrypt(session, target, byContentKey);
    expect(ctr(sessionKey, readBackIv, device.content(byContentKey))).toEqual(clear);
  });

  it('goes with a block info', () => {
    const [sessionKey, contentKey, clear] = [bytes(16), bytes(16), bytes(96)];
    const { device, session } = setUp(sessionKey);
    const info = [7, 10, 20] as const;
    const source = device.buffer(applyPartly(clear, { key: contentKey, iv, info }));
    const target = device.buffer(96);
    const wrappedKey = wrap(sessionKey, contentKey);
    expect(device.decrypt(session, source, target, iv, { info, wrappedKey })).toBe(S_OK);
    expect(device.content(target)).toEqual(clear);
  });

  withOpenssl(`is what the openssl command wraps and encrypts with${opensslReason}`, () => {
    const [sessionKey, contentKey, clear] = [bytes(16), bytes(16), bytes(160)];
    const { device, session } = setUp(sessionKey);
    const wrappedKey = openssl(['enc', '-aes-128-ecb', '-nopad', '-K', hexOf(sessionKey)], contentKey);
    const cipher = openssl(['enc', '-aes-128-ctr', '-K', hexOf(contentKey), '-iv', hexOf(iv)], clear);
    const target = device.buffer(160);
    expect(device.decrypt(session, device.buffer(cipher), target, iv, { wrappedKey })).toBe(S_OK);
    expect(device.content(target)).toEqual(clear);
  });
});

describe('a content key', () => {
  it('is no more than NULL where only its size is given (DB-6)', () => {
    const bench = new Bench();
    const { device } = bench;
    const [sessionKey, clear] = [bytes(16), bytes(64)];
    const [session, target] = [device.keyedSession(sessionKey), device.buffer(64)];
    const source = device.buffer(ctr(sessionKey, iv, clear));
    const { hDevice, video } = device;
    video.pfnDecryptionBlt(hDevice, session, source, target, NULL, 77, NULL, 16, bench.bytes(iv));
    expect(bench.reported()).toBe(S_OK);
    expect(device.content(target)).toEqual(clear);
  });

  it.each([0, 8, 15, 17, 24, 32, 0xffff_ffff])('of %p bytes is refused, unread', (size) => {
    const bench = new Bench();
    const { device } = bench;
    const [session, target] = [device.keyedSession(bytes(16)), device.buffer(bytes(64))];
    const [source, pIV] = [device.buffer(bytes(64)), bench.bytes(iv)];
    const pContentKey = bench.bytes(1);
    const before = bench.snapshot();
    const { hDevice, video } = device;
    video.pfnDecryptionBlt(hDevice, session, source, target, NULL, size, pContentKey, 16, pIV);
    expect(bench.reported()).toBe(E_INVALIDARG);
    expect(bench.snapshot()).toEqual(before);
  });

  it('unwrapped, is overwritten when the call is over, and never where keys live (DCS-2)', () => {
    const unwrapped: Uint8Array[] = [];
    const unwrapContentKey: Policies['unwrapContentKey'] = (...args) => {
      const key = d3d11Policies.unwrapContentKey(...args);
      unwrapped.push(key);
      return key;
    };
    const seen: Uint8Array[] = [];
    const contentStream: Policies['contentStream'] = (core, key, block) => {
      seen.push(key.slice());
      return d3d11Policies.contentStream(core, key, block);
    };
    const bench = new Bench({ policies: { unwrapContentKey, contentStream } });
    const { device, driver } = bench;
    const [sessionKey, contentKey] = [bytes(16), bytes(16)];
    const session = device.keyedSession(sessionKey);
    const wrappedKey = wrap(sessionKey, contentKey);
    expect(device.decrypt(session, device.buffer(64), device.buffer(64), iv, { wrappedKey })).toBe(S_OK);
    expect(seen).toEqual([contentKey]);
    expect(unwrapped).toEqual([new Uint8Array(16)]);
    expect(driver.oracle.remembers(contentKey)).toBe(false);
    expect(driver.oracle.remembers(sessionKey)).toBe(true);
  });
});
