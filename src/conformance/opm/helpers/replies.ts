import type { Struct } from '../../../abi/index.js';
import {
  OPM_REQUESTED_INFORMATION as REPLY,
  OPM_STANDARD_INFORMATION as STANDARD,
  STATUS_SUCCESS,
} from '../../../ddi/index.js';
import type { Rule } from '../../rules/rule.js';
import type { OpmCase } from '../fixture.js';
import type { ActiveOutput } from './handshake.js';
import type { KnownRequest, RequestName } from './known.js';
import { requests, word } from './known.js';
import type { MessageChanges, Request } from './messages.js';
import { MAC_BYTES, macOf, requestOf, sendRequest } from './messages.js';

const AT = REPLY.offset.abRequestedInformation;
const { ulStatusFlags: FLAGS, ulInformation: VALUE } = STANDARD.offset;

/** The flags that there are: four, of which COPP semantics have two (OPM-34, OPM-35). */
const knownFlags = { OPM: { bits: 0xf, rule: 'OPM-34' }, COPP: { bits: 3, rule: 'OPM-35' } } as const;

/**
 * A reply that was looked at: the payload, and what every payload has.
 * @example
 * const isQuiet = ({ flags }: Reply) => flags === 0;
 */
export interface Reply {
  /** As many bytes as cbRequestedInformationSize says. */
  readonly payload: Uint8Array;
  /** OPM_STATUS. */
  readonly flags: number;
  /** ulInformation, or what stands in its place. */
  readonly value: number;
}

const readU32 = (bytes: Uint8Array, at: number) => Buffer.from(bytes).readUInt32LE(at);

/** Demands that the reply's omac is the OMAC of all that follows it (OPM-13). */
export function expectSigned(t: OpmCase, { key }: ActiveOutput, reply: Uint8Array, what: string): void {
  t.expectBytes(reply.subarray(0, MAC_BYTES), macOf(key, reply), 'OPM-13', `${what}: omac of the reply`);
}

/** Demands of an answer to a known request what every answer has, and returns it. */
export function expectReply(
  t: OpmCase,
  output: ActiveOutput,
  { rn }: Pick<Request, 'rn'>,
  bytes: Uint8Array,
  expected: Struct,
  what: string,
): Reply {
  expectSigned(t, output, bytes, what);
  const size = readU32(bytes, REPLY.offset.cbRequestedInformationSize);
  const told = `${expected.bytes} (${expected.name})`;
  t.expect(
    size === expected.bytes,
    'OPM-25',
    `${what}: expected cbRequestedInformationSize ${told}, received ${size}`,
  );
  const payload = bytes.subarray(AT, AT + expected.bytes);
  t.expectBytes(payload.subarray(0, 16), rn, 'OPM-14', `${what}: rnRandomNumber`);
  const flags = readU32(payload, FLAGS);
  const { bits, rule } = knownFlags[output.semantics];
  t.expect(
    (flags & ~bits) === 0,
    rule,
    `${what}: expected flags of ${output.semantics} semantics, received 0x${flags.toString(16)}`,
  );
  return { payload, flags, value: readU32(payload, VALUE) };
}

/** What a known request is asked with: the type's bit, where it wants one. */
export function inputOf({ ofType }: KnownRequest, bit: number): Uint8Array {
  return ofType ? word(bit) : new Uint8Array(0);
}

/**
 * How a request is made, and how its failure is told.
 * @example
 * const options: AskOptions = { rule: 'OPM-34', what: 'after the link was lost' };
 */
export interface AskOptions extends MessageChanges {
  /** What every byte of the output is before. */
  readonly fill?: number;
  readonly rule?: Rule;
  readonly what?: string;
}

/**
 * A request that must succeed; its reply is looked at as an application looks, and its number is used.
 * @param bit of the level requests: the type's
 * @example
 * const connector = (t: OpmCase) => ask(t, activeOutput(t), 'ConnectorType').value;
 */
export function ask(
  t: OpmCase,
  active: ActiveOutput,
  name: RequestName,
  bit = 0,
  changes: AskOptions = {},
): Reply {
  const known: KnownRequest = requests[name];
  const { rule = 'OPM-20', what = `a request of ${active.semantics} semantics, ${name}`, fill } = changes;
  const request = requestOf(t, active, known.guid, inputOf(known, bit), changes);
  const { code, output } = sendRequest(t, active, request.bytes, fill === undefined ? {} : { fill });
  t.expectCode(code, [STATUS_SUCCESS], rule, what);
  active.statusNumber = (active.statusNumber + 1) >>> 0;
  return expectReply(t, active, request, output.read(), known.reply, what);
}
