import { describe, expect, it } from '@jest/globals';
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import type { HCryptoSession } from 'softumd/ddi';
import { D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS, E_INVALIDARG, S_OK } from 'softumd/ddi';
import { defaultProfile } from 'softumd/emulator';
import { Bench } from './bench.js';

const bytes = (count: number) => new Uint8Array(randomBytes(count));
const xor = (one: Uint8Array, other: Uint8Array) => one.map((byte, index) => byte ^ other[index]!);
const content = bytes(64);

/** What a session decrypts with an IV, and what it encrypts, told by node:crypto: true where it is all under this key. */
function usesKey(bench: Bench, session: HCryptoSession, key: Uint8Array): boolean {
  const { device } = bench;
  const iv = bytes(16);
  const encrypted = createCipheriv('aes-128-ctr', key, iv).update(content);
  const surface = device.buffer(64);
  expect(device.decrypt(session, device.buffer(encrypted), surface, iv)).toBe(S_OK);
  const decrypts = Buffer.from(content).equals(device.content(surface));
  const [clear, target] = [device.buffer(content), device.buffer(64)];
  const written = device.encrypt(session, clear, target);
  const back = createDecipheriv('aes-128-ctr', key, written).update(device.content(target));
  expect(back.equals(content)).toBe(decrypts);
  return decrypts;
}

function keyed() {
  const bench = new Bench();
  const key = bytes(16);
  return { bench, key, session: bench.device.keyedSession(key) };
}

describe('a key refresh (SSKR, FSKR)', () => {
  it('makes the key old XOR number at Finish; until then the old one serves (SSKR-7, FSKR-1, FSKR-2)', () => {
    const { bench, key, session } = keyed();
    const number = bench.device.startRefresh(session);
    expect(usesKey(bench, session, key)).toBe(true);
    expect(bench.device.finishRefresh(session)).toBe(S_OK);
    expect(usesKey(bench, session, key)).toBe(false);
    expect(usesKey(bench, session, xor(key, number))).toBe(true);
  });

  it('goes by the newer number where it was started twice, and over again (D-26)', () => {
    const { bench, key, session } = keyed();
    const [first, second] = [bench.device.startRefresh(session), bench.device.startRefresh(session)];
    expect(first).not.toEqual(second);
    bench.device.finishRefresh(session);
    expect(usesKey(bench, session, xor(key, second))).toBe(true);
    const third = bench.device.startRefresh(session);
    bench.device.finishRefresh(session);
    expect(usesKey(bench, session, xor(xor(key, second), third))).toBe(true);
  });

  it('without Start, or a second Finish, is refused, and the key stays (FSKR-3, D-26)', () => {
    const { bench, key, session } = keyed();
    expect(bench.device.finishRefresh(session)).toBe(E_INVALIDARG);
    expect(usesKey(bench, session, key)).toBe(true);
    const number = bench.device.startRefresh(session);
    expect([bench.device.finishRefresh(session), bench.device.finishRefresh(session)]).toEqual([
      S_OK,
      E_INVALIDARG,
    ]);
    expect(usesKey(bench, session, xor(key, number))).toBe(true);
  });

  it.each([0, 1, 8, 15, 17, 32])('with a number of %i bytes is refused, nothing written (D-26)', (size) => {
    const { bench, session } = keyed();
    const { device } = bench;
    const target = bench.bytes(new Uint8Array(64).fill(0xee));
    const before = bench.snapshot();
    device.video.pfnStartSessionKeyRefresh(device.hDevice, session, size, target);
    expect(bench.reported()).toBe(E_INVALIDARG);
    expect(bench.snapshot()).toEqual(before);
    expect(device.finishRefresh(session)).toBe(E_INVALIDARG);
  });

  it('that is pending is dropped by a renegotiation (D-04)', () => {
    const { bench, session } = keyed();
    const number = bench.device.startRefresh(session);
    expect(bench.driver.oracle.remembers(number)).toBe(true);
    const replacement = bytes(16);
    bench.device.negotiate(session, replacement);
    expect(bench.driver.oracle.remembers(number)).toBe(false);
    expect(bench.device.finishRefresh(session)).toBe(E_INVALIDARG);
    expect(usesKey(bench, session, replacement)).toBe(true);
  });

  it('leaves neither the old key nor the number behind (DCS-2)', () => {
    const { bench, key, session } = keyed();
    const number = bench.device.startRefresh(session);
    bench.device.finishRefresh(session);
    const remembered = [key, number, xor(key, number)].map((secret) => bench.driver.oracle.remembers(secret));
    expect(remembered).toEqual([false, false, true]);
  });

  it('begins a new IV sequence, and IVs that were used are new again (D-20, D-21)', () => {
    const bench = new Bench({ profile: { ivReuse: 'refuse' } });
    const { device } = bench;
    const session = device.keyedSession(bytes(16));
    const [source, target] = [device.buffer(content), device.buffer(64)];
    const iv = bytes(16);
    expect([1, 2].map(() => device.decrypt(session, source, target, iv))).toEqual([S_OK, E_INVALIDARG]);
    const first = Buffer.from(device.encrypt(session, target, source)).readBigUInt64BE();
    device.startRefresh(session);
    expect(Buffer.from(device.encrypt(session, target, source)).readBigUInt64BE()).toBe(first + 1n);
    expect(device.decrypt(session, source, target, iv)).toBe(E_INVALIDARG);
    device.finishRefresh(session);
    expect(Buffer.from(device.encrypt(session, target, source)).readBigUInt64BE()).not.toBe(first + 2n);
    expect(device.decrypt(session, source, target, iv)).toBe(S_OK);
  });

  it('is refused without FRESHEN_SESSION_KEY (SSKR-5)', () => {
    const bench = new Bench({ profile: { caps: defaultProfile.caps & ~CAPS.FRESHEN_SESSION_KEY } });
    const session = bench.device.keyedSession(bytes(16));
    expect(() => bench.device.startRefresh(session)).toThrow(String(E_INVALIDARG));
    expect(bench.device.finishRefresh(session)).toBe(E_INVALIDARG);
  });

  it('repeats with the seed, as all that is random (D-60)', () => {
    const [one, other] = [7, 7].map((seed) => {
      const { device } = new Bench({ seed });
      return device.startRefresh(device.keyedSession(new Uint8Array(16).fill(1)));
    });
    expect(one).toEqual(other);
  });
});

it('any order of Start, Finish and negotiation leaves the key that the numbers make', () => {
  const steps = fc.array(fc.constantFrom('start', 'finish', 'negotiate'), { maxLength: 12 });
  fc.assert(
    fc.property(steps, (order) => {
      const { bench, key: first, session } = keyed();
      const { device } = bench;
      let [key, pending]: [Uint8Array, Uint8Array | undefined] = [first, undefined];
      for (const step of order) {
        if (step === 'start') pending = device.startRefresh(session);
        if (step === 'finish') {
          expect(device.finishRefresh(session)).toBe(pending ? S_OK : E_INVALIDARG);
          [key, pending] = [pending ? xor(key, pending) : key, undefined];
        }
        if (step === 'negotiate') {
          [key, pending] = [bytes(16), undefined];
          device.negotiate(session, key);
        }
        expect(usesKey(bench, session, key)).toBe(true);
      }
    }),
    { numRuns: 15 },
  );
});
