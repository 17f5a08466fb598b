/** Why a start message was refused. */
import type { Cause } from '../core/refusal-recorder.js';
import type { CoppCore } from './copp-core.js';
import { openStartMessage } from './start-message.js';

export const startTooLarge = (): Cause => ({
  rule: 'the start message is no number below the modulus',
  clause: 'COPP-6, COPP-8, D-07',
  argument: 'pSeqStartInfo',
  expected: '256 bytes by bare RSA, little-endian',
});

/** @param isBigEndian whether the random is right when the message is read the other way round */
const otherRandom = (isBigEndian: boolean): Cause => ({
  rule: isBigEndian
    ? 'the bytes of the start message are in reversed order'
    : 'the random in the start message is not the one that COPPKeyExchange gave out',
  clause: isBigEndian ? 'COPP-8, D-07' : 'COPP-9, D-07',
  argument: 'pSeqStartInfo',
  expected: '256 bytes by bare RSA with the key of the certificate, little-endian, the random first',
  ...(isBigEndian && { received: 'big-endian' }),
});

/**
 * Why the random of a start message is not the one that was given out. Only the ciphertext is kept; it is looked into when
 * somebody asks, and what was opened is overwritten (D-03).
 * @param ciphertext the driver's own copy
 */
export function otherRandomCause(
  { engine, coppIdentity }: CoppCore,
  issued: Uint8Array,
  ciphertext: Uint8Array,
): () => Cause {
  return () => {
    const opened = openStartMessage(engine, coppIdentity.privateKey, ciphertext.toReversed());
    if (!opened) return otherRandom(false);
    // Its own bytes may be in either order, too.
    const isBigEndian =
      issued.every((byte, at) => byte === opened[at]) ||
      issued.every((byte, at) => byte === opened.at(-1 - at));
    opened.fill(0);
    return otherRandom(isBigEndian);
  };
}
