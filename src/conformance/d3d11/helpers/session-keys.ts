import type { Address, Hresult } from '../../../abi/index.js';
import { opensslEngine } from '../../../crypto/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import { expectWordsWritten } from '../../framework/output.js';
import type { D3D11Case } from '../fixture.js';
import { hasCap } from './caps.js';
import type { TestSession } from './sessions.js';

/** Bytes of an AES-128 key, and of a refresh's number (SSKR-3, GEBK-3). */
export const keyBytes = 16;

/** A content key as DecryptionBlt takes it: AES-ECB under the session key (DB-5). */
export function wrapContentKey(sessionKey: Uint8Array, contentKey: Uint8Array): Uint8Array {
  return opensslEngine().ecbEncrypt(sessionKey, contentKey);
}

/** What is wrapped in 16 bytes, by AES-ECB under the session key (DB-5, GEBK-2). */
export function unwrapKey(sessionKey: Uint8Array, wrapped: Uint8Array): Uint8Array {
  return opensslEngine().ecbDecrypt(sessionKey, wrapped);
}

/** What a key becomes with a refresh's number (FSKR-1). */
export function refreshedKey(key: Uint8Array, number: Uint8Array): Uint8Array {
  return key.map((byte, index) => byte ^ number[index]!);
}

/**
 * What a call reported that writes a number or a key, and what it left of the bytes that lay there.
 * @example
 * const wrote = ({ before, after }: KeyOutput) => Buffer.compare(before, after) !== 0;
 */
export interface KeyOutput {
  readonly errors: readonly Hresult[];
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Calls with an output of so many bytes, guarded, with random ones in it. */
function output(
  t: D3D11Case,
  { device }: TestSession,
  label: string,
  bytes: number,
  call: (target: Address) => void,
): KeyOutput {
  const before = t.random.bytes(bytes);
  const target = t.guarded(bytes, label);
  t.memory.copyIn(target.address, before);
  const errors = t.errorsOf(device, () => {
    call(target.address);
  });
  return { errors, before, after: target.read() };
}

/** Skips unless the driver refreshes session keys (SSKR-1, SSKR-5). */
export function requireRefresh(t: D3D11Case, device: HostDevice): void {
  if (!hasCap(t, device, 'FRESHEN_SESSION_KEY')) t.skip("the driver's caps have no FRESHEN_SESSION_KEY");
  t.video(device, 'pfnStartSessionKeyRefresh');
  t.video(device, 'pfnFinishSessionKeyRefresh');
}

/** True where EncryptionBlt wants a key of its own (EB-11, GEBK-4). */
export function wantsReadBackKey(t: D3D11Case, device: HostDevice): boolean {
  return hasCap(t, device, 'ENCRYPTED_READ_BACK_KEY');
}

/**
 * StartSessionKeyRefresh, whatever comes of it.
 * @example
 * const { errors, after: number } = startRefresh(t, keyedSession(t).session);
 */
export function startRefresh(t: D3D11Case, session: TestSession, bytes = keyBytes): KeyOutput {
  const call = t.video(session.device, 'pfnStartSessionKeyRefresh');
  return output(t, session, 'VOID: pRandomNumber', bytes, (target) => {
    call(session.device.hDevice, session.handle, bytes, target);
  });
}

/** FinishSessionKeyRefresh: what it reported. */
export function finishRefresh(t: D3D11Case, { device, handle }: TestSession): readonly Hresult[] {
  const call = t.video(device, 'pfnFinishSessionKeyRefresh');
  return t.errorsOf(device, () => {
    call(device.hDevice, handle);
  });
}

/** StartSessionKeyRefresh, which must succeed and write all of its number (SSKR-2). */
export function startedNumber(t: D3D11Case, session: TestSession): Uint8Array {
  const { errors, before, after } = startRefresh(t, session);
  t.expect(errors.length === 0, 'SSKR-2', `StartSessionKeyRefresh: received ${codesText(errors)}`);
  expectWordsWritten(t, after, before, 'SSKR-2', 'pRandomNumber');
  return after;
}

/** FinishSessionKeyRefresh, which must succeed. */
export function finish(t: D3D11Case, session: TestSession): void {
  const errors = finishRefresh(t, session);
  t.expect(errors.length === 0, 'FSKR-1', `FinishSessionKeyRefresh: received ${codesText(errors)}`);
}

/**
 * Refreshes a session's key, and returns the new one (FSKR-1).
 * @example
 * const { session, key } = keyedSession(t);
 * const next = refresh(t, session, key);
 */
export function refresh(t: D3D11Case, session: TestSession, key: Uint8Array): Uint8Array {
  const number = startedNumber(t, session);
  finish(t, session);
  return refreshedKey(key, number);
}

/** GetEncryptionBltKey, whatever comes of it. */
export function getReadBackKey(t: D3D11Case, session: TestSession, bytes = keyBytes): KeyOutput {
  const call = t.video(session.device, 'pfnGetEncryptionBltKey');
  return output(t, session, 'VOID: pReadbackKey', bytes, (target) => {
    call(session.device.hDevice, session.handle, bytes, target);
  });
}

/**
 * Fetches a read-back key, which must succeed, and unwraps it with the session key (GEBK-2).
 * @example
 * const { session, key } = keyedSession(t, 'ENCRYPTED_READ_BACK');
 * const readBackKey = fetchReadBackKey(t, session, key);
 */
export function fetchReadBackKey(t: D3D11Case, session: TestSession, sessionKey: Uint8Array): Uint8Array {
  const { errors, before, after } = getReadBackKey(t, session);
  t.expect(errors.length === 0, 'GEBK-5', `GetEncryptionBltKey: received ${codesText(errors)}`);
  expectWordsWritten(t, after, before, 'GEBK-5', 'pReadbackKey');
  return unwrapKey(sessionKey, after);
}

/** The key that what EncryptionBlt returns is decrypted with: the session key, or one that is fetched (EB-11). */
export function keyOfReadBack(t: D3D11Case, session: TestSession, sessionKey: Uint8Array): Uint8Array {
  return wantsReadBackKey(t, session.device) ? fetchReadBackKey(t, session, sessionKey) : sessionKey;
}
