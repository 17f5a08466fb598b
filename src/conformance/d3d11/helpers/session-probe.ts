import type { Hresult } from '../../../abi/index.js';
import { S_OK } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import { negotiateWhereOffered } from './key-exchange.js';
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
export function probeSession(t: D3D11Case, device: HostDevice = t.device()): SessionProbe {
  const session = createSession(t, device);
  const key = negotiateWhereOffered(t, session);
  return { device, session, key, handedOut: getHandleCode(t, session) === S_OK };
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
