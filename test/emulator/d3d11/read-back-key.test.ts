import { describe, expect, it } from '@jest/globals';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { HCryptoSession } from 'softumd/ddi';
import { D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS, E_INVALIDARG, S_OK } from 'softumd/ddi';
import { defaultProfile } from 'softumd/emulator';
import { Bench } from './bench.js';

const bytes = (count: number) => new Uint8Array(randomBytes(count));
const content = bytes(64);
const profile = { caps: defaultProfile.caps | CAPS.ENCRYPTED_READ_BACK_KEY };

function keyed() {
  const bench = new Bench({ profile });
  const key = bytes(16);
  return { bench, device: bench.device, key, session: bench.device.keyedSession(key) };
}

/** AES-128-ECB of one block, by node:crypto. */
function unwrap(key: Uint8Array, wrapped: Uint8Array): Uint8Array {
  const cipher = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false);
  return new Uint8Array(cipher.update(wrapped));
}

/** EncryptionBlt of the content: what was written, and the IV as a number. */
function readBack({ device }: Bench, session: HCryptoSession) {
  const [surface, target] = [device.buffer(content), device.buffer(64)];
  const iv = device.encrypt(session, surface, target);
  return { iv, number: Buffer.from(iv).readBigUInt64BE(), encrypted: device.content(target) };
}

const decipher = (key: Uint8Array, { iv, encrypted }: { iv: Uint8Array; encrypted: Uint8Array }) =>
  new Uint8Array(createDecipheriv('aes-128-ctr', key, iv).update(encrypted));

describe('the read-back key (GEBK, D-25)', () => {
  it('is wrapped under the session key, and decrypts what EncryptionBlt returns (GEBK-2, GEBK-5)', () => {
    const { bench, device, key, session } = keyed();
    const readBackKey = unwrap(key, device.wrappedReadBackKey(session));
    expect(decipher(readBackKey, readBack(bench, session))).toEqual(content);
    expect(bench.driver.oracle.remembers(readBackKey)).toBe(true);
  });

  it('is asked for before EncryptionBlt, which fails without (EB-11)', () => {
    const { bench, device, session } = keyed();
    expect(() => readBack(bench, session)).toThrow(String(E_INVALIDARG));
    device.wrappedReadBackKey(session);
    expect(() => readBack(bench, session)).not.toThrow();
  });

  it('is another one each time, with IVs of its own, and the one before is gone (GEBK-1)', () => {
    const { bench, device, key, session } = keyed();
    const first = unwrap(key, device.wrappedReadBackKey(session));
    const before = readBack(bench, session);
    expect(readBack(bench, session).number).toBe(before.number + 1n);
    const second = unwrap(key, device.wrappedReadBackKey(session));
    const after = readBack(bench, session);
    expect(second).not.toEqual(first);
    expect(decipher(second, after)).toEqual(content);
    expect(after.number).not.toBe(before.number + 2n);
    expect(bench.driver.oracle.remembers(first)).toBe(false);
  });

  it('survives a key refresh with its IVs; the next one is wrapped under the new session key', () => {
    const { bench, device, key, session } = keyed();
    const readBackKey = unwrap(key, device.wrappedReadBackKey(session));
    const { number } = readBack(bench, session);
    const random = device.startRefresh(session);
    const between = unwrap(key, device.wrappedReadBackKey(session)); // SSKR-7: the old session key still
    expect(decipher(between, readBack(bench, session))).toEqual(content);
    expect(device.finishRefresh(session)).toBe(S_OK);
    const [one, two] = [readBack(bench, session), readBack(bench, session)];
    expect(decipher(between, one)).toEqual(content);
    expect([two.number - one.number, one.number === number]).toEqual([1n, false]);
    const refreshed = key.map((byte, index) => byte ^ random[index]!);
    const last = unwrap(refreshed, device.wrappedReadBackKey(session));
    expect(decipher(last, readBack(bench, session))).toEqual(content);
    expect(last).not.toEqual(readBackKey);
  });

  it('is dropped by a renegotiation (D-04)', () => {
    const { bench, device, key, session } = keyed();
    const readBackKey = unwrap(key, device.wrappedReadBackKey(session));
    device.negotiate(session, bytes(16));
    expect(() => readBack(bench, session)).toThrow(String(E_INVALIDARG));
    expect(bench.driver.oracle.remembers(readBackKey)).toBe(false);
  });

  it('does not touch decryption, which is under the session key (DB-6)', () => {
    const { device, key, session } = keyed();
    device.wrappedReadBackKey(session);
    const iv = bytes(16);
    const surface = device.buffer(64);
    const encrypted = createCipheriv('aes-128-ctr', key, iv).update(content);
    expect(device.decrypt(session, device.buffer(encrypted), surface, iv)).toBe(S_OK);
    expect(device.content(surface)).toEqual(content);
  });

  it.each([0, 1, 15, 17, 32])('of %i bytes is refused: nothing written, the old one stays (D-26)', (size) => {
    const { bench, device, key, session } = keyed();
    const readBackKey = unwrap(key, device.wrappedReadBackKey(session));
    const target = bench.bytes(new Uint8Array(64).fill(0xee));
    const before = bench.snapshot();
    device.video.pfnGetEncryptionBltKey(device.hDevice, session, size, target);
    expect(bench.reported()).toBe(E_INVALIDARG);
    expect(bench.snapshot()).toEqual(before);
    expect(decipher(readBackKey, readBack(bench, session))).toEqual(content);
  });

  it('is refused before a session key, and without its cap (D-10, GEBK-4)', () => {
    const { device } = keyed();
    expect(() => device.wrappedReadBackKey(device.session())).toThrow(String(E_INVALIDARG));
    const without = new Bench().device;
    const session = without.keyedSession(bytes(16));
    expect(() => without.wrappedReadBackKey(session)).toThrow(String(E_INVALIDARG));
  });
});
