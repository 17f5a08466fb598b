/** Keys that travel under the session key, and the session key's own refresh. */
import { checkBytes } from '../crypto/check.js';
import { type CryptoEngine, opensslEngine } from '../crypto/index.js';

const keyBytes = 16;

/**
 * Wraps a content key for DecryptionBlt: AES-128-ECB under the session key (DB-5).
 * @param sessionKey 16 bytes
 * @param contentKey 16 bytes: what the content is encrypted with
 * @returns 16 bytes for `contentKey` of `decryptionBlt`. After a key refresh wrap it again, under the new session key
 * @throws TypeError when an argument has another type
 * @throws RangeError when a key has another length
 *
 * @example
 * ```ts
 * import { createIvSequence, encryptForDecryptionBlt, wrapContentKey } from 'softumd/player';
 *
 * function oneFrame(sessionKey: Uint8Array, frame: Uint8Array) {
 *   const contentKey = crypto.getRandomValues(new Uint8Array(16));
 *   const iv = createIvSequence().next();
 *   const data = encryptForDecryptionBlt({ sessionKey, contentKey, iv, data: frame });
 *   return { data, iv, contentKey: wrapContentKey(sessionKey, contentKey) };
 * }
 * ```
 */
export function wrapContentKey(
  sessionKey: Uint8Array,
  contentKey: Uint8Array,
  { engine = opensslEngine() }: { engine?: CryptoEngine } = {},
): Uint8Array {
  checkBytes('sessionKey', sessionKey, keyBytes);
  checkBytes('contentKey', contentKey, keyBytes);
  return engine.ecbEncrypt(sessionKey, contentKey);
}

/**
 * Takes the key of read-backs out of what GetEncryptionBltKey gave: AES-128-ECB under the session key (GEBK-2).
 * @param sessionKey 16 bytes: the one that was in force when the driver made the key (D-25)
 * @param wrapped 16 bytes
 * @returns 16 bytes for {@link decryptFromEncryptionBlt}
 * @throws TypeError when an argument has another type
 * @throws RangeError when a key has another length
 *
 * @example
 * ```ts
 * import type { CryptoSession, Device } from 'softumd';
 * import { unwrapReadBackKey } from 'softumd/player';
 *
 * function readBackKey(device: Device, session: CryptoSession, sessionKey: Uint8Array): Uint8Array {
 *   return unwrapReadBackKey(sessionKey, device.videoContext.getEncryptionBltKey(session));
 * }
 * ```
 */
export function unwrapReadBackKey(
  sessionKey: Uint8Array,
  wrapped: Uint8Array,
  { engine = opensslEngine() }: { engine?: CryptoEngine } = {},
): Uint8Array {
  checkBytes('sessionKey', sessionKey, keyBytes);
  checkBytes('wrapped', wrapped, keyBytes);
  return engine.ecbDecrypt(sessionKey, wrapped);
}

/**
 * The session key that is in force after FinishSessionKeyRefresh: the old one XOR the number that
 * StartSessionKeyRefresh gave (FSKR-1).
 * @param sessionKey 16 bytes; left as they are
 * @param randomNumber 16 bytes
 * @returns 16 bytes
 * @throws TypeError when an argument has another type
 * @throws RangeError when an argument has another length
 *
 * @example
 * ```ts
 * import type { CryptoSession, Device } from 'softumd';
 * import { refreshSessionKey } from 'softumd/player';
 *
 * function rotate({ videoContext }: Device, session: CryptoSession, sessionKey: Uint8Array): Uint8Array {
 *   const randomNumber = videoContext.startSessionKeyRefresh(session);
 *   videoContext.finishSessionKeyRefresh(session);
 *   return refreshSessionKey(sessionKey, randomNumber);
 * }
 * ```
 */
export function refreshSessionKey(sessionKey: Uint8Array, randomNumber: Uint8Array): Uint8Array {
  checkBytes('sessionKey', sessionKey, keyBytes);
  checkBytes('randomNumber', randomNumber, keyBytes);
  return Uint8Array.from(sessionKey, (byte, at) => byte ^ randomNumber[at]!);
}
