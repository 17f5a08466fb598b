import type { HostDevice } from '../../../host/index.js';
import { decryptFromEncryptionBlt, encryptForDecryptionBlt } from '../../../player/index.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import type { ProtectedBlt } from './blts.js';
import {
  alignedBytes,
  decryptionBlt,
  decryptionPair,
  encryptionBlt,
  encryptionPair,
  offersBlt,
  requireBlt,
} from './blts.js';
import { keyExchangeSlots, negotiate } from './key-exchange.js';
import { readBack, upload } from './resources.js';
import { keyOfReadBack } from './session-keys.js';
import type { TestSession } from './sessions.js';
import { createSession } from './sessions.js';

/**
 * A session on a device of its own, with its key; skips where the driver has no keys, or not this blt.
 * @example
 * const { device, session, key } = keyedSession(t, 'DECRYPTION_BLT');
 */
export function keyedSession(
  t: D3D11Case,
  blt?: ProtectedBlt,
): { readonly device: HostDevice; readonly session: TestSession; readonly key: Uint8Array } {
  const device = t.device();
  if (blt) requireBlt(t, device, blt);
  for (const slot of keyExchangeSlots) t.video(device, slot);
  const session = createSession(t, device);
  return { device, session, key: negotiate(t, session) };
}

/**
 * A session whose surfaces can be read back, and the key that what EncryptionBlt returns is decrypted with (EB-11).
 * @example
 * const { session, key } = readBackSession(t);
 */
export function readBackSession(t: D3D11Case): ReturnType<typeof keyedSession> {
  const { device, session, key } = keyedSession(t, 'ENCRYPTED_READ_BACK');
  return { device, session, key: keyOfReadBack(t, session, key) };
}

function decryptsWith(t: D3D11Case, session: TestSession, key: Uint8Array): boolean {
  const bytes = alignedBytes(t, session.device, 64);
  const pair = decryptionPair(t, session.device, { bytes });
  const picture = t.random.bytes(bytes);
  const iv = t.random.bytes(16);
  const carry = t.setting('ctrCarry');
  upload(t, pair.source, encryptForDecryptionBlt({ sessionKey: key, iv, data: picture, carry }));
  decryptionBlt(t, session, pair, { iv });
  return Buffer.compare(readBack(t, pair.target), picture) === 0;
}

/**
 * True when what EncryptionBlt returns is decrypted with this key. Skips where the driver has no such blt.
 * @example
 * const { session, key } = readBackSession(t);
 * t.expect(readsBackWith(t, session, key), 'EB-1', 'the read-back: expected it under this key');
 */
export function readsBackWith(t: D3D11Case, session: TestSession, sessionKey: Uint8Array): boolean {
  requireBlt(t, session.device, 'ENCRYPTED_READ_BACK');
  const pair = encryptionPair(t, session.device, { bytes: alignedBytes(t, session.device, 64) });
  const { errors, iv } = encryptionBlt(t, session, pair);
  const data = readBack(t, pair.target);
  const decrypted = decryptFromEncryptionBlt({ sessionKey, iv, data });
  return errors.length === 0 && Buffer.compare(decrypted, pair.picture) === 0;
}

/**
 * True when the session's key is this one: by DecryptionBlt, or EncryptionBlt where that is what the driver has. Skips
 * where it has neither.
 * @example
 * const { session, key } = keyedSession(t);
 * t.expect(keyWorks(t, session, key), 'NCS-1', 'the negotiated key: expected it to be in use');
 */
export function keyWorks(t: D3D11Case, session: TestSession, key: Uint8Array): boolean {
  const { device } = session;
  if (offersBlt(t, device, 'DECRYPTION_BLT')) return decryptsWith(t, session, key);
  requireBlt(t, device, 'ENCRYPTED_READ_BACK');
  return readsBackWith(t, session, keyOfReadBack(t, session, key));
}

/** True or false for a key that is or is not in use; undefined where there is no key, or no blt to see it by. */
function seesKey(t: D3D11Case, session: TestSession, key: Uint8Array | undefined): boolean | undefined {
  return key && t.whereOffered(() => keyWorks(t, session, key));
}

/**
 * Demands that a key is in use. A step that is left out where there is no key, or no blt to see it by.
 * @example
 * const { session, key } = keyedSession(t);
 * expectKey(t, session, key, 'NCS-1', 'the negotiated key');
 */
export function expectKey(
  t: D3D11Case,
  session: TestSession,
  key: Uint8Array | undefined,
  rule: Rule,
  what: string,
): void {
  if (seesKey(t, session, key) === false)
    t.violated(rule, `${what}: expected the key to be in use, received data of another key or none`);
}

/**
 * Demands that a key is not in use. A step that is left out where there is no key, or no blt to see it by.
 * @example
 * const { session } = keyedSession(t);
 * expectNoKey(t, session, new Uint8Array(16), 'NCS-1', 'a key of zeros');
 */
export function expectNoKey(
  t: D3D11Case,
  session: TestSession,
  key: Uint8Array | undefined,
  rule: Rule,
  what: string,
): void {
  if (seesKey(t, session, key) === true)
    t.violated(rule, `${what}: expected the key not to be in use, received data made with it`);
}
