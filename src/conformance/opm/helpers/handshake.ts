import { opensslEngine, rsaesOaepEncrypt } from '../../../crypto/index.js';
import type { Ntstatus } from '../../../ddi/index.js';
import { NTSTATUSES, OPM_INIT_PLAINTEXT as PLAINTEXT, STATUS_SUCCESS } from '../../../ddi/index.js';
import type { StartPadding } from '../../framework/raw-rsa-blocks.js';
import { sealBlock, startBlock } from '../../framework/raw-rsa-blocks.js';
import type { Rule } from '../../rules/rule.js';
import type { OpmCase, Semantics } from '../fixture.js';
import { leafKey } from './certificate.js';
import type { CreatedOutput } from './protected-outputs.js';
import { createdOutput } from './protected-outputs.js';

/**
 * A protected output whose random number was fetched: it waits for its start message.
 * @example
 * const output = (t: OpmCase): ReadyOutput => readyOutput(t, 'COPP');
 */
export interface ReadyOutput extends CreatedOutput {
  /** The driver's: 16 bytes. */
  readonly random: Uint8Array;
}

/** What a start message says (OPM-4). */
export interface StartPayload {
  /** The driver's random: 16 bytes. */
  readonly random: Uint8Array;
  /** The signing key: 16 bytes. */
  readonly key: Uint8Array;
  readonly statusNumber: number;
  readonly commandNumber: number;
}

/** A start message, and what it says. */
export interface StartMessage extends StartPayload {
  /** 256 bytes. */
  readonly bytes: Uint8Array;
}

/**
 * A protected output after its handshake: its key, and the numbers that its next messages carry. Requests and commands that
 * succeed move them, as an application does (OPM-46).
 * @example
 * const next = ({ statusNumber }: ActiveOutput) => (statusNumber + 1) >>> 0;
 */
export interface ActiveOutput extends ReadyOutput {
  readonly key: Uint8Array;
  statusNumber: number;
  commandNumber: number;
}

/** DxgkDdiOPMGetRandomNumber, which must succeed: 16 bytes. */
export function randomNumber(t: OpmCase, { handle }: CreatedOutput, rule: Rule = 'OPM-3'): Uint8Array {
  const target = t.guarded(16, 'OPM_RANDOM_NUMBER: RandomNumber');
  const code = t.opm('DxgkDdiOPMGetRandomNumber')(t.context, handle, target.address);
  t.expectCode(code, [STATUS_SUCCESS], rule, 'DxgkDdiOPMGetRandomNumber');
  return target.read();
}

/** Fetches the random number of an output that was just created. */
export function ready(t: OpmCase, output: CreatedOutput): ReadyOutput {
  return { ...output, random: randomNumber(t, output) };
}

/**
 * A protected output that waits for its start message.
 * @example
 * const random = (t: OpmCase): Uint8Array => readyOutput(t).random;
 */
export function readyOutput(t: OpmCase, semantics: Semantics = 'OPM', target?: number): ReadyOutput {
  return ready(t, createdOutput(t, semantics, target));
}

/** The 40 bytes (OPM-4). */
export function payloadBytes({ random, key, statusNumber, commandNumber }: StartPayload): Uint8Array {
  return PLAINTEXT.toBytes({
    rnRandomNumber: random,
    SigningKey: key,
    ulStatusSequenceStart: statusNumber,
    ulCommandSequenceStart: commandNumber,
  });
}

/** Random numbers below 2^31, so that none wraps within a case, and both numbers of one differ. */
function startNumbers(t: OpmCase): Pick<StartPayload, 'statusNumber' | 'commandNumber'> {
  const [statusNumber, commandNumber] = new Uint32Array(t.random.bytes(8).buffer);
  return { statusNumber: statusNumber! >>> 2, commandNumber: (0x4000_0000 | (commandNumber! >>> 2)) >>> 0 };
}

/** What a right start message of an output says, but for what is given. */
export function startPayload(
  t: OpmCase,
  { random }: Pick<ReadyOutput, 'random'>,
  changes: Partial<StartPayload> = {},
): StartPayload {
  return { random, key: t.random.bytes(16), ...startNumbers(t), ...changes };
}

/** Bytes that a start message says, encrypted as it has to be: OAEP-SHA-512 (OPM-6), or bare RSA (OPM-5, D-07). */
export function sealed(
  t: OpmCase,
  semantics: Semantics,
  payload: Uint8Array,
  padding: StartPadding = 'zeros',
): Uint8Array {
  const publicKey = leafKey(t, semantics);
  if (semantics === 'COPP') return sealBlock(publicKey, startBlock(payload, padding, t.random));
  return rsaesOaepEncrypt(opensslEngine(), publicKey, payload, t.random.bytes(64), 'sha512');
}

/**
 * A start message with everything right about it, but for what is given.
 * @param padding of COPP semantics, what stands behind the 40 bytes
 * @example
 * const { bytes } = startMessage(t, output, { random: new Uint8Array(16) });
 */
export function startMessage(
  t: OpmCase,
  output: ReadyOutput,
  changes: Partial<StartPayload> = {},
  padding?: StartPadding,
): StartMessage {
  const payload = startPayload(t, output, changes);
  return { ...payload, bytes: sealed(t, output.semantics, payloadBytes(payload), padding) };
}

/** DxgkDdiOPMSetSigningKeyAndSequenceNumbers with these 256 bytes. */
export function setSigningKey(t: OpmCase, { handle }: CreatedOutput, bytes: Uint8Array): Ntstatus {
  const place = t.place(bytes, 'OPM_ENCRYPTED_PARAMETERS');
  return t.opm('DxgkDdiOPMSetSigningKeyAndSequenceNumbers')(t.context, handle, place);
}

/** Gives an output its signing key, which must succeed. */
export function start(
  t: OpmCase,
  output: ReadyOutput,
  message: StartMessage = startMessage(t, output),
  what = 'SetSigningKeyAndSequenceNumbers with a right message',
  rule: Rule = 'OPM-8',
): ActiveOutput {
  t.expectCode(setSigningKey(t, output, message.bytes), [STATUS_SUCCESS], rule, what);
  const { key, statusNumber, commandNumber } = message;
  return { ...output, key, statusNumber, commandNumber };
}

/**
 * A protected output after its handshake, done as an application does it.
 * @example
 * const nextCommand = (t: OpmCase): number => activeOutput(t, 'COPP').commandNumber;
 */
export function activeOutput(t: OpmCase, semantics: Semantics = 'OPM', target?: number): ActiveOutput {
  return start(t, readyOutput(t, semantics, target));
}

/** A start message that must be refused, with the one code there is (OPM-9). */
export function expectStartRefused(t: OpmCase, output: CreatedOutput, bytes: Uint8Array, what: string): void {
  const code = setSigningKey(t, output, bytes);
  const refused = [NTSTATUSES.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS];
  t.expectCode(code, refused, 'OPM-9', `SetSigningKeyAndSequenceNumbers with ${what}`);
}
