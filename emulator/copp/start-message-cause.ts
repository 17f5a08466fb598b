/** Why a start message was refused. */
import type { CryptoEngine } from '../../src/crypto/index.js';
import type { Cause } from '../core/refusal-recorder.js';
import type { CoppIdentity } from './identity.js';
import { openStartMessage } from './start-message.js';

const refused = (rule: string, clause: string): Cause => ({
  rule,
  clause,
  argument: 'pSeqStartInfo',
  expected: '256 bytes by bare RSA with the key of the certificate, little-endian, the random first',
});

const isRandomIn = (opened: Uint8Array, issued: Uint8Array): boolean =>
  issued.every((byte, at) => byte === opened[at]) || issued.every((byte, at) => byte === opened.at(-1 - at));

/**
 * Why a start message was refused. Only the ciphertext is kept; it is looked into when somebody asks, and what was opened
 * is overwritten (D-03).
 * @param issued the random that was given out, 16 bytes
 * @param ciphertext the driver's own copy
 * @param wasOpened false where it is no number below the modulus
 */
export function startMessageCause(
  { engine, coppIdentity }: { readonly engine: CryptoEngine; readonly coppIdentity: CoppIdentity },
  issued: Uint8Array,
  ciphertext: Uint8Array,
  wasOpened: boolean,
): () => Cause {
  return () => {
    const opened = openStartMessage(engine, coppIdentity.privateKey, ciphertext.toReversed());
    // Of a message that is big-endian its own bytes may be in either order.
    const isBigEndian = opened !== undefined && isRandomIn(opened, issued);
    opened?.fill(0);
    if (isBigEndian)
      return {
        ...refused('the bytes of the start message are in reversed order', 'COPP-8, D-07'),
        received: 'big-endian',
      };
    if (!wasOpened)
      return refused('the start message is no number below the modulus', 'COPP-6, COPP-8, D-07');
    return refused(
      'the random in the start message is not the one that COPPKeyExchange gave out',
      'COPP-9, D-07',
    );
  };
}
