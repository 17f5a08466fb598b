import type { Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import type { HCryptoSession, HRTCryptoSession } from '../../../ddi/index.js';
import { D3D11_1DDIARG_CREATECRYPTOSESSION, guidName, S_OK } from '../../../ddi/index.js';
import type { DriverObject, HostDevice, ObjectKind } from '../../../host/index.js';
import { cryptoSessionKind } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { D3D11Case } from '../fixture.js';
import type { SessionKind } from './caps.js';
import { listExchanges, usualKind } from './caps.js';
import type { TakenBlock } from './objects.js';
import { createObject } from './objects.js';

/**
 * A live session. Spread it with another device or handle to call through the wrong one.
 * @example
 * const session = createSession(t, t.device());
 * const wrong: TestSession = { ...session, device: t.device() };
 */
export interface TestSession {
  readonly device: HostDevice;
  readonly handle: HCryptoSession;
  /** Size of the private memory behind the handle. */
  readonly bytes: number;
  readonly kind: SessionKind;
  /** What the host holds of it: live until the case, or its end, has called DestroyCryptoSession. */
  readonly object: DriverObject<HCryptoSession>;
}

/** Sessions as the host makes them; a case is skipped where the driver leaves a function for it empty. */
const sessionKind = (t: D3D11Case): ObjectKind<HCryptoSession, HRTCryptoSession> => ({
  ...cryptoSessionKind,
  privateBytes: (device, pCreate) =>
    t.video(device, 'pfnCalcPrivateCryptoSessionSize')(device.hDevice, pCreate),
  create: (device, pCreate, hCryptoSession, hRTCryptoSession) =>
    t.video(device, 'pfnCreateCryptoSession')(device.hDevice, pCreate, hCryptoSession, hRTCryptoSession),
});

/** Size query, allocation, create (CCS-1). A session that comes of it is destroyed at the end of the case. */
export function tryCreateSession(
  t: D3D11Case,
  device: HostDevice,
  kind: SessionKind,
  runtimeHandle = 0x5e55_0001 as HRTCryptoSession,
  taken?: TakenBlock,
): { readonly code: Hresult; readonly session: TestSession } {
  const pCreate = t.struct(D3D11_1DDIARG_CREATECRYPTOSESSION, {
    CryptoType: kind.cryptoType,
    DecodeProfile: kind.profile,
    KeyExchangeType: kind.exchange,
  });
  const object = createObject(t, device, sessionKind(t), { pCreate, runtimeHandle }, taken);
  const { handle, bytes, code } = object;
  return { code, session: { device, handle, bytes: bytes!, kind, object } };
}

/** A kind of session as a person reads it. */
function kindText({ cryptoType, profile, exchange }: SessionKind): string {
  const names = { CryptoType: cryptoType, DecodeProfile: profile, KeyExchangeType: exchange };
  return Object.entries(names)
    .map(([member, guid]) => `${member} ${guidName(guid)}`)
    .join(', ');
}

/**
 * A session that works; skips the case where the driver does not offer its kind.
 * @example
 * const session = createSession(t, t.device());
 */
export function createSession(
  t: D3D11Case,
  device: HostDevice,
  kind: Partial<SessionKind> = {},
): TestSession {
  const wanted = { ...usualKind, ...kind };
  if (!listExchanges(t, device, wanted.cryptoType, wanted.profile).includes(wanted.exchange)) {
    t.skip(
      `the driver does not offer ${guidName(wanted.cryptoType)} with ${guidName(wanted.exchange)} for ${guidName(wanted.profile)}`,
    );
  }
  const { code, session } = tryCreateSession(t, device, wanted);
  if (failed(code)) t.violated('CCS-11', refusedText(wanted, code));
  return session;
}

/** CCS-11 allows two reasons to refuse, and neither is given here: the message says so beside the clause's text. */
function refusedText(kind: SessionKind, code: Hresult): string {
  return [
    `CreateCryptoSession, ${kindText(kind)}: expected a session and ${codesText([S_OK])}, received ${codesText([code])}`,
    'The driver offers this kind itself: its caps have the crypto type for this profile, and',
    'GetCryptoKeyExchangeType lists the key exchange. So only these could keep it from making one, which are not given:',
  ].join('\n  ');
}

/** The call of DestroyCryptoSession. Once it was made the case does not destroy the session again, even if it failed. */
export function destroying(t: D3D11Case, session: TestSession): () => void {
  const { device, handle, object } = session;
  const destroy = t.video(device, 'pfnDestroyCryptoSession');
  return () => {
    object.discard();
    destroy(device.hDevice, handle);
  };
}

/**
 * DestroyCryptoSession. The private memory stays until the end of the case, so that the dead handle can be used.
 * @example
 * const session = createSession(t, t.device());
 * destroySession(t, session);
 */
export function destroySession(t: D3D11Case, session: TestSession): void {
  t.expectSuccess(session.device, 'DestroyCryptoSession', destroying(t, session));
}
