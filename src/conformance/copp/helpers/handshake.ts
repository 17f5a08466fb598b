import type { KeyObject } from 'node:crypto';
import type { Hresult } from '../../../abi/index.js';
import { E_UNEXPECTED, S_OK } from '../../../ddi/index.js';
import type { Rule } from '../../rules/rule.js';
import type { CoppCase } from '../fixture.js';
import { leafKey } from './certificate.js';
import type { OpenedSession } from './sessions.js';
import { openSession } from './sessions.js';
import type { StartPadding } from '../../framework/raw-rsa-blocks.js';
import type { StartPayload } from './start-messages.js';
import { sealBlock, startBlock } from '../../framework/raw-rsa-blocks.js';
import { payloadBytes } from './start-messages.js';

/**
 * What the key exchange gave out.
 * @example
 * const told = ({ certificate }: Exchanged) => Buffer.from(certificate).toString('utf8');
 */
export interface Exchanged {
  /** 16 bytes. */
  readonly random: Uint8Array;
  /** The XML document. */
  readonly certificate: Uint8Array;
}

/**
 * A session after its key exchange.
 * @example
 * const session = (t: CoppCase): ExchangedSession => exchangedSession(t);
 */
export interface ExchangedSession extends OpenedSession, Exchanged {}

/**
 * A session that has started: its key, and the numbers that its next messages carry. Requests and commands that succeed
 * move them, as an application does (COPP-16).
 * @example
 * const next = ({ statusNumber }: ActiveSession) => (statusNumber + 1) >>> 0;
 */
export interface ActiveSession extends ExchangedSession {
  readonly KDI: Uint8Array;
  statusNumber: number;
  commandNumber: number;
}

/** No chain is that long: a driver that says so would use up the memory of the case. */
const longestChain = 0x10_0000;

/** COPPGetCertificateLength, which must succeed: bytes of the document. */
export function certificateLength(t: CoppCase, { pThis }: OpenedSession): number {
  const target = t.guarded(4, 'ULONG: pCertificateLength');
  const code = t.copp('COPPGetCertificateLength')(pThis, target.address);
  t.expectCode(code, [S_OK], 'COPP-12', 'COPPGetCertificateLength');
  const bytes = t.memory.readU32(target.address);
  if (bytes === 0 || bytes > longestChain)
    t.violated('COPP-1', `COPPGetCertificateLength: expected the length of a chain, received ${bytes}`);
  return bytes;
}

/** COPPKeyExchange with room for so many bytes of certificate, which must succeed. */
export function keyExchange(t: CoppCase, { pThis }: OpenedSession, bytes: number): Exchanged {
  const random = t.guarded(16, 'GUID: pRandom');
  const certificate = t.guarded(bytes, 'BYTE: pGHCertificate');
  const code = t.copp('COPPKeyExchange')(pThis, random.address, certificate.address);
  t.expectCode(code, [S_OK], 'COPP-12', 'COPPKeyExchange');
  return { random: random.read(), certificate: certificate.read() };
}

/** Both certificate calls on a session that was just opened. */
export function exchange(t: CoppCase, session: OpenedSession): ExchangedSession {
  return { ...session, ...keyExchange(t, session, certificateLength(t, session)) };
}

/**
 * A session after its key exchange.
 * @example
 * const session = (t: CoppCase) => exchangedSession(t); // it waits for its start message
 */
export function exchangedSession(t: CoppCase, DevID?: number): ExchangedSession {
  return exchange(t, openSession(t, DevID));
}

/** Random numbers below 2^31, so that none wraps within a case, and both numbers of one differ. */
function startNumbers(t: CoppCase): Pick<StartPayload, 'statusNumber' | 'commandNumber'> {
  const [statusNumber, commandNumber] = new Uint32Array(t.random.bytes(8).buffer);
  return { statusNumber: statusNumber! >>> 2, commandNumber: (0x4000_0000 | (commandNumber! >>> 2)) >>> 0 };
}

/** A start message for a session, and what it says. */
export interface StartMessage extends StartPayload {
  /** 256 bytes. */
  readonly bytes: Uint8Array;
}

/**
 * A start message with everything right about it, but for what is given.
 * @example
 * const { bytes } = startMessage(t, session, { random: new Uint8Array(16) });
 */
export function startMessage(
  t: CoppCase,
  session: ExchangedSession,
  changes: Partial<StartPayload> = {},
  padding: StartPadding = 'zeros',
): StartMessage {
  const payload = { random: session.random, KDI: t.random.bytes(16), ...startNumbers(t), ...changes };
  const block = startBlock(payloadBytes(payload), padding, t.random);
  return { ...payload, bytes: sealBlock(keyOf(t, session), block) };
}

/** The public key that a session's start message is encrypted with. */
export function keyOf(t: CoppCase, { certificate }: ExchangedSession): KeyObject {
  return leafKey(t, certificate);
}

/** COPPSequenceStart with these 256 bytes. */
export function sequenceStart(t: CoppCase, { pThis }: OpenedSession, bytes: Uint8Array): Hresult {
  return t.copp('COPPSequenceStart')(pThis, t.place(bytes, 'DXVA_COPPSignature'));
}

/** Starts a session, which must succeed. */
export function start(
  t: CoppCase,
  session: ExchangedSession,
  message: StartMessage = startMessage(t, session),
  what = 'COPPSequenceStart with a right message',
  rule: Rule = 'COPP-7',
): ActiveSession {
  t.expectCode(sequenceStart(t, session, message.bytes), [S_OK], rule, what);
  const { KDI, statusNumber, commandNumber } = message;
  return { ...session, KDI, statusNumber, commandNumber };
}

/**
 * A session that has started, its handshake done as an application does it.
 * @example
 * const bus = (t: CoppCase) => ask(t, activeSession(t), 'BusData').data;
 */
export function activeSession(t: CoppCase, DevID?: number): ActiveSession {
  return start(t, exchangedSession(t, DevID));
}

/** A start message that must be refused, with the one code there is (COPP-9). */
export function expectStartRefused(
  t: CoppCase,
  session: ExchangedSession,
  bytes: Uint8Array,
  what: string,
): void {
  const code = sequenceStart(t, session, bytes);
  t.expectCode(code, [E_UNEXPECTED], 'COPP-9', `COPPSequenceStart with ${what}`);
}
