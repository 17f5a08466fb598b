import {
  COPP_StatusFlags,
  DXVA_COPPStatusData,
  DXVA_COPPStatusOutput as REPLY,
  S_OK,
} from '../../../ddi/index.js';
import type { Struct } from '../../../abi/index.js';
import type { Rule } from '../../rules/rule.js';
import type { CoppCase } from '../fixture.js';
import type { ActiveSession } from './handshake.js';
import type { KnownQuery, QueryName } from './known.js';
import { queries, word } from './known.js';
import type { MessageChanges, Request } from './messages.js';
import { MAC_BYTES, macOf, sendRequest, statusRequest } from './messages.js';

const COPP_STATUS = REPLY.offset.COPPStatus;
const { dwFlags: FLAGS, dwData: DATA } = DXVA_COPPStatusData.offset;

/**
 * A reply that was looked at: the payload, and what every payload has.
 * @example
 * const isQuiet = ({ flags }: Reply) => flags === 0;
 */
export interface Reply {
  /** As many bytes as cbSizeData says. */
  readonly payload: Uint8Array;
  /** COPP_StatusFlags. */
  readonly flags: number;
  /** dwData, where the payload has one. */
  readonly data: number;
}

const readU32 = (bytes: Uint8Array, at: number) => Buffer.from(bytes).readUInt32LE(at);

/** Demands that the reply's MAC is the OMAC of all that follows it (COPP-13, COPP-24). */
export function expectSigned(t: CoppCase, { KDI }: ActiveSession, reply: Uint8Array, what: string): void {
  t.expectBytes(reply.subarray(0, MAC_BYTES), macOf(KDI, reply), 'COPP-24', `${what}: macKDI of the reply`);
}

/** Demands of an answer to a known query what every answer has, and returns it. */
export function expectReply(
  t: CoppCase,
  session: ActiveSession,
  { rApp }: Request,
  bytes: Uint8Array,
  expected: Struct,
  what: string,
): Reply {
  expectSigned(t, session, bytes, what);
  const size = readU32(bytes, REPLY.offset.cbSizeData);
  const text = `${what}: expected cbSizeData ${expected.bytes} (${expected.name}), received ${size}`;
  t.expect(size === expected.bytes, 'COPP-23', text);
  const payload = bytes.subarray(COPP_STATUS, COPP_STATUS + expected.bytes);
  t.expectBytes(payload.subarray(0, 16), rApp, 'COPP-23', `${what}: rApp`);
  const rest = bytes.subarray(COPP_STATUS + expected.bytes);
  t.expectBytes(rest, new Uint8Array(rest.length), 'COPP-25', `${what}: bytes behind cbSizeData`);
  const flags = readU32(payload, FLAGS);
  const strange = (flags & COPP_StatusFlags.Reserved) >>> 0;
  t.expect(strange === 0, 'COPP-31', `${what}: expected no reserved flag, received 0x${flags.toString(16)}`);
  return { payload, flags, data: payload.length > DATA ? readU32(payload, DATA) : 0 };
}

/** What a known query is asked with: the type, where it wants one. */
export function inputOf({ ofType }: KnownQuery, type: number): Uint8Array {
  return ofType ? word(type) : new Uint8Array(0);
}

/**
 * How a request is made, and how its failure is told.
 * @example
 * const options: AskOptions = { rule: 'COPP-31', what: 'after the link was lost' };
 */
export interface AskOptions extends MessageChanges {
  /** What every byte of the output is before. */
  readonly fill?: number;
  readonly rule?: Rule;
  readonly what?: string;
}

/**
 * A status request that must succeed; its reply is looked at as an application looks, and its number is used.
 * @param type of the level queries
 * @example
 * const connector = (t: CoppCase) => ask(t, activeSession(t), 'ConnectorType').data;
 */
export function ask(
  t: CoppCase,
  session: ActiveSession,
  name: QueryName,
  type = 0,
  changes: AskOptions = {},
): Reply {
  const query = queries[name];
  const { rule = 'COPP-26', what = `COPPQueryStatus, ${name}` } = changes;
  const request = statusRequest(t, session, query.guid, inputOf(query, type), changes);
  const { code, output } = sendRequest(t, session, request.bytes, changes.fill);
  t.expectCode(code, [S_OK], rule, what);
  session.statusNumber = (session.statusNumber + 1) >>> 0;
  return expectReply(t, session, request, output.read(), query.reply, what);
}
