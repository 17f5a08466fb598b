import type { OaepHash } from '../../../crypto/index.js';
import type { Address, Guid, Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import {
  D3D11_1DDI_CERTIFICATE_INFO,
  D3D11_1DDI_CERTIFICATE_TYPE,
  E_INVALIDARG,
  S_OK,
} from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { CertificateChain } from '../../../player/index.js';
import { readCertificateChain, wrapSessionKey } from '../../../player/index.js';
import { CaseFailure } from '../../framework/outcome.js';
import { askTwice, expectSame } from '../../framework/output.js';
import type { D3D11Case } from '../fixture.js';
import { usualKind } from './caps.js';
import type { TestSession } from './sessions.js';
import { tryCreateSession } from './sessions.js';

/** What a driver must have before a key can come to a session: without a certificate nobody can make a key buffer. */
export const keyExchangeSlots = [
  'pfnGetCertificateSize',
  'pfnGetCertificate',
  'pfnNegotiateCryptoSessionKeyExchange',
] as const;

/** The structure that names the certificate of a crypto type (GCS-3, GCS-4). */
export function certificateInfo(t: D3D11Case, cryptoType: Guid): Address {
  return t.struct(D3D11_1DDI_CERTIFICATE_INFO, {
    CertificateType: D3D11_1DDI_CERTIFICATE_TYPE.CRYPTO_SESSION,
    CryptoSessionType: cryptoType,
  });
}

/** The certificate chain as the driver hands it out: size, then bytes. */
export function certificateBytes(t: D3D11Case, device: HostDevice, cryptoType: Guid): Uint8Array {
  return certificateBehind(t, device, certificateInfo(t, cryptoType));
}

/** The same for a structure at `info`, which may name a channel's certificate. */
export function certificateBehind(t: D3D11Case, device: HostDevice, info: Address): Uint8Array {
  const size = askTwice(t, 4, 'UINT: pCertificateSize', (target) => {
    t.expectSuccess(device, 'GetCertificateSize', () => {
      t.video(device, 'pfnGetCertificateSize')(device.hDevice, info, target);
    });
  });
  expectSame(t, size, 'GCS-1', 'GetCertificateSize');
  const bytes = t.memory.readU32(size.address);
  // A driver that answers with an absurd size would otherwise use up the memory of the case.
  if (bytes === 0 || bytes > 0x10_0000) {
    t.violated('GCS-1', `GetCertificateSize: expected the size of a chain, received ${bytes}`);
  }
  const chain = askTwice(t, bytes, 'BYTE: pCertificate', (target) => {
    t.expectSuccess(device, 'GetCertificate', () => {
      t.video(device, 'pfnGetCertificate')(device.hDevice, info, bytes, target);
    });
  });
  expectSame(t, chain, 'GC-1', 'GetCertificate');
  return chain.images[1];
}

/** Chains by their bytes: reading one costs more than all the rest of a short case. */
const chainsOfRun = () => new Map<string, CertificateChain>();

/**
 * The chain behind the key exchange, its leaf found. Fails the case when the bytes are no chain (GC-3).
 * @example
 * const { leaf } = certificateChain(t, t.device());
 */
export function certificateChain(
  t: D3D11Case,
  device: HostDevice,
  cryptoType: Guid = usualKind.cryptoType,
): CertificateChain {
  return chainIn(certificateBytes(t, device, cryptoType), t.run.of(chainsOfRun));
}

/** The chain in these bytes. Fails the case when they are none (GC-3). */
export function chainIn(bytes: Uint8Array, chains = chainsOfRun()): CertificateChain {
  const text = Buffer.from(bytes).toString('base64');
  try {
    const chain = chains.get(text) ?? readCertificateChain(bytes);
    chains.set(text, chain);
    return chain;
  } catch (error) {
    throw new CaseFailure(
      `GetCertificate: expected an X.509 chain, received ${bytes.length} bytes: ${(error as Error).message}`,
    );
  }
}

/**
 * NegotiateCryptoSessionKeyExchange with these bytes as they are.
 * @example
 * const code = negotiateBytes(t, createSession(t, t.device()), new Uint8Array(255));
 * t.expectFailed(code, 'NCS-7', 'DataSize 255');
 */
export function negotiateBytes(t: D3D11Case, session: TestSession, data: Uint8Array): Hresult {
  const address = t.place(data, 'BYTE: pData');
  const call = t.video(session.device, 'pfnNegotiateCryptoSessionKeyExchange');
  return call(session.device.hDevice, session.handle, data.length, address);
}

/**
 * A key buffer that must not install a key: refused (NCS-7) with the one code there is (NCS-8, D-03).
 * @example
 * expectRefused(t, createSession(t, t.device()), new Uint8Array(255), 'DataSize 255');
 */
export function expectRefused(t: D3D11Case, session: TestSession, data: Uint8Array, what: string): void {
  const code = negotiateBytes(t, session, data);
  t.expectFailed(code, 'NCS-7', what);
  t.expectCode(code, [E_INVALIDARG], 'D-03', what);
}

/**
 * The hash that keys are wrapped with: what the profile says. A target without one is tried out, so that another hash is
 * one warning (D-01), not the end of every case.
 * @param accepts whether a key that is wrapped with this hash is taken
 */
export function hashThat(t: D3D11Case, accepts: (hash: OaepHash) => boolean): OaepHash {
  const usual = t.setting('oaepHash');
  if (t.driver.profile) return usual;
  const other = accepts(usual) ? usual : (['sha256', 'sha1'] as const).find(accepts);
  if (other && other !== usual) t.violated('D-01', `OAEP: expected ${usual}, received ${other}`);
  return other ?? usual;
}

/**
 * The hash that a player has to wrap a session's keys with; where that has to be tried out, on a session of its own.
 * @example
 * const hash = acceptedHash(t, createSession(t, t.device()));
 */
export function acceptedHash(t: D3D11Case, session: TestSession): OaepHash {
  return hashThat(t, (hash) => {
    const { leaf } = certificateChain(t, session.device, session.kind.cryptoType);
    const { code, session: trial } = tryCreateSession(t, session.device, session.kind);
    const wrapped = wrapSessionKey(leaf, t.random.bytes(16), { random: t.random, hash });
    return !failed(code) && !failed(negotiateBytes(t, trial, wrapped));
  });
}

/**
 * A key buffer with everything right about it: the player's half of NCS-2.
 * @example
 * const session = createSession(t, t.device());
 * const data = wrapKey(t, session, t.random.bytes(16)); // 256 bytes
 */
export function wrapKey(t: D3D11Case, session: TestSession, key: Uint8Array): Uint8Array {
  const { leaf } = certificateChain(t, session.device, session.kind.cryptoType);
  return wrapSessionKey(leaf, key, { random: t.random, hash: acceptedHash(t, session) });
}

/**
 * Installs a key of 16 bytes as a player does, a random one unless told otherwise, and returns it.
 * @example
 * const session = createSession(t, t.device());
 * const key = negotiate(t, session);
 */
export function negotiate(t: D3D11Case, session: TestSession, key = t.random.bytes(16)): Uint8Array {
  const code = negotiateBytes(t, session, wrapKey(t, session, key));
  t.expectCode(code, [S_OK], 'NCS-1', 'a right key buffer');
  return key;
}

/**
 * Installs a key and returns it; undefined where the driver has no functions to exchange one. For cases that judge
 * other things too.
 * @example
 * const key = negotiateWhereOffered(t, createSession(t, t.device()));
 */
export function negotiateWhereOffered(t: D3D11Case, session: TestSession): Uint8Array | undefined {
  return t.whereOffered(() => negotiate(t, session));
}

/**
 * Negotiates again. Returns the new key, or undefined where the driver refuses, which honest ones may (D-04).
 * @example
 * const { session, key } = keyedSession(t);
 * const inUse = renegotiate(t, session) ?? key;
 */
export function renegotiate(t: D3D11Case, session: TestSession): Uint8Array | undefined {
  const key = t.random.bytes(16);
  const code = negotiateBytes(t, session, wrapKey(t, session, key));
  const expected = t.setting('renegotiation') === 'replace' ? S_OK : E_INVALIDARG;
  t.expectCode(code, [expected], 'D-04', 'a second negotiation');
  return failed(code) ? undefined : key;
}
