import type { Hresult } from '../../../abi/index.js';
import { S_OK } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import { usualKind } from './caps.js';
import { negotiateBytes, negotiateWhereOffered, wrapKey } from './key-exchange.js';
import { expectKey } from './keys.js';
import type { TestSession } from './sessions.js';
import { createSession, destroying } from './sessions.js';

/**
 * A session that must outlive what a case does beside it, and by what that can be seen on this driver: its key, where
 * there is a key exchange; its handle, where CryptoSessionGetHandle takes it.
 * @example
 * const { session, key }: SessionProbe = probeSession(t);
 */
export interface SessionProbe {
  readonly device: HostDevice;
  readonly session: TestSession;
  /** Its key, where the driver exchanges keys. */
  readonly key: Uint8Array | undefined;
  /** True when CryptoSessionGetHandle takes it, so that it has to go on doing so. */
  readonly handedOut: boolean;
}

/** CryptoSessionGetHandle's code; undefined where the driver has no such function. */
function getHandleCode(t: D3D11Case, { device, handle }: TestSession): Hresult | undefined {
  return t.whereOffered(() => {
    const call = t.video(device, 'pfnCryptoSessionGetHandle');
    return call(device.hDevice, handle, t.allocate(8, 'HANDLE: pHandle'));
  });
}

/**
 * Makes a session probe, with a key where the driver exchanges keys.
 * @example
 * const probe = probeSession(t);
 * destroySession(t, createSession(t, probe.device));
 * expectLives(t, probe, 'DCS-1', 'a session, after another one was destroyed');
 */
export function probeSession(
  t: D3D11Case,
  device: HostDevice = t.device(),
  session = createSession(t, device),
): SessionProbe {
  const isUsual = session.kind.exchange === usualKind.exchange;
  const key = isUsual ? negotiateWhereOffered(t, session) : undefined;
  return { device, session, key, handedOut: getHandleCode(t, session) === S_OK };
}

/** Demands that a session which was made is one: its key exchange and blts, where it has the usual kind. */
function expectKeyable(t: D3D11Case, session: TestSession, rule: Rule, what: string): void {
  const { cryptoType, profile, exchange } = session.kind;
  if (cryptoType !== usualKind.cryptoType || exchange !== usualKind.exchange) return;
  const key = t.random.bytes(16);
  const code = t.whereOffered(() => negotiateBytes(t, session, wrapKey(t, session, key)));
  if (code === undefined) return;
  t.expectCode(code, [S_OK], rule, `${what}: NegotiateCryptoSessionKeyExchange`);
  // What sessions for decoding do besides is the decoder's to see.
  if (profile === usualKind.profile) expectKey(t, session, key, rule, what);
}

/**
 * Demands that behind an S_OK of CreateCryptoSession there is a session, and destroys it: CryptoSessionGetHandle takes it
 * as it does another one, it takes a key, DestroyCryptoSession reports nothing. An S_OK with nothing made is no answer.
 * @example
 * const { code, session } = tryCreateSession(t, t.device(), usualKind);
 * if (!failed(code)) expectMade(t, session, 'CCS-11', 'a session');
 */
export function expectMade(t: D3D11Case, session: TestSession, rule: Rule, what: string): void {
  const { device } = session;
  const told = `${what}: CreateCryptoSession answered S_OK`;
  const usual = t.whereOffered(() => getHandleCode(t, createSession(t, device)));
  const code = usual === S_OK ? getHandleCode(t, session) : undefined;
  if (code !== undefined) t.expectCode(code, [S_OK], rule, `${told}: CryptoSessionGetHandle`);
  expectKeyable(t, session, rule, told);
  const errors = t.errorsOf(device, destroying(t, session));
  const text = `${told}: DestroyCryptoSession: expected a session, received ${codesText(errors)}`;
  if (errors.length > 0) t.violated(rule, text);
}

/**
 * Demands that the session is still live, and destroys it: CryptoSessionGetHandle takes it if it did before, its key is in
 * use, DestroyCryptoSession reports nothing.
 * @example
 * expectLives(t, probeSession(t), 'CCS-11', 'a session that was just made');
 */
export function expectLives(
  t: D3D11Case,
  { device, session, key, handedOut }: SessionProbe,
  rule: Rule,
  what: string,
): void {
  const code = handedOut ? getHandleCode(t, session) : undefined;
  if (code !== undefined) t.expectCode(code, [S_OK], rule, `${what}: CryptoSessionGetHandle`);
  expectKey(t, session, key, rule, what);
  const errors = t.errorsOf(device, destroying(t, session));
  const text = `${what}: DestroyCryptoSession: expected a session that is live, received ${codesText(errors)}`;
  if (errors.length > 0) t.violated(rule, text);
}
