import type { OaepHash } from '../../../crypto/index.js';
import type { Address, Guid, Hresult, StructValue } from '../../../abi/index.js';
import type { HCryptoSession, HRTCryptoSession } from '../../../ddi/index.js';
import {
  D3D11_1DDI_CERTIFICATE_INFO,
  D3D11_1DDI_CERTIFICATE_TYPE,
  D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS,
  D3D11_1DDIARG_CREATECRYPTOSESSION,
  E_INVALIDARG,
  GUID,
  guidName,
  NULL_GUID,
  S_OK,
} from '../../../ddi/index.js';
import { failed } from '../../../abi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { CertificateChain } from '../../../player/index.js';
import { readCertificateChain, wrapSessionKey } from '../../../player/index.js';
import { codesText } from '../../framework/judge.js';
import { CaseFailure } from '../../framework/outcome.js';
import type { Stage } from '../stage.js';

/** What a session is made for. */
export interface SessionKind {
  readonly cryptoType: Guid;
  readonly profile: Guid;
  readonly exchange: Guid;
}

/** AES-128-CTR keyed by RSAES-OAEP, not for decoding (CCS-4): what nearly every case is about. */
export const usualKind: SessionKind = {
  cryptoType: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR,
  profile: NULL_GUID,
  exchange: D3D11_1DDI_KEY_EXCHANGE_RSAES_OAEP,
};

/** What a driver must have before a key can come to a session: without a certificate nobody can make a key buffer. */
export const keyExchangeSlots = [
  'pfnGetCertificateSize',
  'pfnGetCertificate',
  'pfnNegotiateCryptoSessionKeyExchange',
] as const;

/** A live session. Spread it with another device or handle to call through the wrong one. */
export interface TestSession {
  readonly device: HostDevice;
  readonly handle: HCryptoSession;
  /** Size of the private memory behind the handle. */
  readonly bytes: number;
  readonly kind: SessionKind;
  /** Over once the case has destroyed it. */
  readonly life: { over: boolean };
}

export type Caps = StructValue<typeof D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS>;

/** GetContentProtectionCaps, code and structure. */
export function queryCaps(
  stage: Stage,
  device: HostDevice,
  cryptoType: Guid,
  profile: Guid,
): { readonly code: Hresult; readonly caps: Caps } {
  const layout = D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;
  const target = stage.allocate(layout.bytes, layout.name);
  const ask = stage.video(device, 'pfnGetContentProtectionCaps');
  const code = ask(device.hDevice, placeGuid(stage, cryptoType), placeGuid(stage, profile), target);
  return { code, caps: layout.decode(stage.memory, target) };
}

/** A GUID in memory. */
export function placeGuid(stage: Stage, guid: Guid): Address {
  const address = stage.allocate(16, 'GUID');
  GUID.write(stage.memory, address, guid, 'x64');
  return address;
}

/** True when the driver offers this crypto type for this profile: D-12 knows two ways of saying no. */
export function offers(stage: Stage, device: HostDevice, cryptoType: Guid, profile: Guid): boolean {
  const { code, caps } = queryCaps(stage, device, cryptoType, profile);
  return !failed(code) && caps.KeyExchangeTypeCount > 0;
}

/** Every key exchange that the driver lists for a pair (GCKE-1). */
export function listExchanges(stage: Stage, device: HostDevice, cryptoType: Guid, profile: Guid): Guid[] {
  const { code, caps } = queryCaps(stage, device, cryptoType, profile);
  if (failed(code)) return [];
  const ask = stage.video(device, 'pfnGetCryptoKeyExchangeType');
  const target = stage.allocate(16, 'GUID: pKeyExchangeType');
  const [type, decode] = [placeGuid(stage, cryptoType), placeGuid(stage, profile)];
  return Array.from({ length: caps.KeyExchangeTypeCount }, (_, index) => {
    const answer = ask(device.hDevice, type, decode, index, target);
    stage.expect(!failed(answer), 'GCKE-1', `Index ${index}: received ${codesText([answer])}`);
    return GUID.read(stage.memory, target, 'x64');
  });
}

/** Size query, allocation, create (CCS-1). A session that comes of it is destroyed at the end of the case. */
export function tryCreateSession(
  stage: Stage,
  device: HostDevice,
  kind: SessionKind,
  runtimeHandle = 0x5e55_0001 as HRTCryptoSession,
): { readonly code: Hresult; readonly session: TestSession } {
  const create = stage.struct(D3D11_1DDIARG_CREATECRYPTOSESSION, {
    CryptoType: kind.cryptoType,
    DecodeProfile: kind.profile,
    KeyExchangeType: kind.exchange,
  });
  const bytes = stage.video(device, 'pfnCalcPrivateCryptoSessionSize')(device.hDevice, create);
  const handle = stage.allocate(bytes, 'hCryptoSession: private memory') as HCryptoSession;
  const code = stage.video(device, 'pfnCreateCryptoSession')(device.hDevice, create, handle, runtimeHandle);
  const session: TestSession = { device, handle, bytes, kind, life: { over: false } };
  if (!failed(code)) {
    stage.atEnd(() => {
      if (session.life.over || !stage.isLive(device)) return;
      device.video?.pfnDestroyCryptoSession?.(device.hDevice, handle);
    });
  }
  return { code, session };
}

/** A kind of session as a person reads it. */
function kindText({ cryptoType, profile, exchange }: SessionKind): string {
  const names = { CryptoType: cryptoType, DecodeProfile: profile, KeyExchangeType: exchange };
  return Object.entries(names)
    .map(([member, guid]) => `${member} ${guidName(guid)}`)
    .join(', ');
}

/** A session that works; skips the case where the driver does not offer its kind. */
export function createSession(
  stage: Stage,
  device: HostDevice,
  kind: Partial<SessionKind> = {},
): TestSession {
  const wanted = { ...usualKind, ...kind };
  if (!listExchanges(stage, device, wanted.cryptoType, wanted.profile).includes(wanted.exchange)) {
    stage.skip(
      `the driver does not offer ${guidName(wanted.cryptoType)} with ${guidName(wanted.exchange)} for ${guidName(wanted.profile)}`,
    );
  }
  const { code, session } = tryCreateSession(stage, device, wanted);
  if (failed(code)) stage.violated('CCS-11', refusedText(wanted, code));
  return session;
}

/** CCS-11 names the two reasons to refuse, and neither is there: that has to be said beside its text. */
function refusedText(kind: SessionKind, code: Hresult): string {
  return [
    `CreateCryptoSession, ${kindText(kind)}: expected a session and ${codesText([S_OK])}, received ${codesText([code])}`,
    'The driver offers this kind itself: its caps have the crypto type for this profile, and',
    'GetCryptoKeyExchangeType lists the key exchange. So only these could keep it from making one, which are not given:',
  ].join('\n  ');
}

/** DestroyCryptoSession. The private memory stays until the end of the case, so that the dead handle can be used. */
export function destroySession(stage: Stage, session: TestSession): void {
  stage.expectSuccess(session.device, 'DestroyCryptoSession', destroying(stage, session));
}

/** The call of DestroyCryptoSession, which is the session's end whatever comes of it. */
export function destroying(stage: Stage, session: TestSession): () => void {
  const { device, handle, life } = session;
  const destroy = stage.video(device, 'pfnDestroyCryptoSession');
  return () => {
    life.over = true;
    destroy(device.hDevice, handle);
  };
}

/** The structure that names the certificate of a crypto type (GCS-3, GCS-4). */
export function certificateInfo(stage: Stage, cryptoType: Guid): Address {
  return stage.struct(D3D11_1DDI_CERTIFICATE_INFO, {
    CertificateType: D3D11_1DDI_CERTIFICATE_TYPE.CRYPTO_SESSION,
    CryptoSessionType: cryptoType,
  });
}

/** The certificate chain as the driver hands it out: size, then bytes. */
export function certificateBytes(stage: Stage, device: HostDevice, cryptoType: Guid): Uint8Array {
  const info = certificateInfo(stage, cryptoType);
  const size = stage.allocate(4, 'UINT: pCertificateSize');
  stage.expectSuccess(device, 'GetCertificateSize', () => {
    stage.video(device, 'pfnGetCertificateSize')(device.hDevice, info, size);
  });
  const bytes = stage.memory.readU32(size);
  // An absurd size must not take the arena's memory with it.
  if (bytes === 0 || bytes > 0x10_0000) {
    stage.violated('GCS-1', `GetCertificateSize: expected the size of a chain, received ${bytes}`);
  }
  const target = stage.allocate(bytes, 'BYTE: pCertificate');
  stage.expectSuccess(device, 'GetCertificate', () => {
    stage.video(device, 'pfnGetCertificate')(device.hDevice, info, bytes, target);
  });
  return stage.memory.copyOut(target, bytes);
}

/** The chain, its leaf found. Fails the case when the bytes are no chain (GC-3). */
export function certificateChain(stage: Stage, device: HostDevice, cryptoType: Guid): CertificateChain {
  const bytes = certificateBytes(stage, device, cryptoType);
  const text = Buffer.from(bytes).toString('base64');
  try {
    const chain = stage.run.chains.get(text) ?? readCertificateChain(bytes);
    stage.run.chains.set(text, chain);
    return chain;
  } catch (error) {
    throw new CaseFailure(
      `GetCertificate: expected an X.509 chain, received ${bytes.length} bytes: ${(error as Error).message}`,
    );
  }
}

/** NegotiateCryptoSessionKeyExchange with these bytes as they are. */
export function negotiateBytes(stage: Stage, session: TestSession, data: Uint8Array): Hresult {
  const address = stage.place(data, 'BYTE: pData');
  const call = stage.video(session.device, 'pfnNegotiateCryptoSessionKeyExchange');
  return call(session.device.hDevice, session.handle, data.length, address);
}

/**
 * The hash that a player has to wrap keys with: what the profile says. A target without one is tried out on a session
 * of its own, so that another hash is one warning (D-01), not the end of every case.
 */
export function acceptedHash(stage: Stage, session: TestSession): OaepHash {
  const usual = stage.setting('oaepHash');
  if (stage.driver.profile) return usual;
  const { leaf } = certificateChain(stage, session.device, session.kind.cryptoType);
  const accepts = (hash: OaepHash) => {
    const { code, session: trial } = tryCreateSession(stage, session.device, session.kind);
    const wrapped = wrapSessionKey(leaf, stage.random.bytes(16), { random: stage.random, hash });
    return !failed(code) && !failed(negotiateBytes(stage, trial, wrapped));
  };
  const other = accepts(usual) ? usual : (['sha256', 'sha1'] as const).find(accepts);
  if (other && other !== usual) stage.violated('D-01', `OAEP: expected ${usual}, received ${other}`);
  return other ?? usual;
}

/** A key buffer with everything right about it: the player's half of NCS-2. */
export function wrapKey(stage: Stage, session: TestSession, key: Uint8Array): Uint8Array {
  const { leaf } = certificateChain(stage, session.device, session.kind.cryptoType);
  return wrapSessionKey(leaf, key, { random: stage.random, hash: acceptedHash(stage, session) });
}

/** Installs a key and returns it. */
export function negotiate(stage: Stage, session: TestSession, key = stage.random.bytes(16)): Uint8Array {
  const code = negotiateBytes(stage, session, wrapKey(stage, session, key));
  stage.expectCode(code, [S_OK], 'NCS-1', 'a right key buffer');
  return key;
}

/** Negotiates again. Returns the new key, or undefined where the driver refuses, which honest ones may (D-04). */
export function renegotiate(stage: Stage, session: TestSession): Uint8Array | undefined {
  const key = stage.random.bytes(16);
  const code = negotiateBytes(stage, session, wrapKey(stage, session, key));
  const expected = stage.setting('renegotiation') === 'replace' ? S_OK : E_INVALIDARG;
  stage.expectCode(code, [expected], 'D-04', 'a second negotiation');
  return failed(code) ? undefined : key;
}
