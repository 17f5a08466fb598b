import type { Hresult } from '../../../abi/index.js';
import { opensslEngine } from '../../../crypto/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import { expectWordsWritten } from '../../framework/output.js';
import type { D3D11Case } from '../fixture.js';
import { hasCap } from './caps.js';
import type { TestSession } from './sessions.js';

/** Bytes of an AES-128 key, and of a refresh's number. */
export const keyBytes = 16;

/**
 * A content key as DecryptionBlt takes it: AES-ECB under the session key (DB-5).
 * @example
 * const pContentKey = wrapContentKey(sessionKey, t.random.bytes(16));
 */
export function wrapContentKey(sessionKey: Uint8Array, contentKey: Uint8Array): Uint8Array {
  return opensslEngine().ecbEncrypt(sessionKey, contentKey);
}

/** What FinishSessionKeyRefresh makes of a key and a number (FSKR-1). */
export function refreshedKey(key: Uint8Array, number: Uint8Array): Uint8Array {
  return key.map((byte, index) => byte ^ number[index]!);
}

/** An output of 16 bytes as a rule, and what the call reported. */
export interface KeyOutput {
  readonly errors: readonly Hresult[];
  /** What lay in the output, and what lies there now. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Calls with an output of so many bytes, random ones in it. */
function output(
  t: D3D11Case,
  { device }: TestSession,
  label: string,
  bytes: number,
  call: (target: number) => void,
): KeyOutput {
  const before = t.random.bytes(bytes);
  const target = t.guarded(Math.max(bytes, keyBytes), label);
  t.memory.copyIn(target.address, before);
  const errors = t.errorsOf(device, () => {
    call(target.address);
  });
  return { errors, before, after: t.memory.copyOut(target.address, bytes) };
}
