/** Why a start message of OPM was refused. */
import type { OaepFault } from '../../src/crypto/index.js';
import { findOaepFault } from '../../src/crypto/index.js';
import { OPM_INIT_PLAINTEXT } from '../../src/ddi/index.js';
import type { Cause } from '../core/refusal-recorder.js';
import { startMessageCause as coppCause } from '../copp/start-message-cause.js';
import type { OpmBase, ProtectedOutput } from './state.js';

const argument = 'EncryptedParameters';

const refused = (rule: string, clause: string, received?: string): Cause => ({
  rule,
  clause,
  argument,
  expected: '40 bytes by RSAES-OAEP, SHA-512 for an empty label and in MGF1, big-endian, the random first',
  ...(received !== undefined && { received }),
});

function told(fault: OaepFault): Cause {
  switch (fault.kind) {
    case 'hash':
      return refused(
        'OAEP with another hash',
        'OPM-6, D-01',
        `${fault.labelHash} for the label, ${fault.mgf1Hash} in MGF1`,
      );
    case 'label':
      return refused('OAEP with a label', 'OPM-6, D-01');
    case 'message-length':
      return refused('the message is too short', 'OPM-7, OPM-8', `${fault.bytes} bytes`);
    case 'pkcs1-v1.5':
      return refused('PKCS #1 v1.5 padding', 'OPM-5');
    case 'reversed':
      return refused('the bytes are in reversed order', 'OPM-7', 'little-endian');
    case 'first-byte':
    case 'padding':
    case 'not-below-modulus':
    case 'unknown':
      return refused('damaged, or made for another certificate', 'OPM-5, OPM-8');
  }
}

/**
 * Why a start message was refused. Only the ciphertext is kept; it is looked into when somebody asks (D-03).
 * @param ciphertext the driver's own copy
 * @param wasOpened false where nothing came of the private operation
 */
export function startMessageCause(
  core: OpmBase,
  object: ProtectedOutput,
  ciphertext: Uint8Array,
  wasOpened: boolean,
): Cause | (() => Cause) {
  const { issuedRandom, isInitialized, semantics } = object;
  if (!issuedRandom) return { rule: 'the random number was not fetched', clause: 'OPM-10', argument };
  if (isInitialized) return { rule: 'the signing key was set already', clause: 'OPM-10', argument };
  if (semantics === 'COPP') {
    const { engine } = core;
    const cause = coppCause(
      { engine, coppIdentity: core.coppIdentity! },
      issuedRandom,
      ciphertext,
      wasOpened,
    );
    return () => ({ ...cause(), argument, clause: `OPM-5, ${cause().clause}` });
  }
  if (wasOpened)
    return {
      rule: 'the random in the start message is not the one that GetRandomNumber gave',
      clause: 'OPM-8',
      argument,
    };
  const expected = { hash: 'sha512' as const, messageBytes: OPM_INIT_PLAINTEXT.bytes };
  return () => told(findOaepFault(core.engine, core.identity.privateKey, ciphertext, expected));
}
