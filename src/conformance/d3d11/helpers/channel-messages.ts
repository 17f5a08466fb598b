import type { Guid, Hresult, Struct } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import { nobleEngine } from '../../../crypto/index.js';
import {
  channelConfigures,
  channelQueries,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT as CONFIGURE_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT as QUERY_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT as QUERY_OUTPUT,
  D3D11_1DDI_OMAC,
  guidName,
  S_OK,
} from '../../../ddi/index.js';
import type { GuardedBytes } from '../../framework/case.js';
import type { ClauseId } from '../../rules/clauses/index.js';
import type { D3D11Case } from '../fixture.js';
import type { OpenChannel, TestChannel } from './channels.js';

/** Bytes of the OMAC that commands and answers begin with: 16. */
export const OMAC_BYTES = D3D11_1DDI_OMAC.bytes;

/**
 * AES-128 CMAC of a command or an answer, 16 bytes: of all that follows its OMAC (QAC-10, CFG-11, D-30), or of all of it
 * with the OMAC zeroed, as the target's profile has it.
 */
export function omacOf(t: D3D11Case, key: Uint8Array, message: Uint8Array): Uint8Array {
  const zeroed = message.slice();
  zeroed.fill(0, 0, OMAC_BYTES);
  const covered = t.setting('channelOmac') === 'after-omac' ? zeroed.subarray(OMAC_BYTES) : zeroed;
  return nobleEngine().omac1(key, covered);
}

/** What a query or command can be made with; whatever is left out is right. */
export interface ChannelMessageChanges {
  /** SequenceNumber. */
  readonly number?: number;
  readonly hChannel?: bigint;
  /** What is put behind the structure, or its bytes changed, before a command is signed. */
  readonly edit?: (bytes: Uint8Array) => void;
}

const structureOf = (type: unknown, otherwise: Struct) => (type as Struct | undefined) ?? otherwise;

/** The structure that a query of this type begins with; the header where the type is unknown. */
export const requestOf = (QueryType: Guid): Struct =>
  structureOf(channelQueries.get(QueryType)?.request, QUERY_INPUT);

/** The structure that a query of this type is answered with; the header where the type is unknown. */
export const answerOf = (QueryType: Guid): Struct =>
  structureOf(channelQueries.get(QueryType)?.answer, QUERY_OUTPUT);

/**
 * A query, as long as its structure, with the channel's next number; the channel's number stays.
 * @param members what follows the header
 */
export function queryBytes(
  { hChannel: own, queryNumber }: Pick<OpenChannel, 'hChannel' | 'queryNumber'>,
  QueryType: Guid,
  members: object = {},
  { number = queryNumber, hChannel = own, edit }: ChannelMessageChanges = {},
): Uint8Array {
  const structure = requestOf(QueryType);
  const Input = { QueryType, hChannel, SequenceNumber: number };
  const bytes = structure.toBytes('Input' in structure.offset ? { ...members, Input } : Input);
  edit?.(bytes);
  return bytes;
}

/**
 * A signed command, as long as its structure, with the channel's next number; the channel's number stays.
 * @param members what follows the header
 * @param structure of a type that the suite does not know
 */
export function commandBytes(
  t: D3D11Case,
  {
    key,
    hChannel: own,
    commandNumber = 0,
  }: Pick<OpenChannel, 'key' | 'hChannel'> & { readonly commandNumber?: number },
  ConfigureType: Guid,
  members: object = {},
  {
    number = commandNumber,
    hChannel = own,
    edit,
    structure = channelConfigures.get(ConfigureType)!.request,
  }: ChannelMessageChanges & { readonly structure?: Struct } = {},
): Uint8Array {
  const header = { ConfigureType, hChannel, SequenceNumber: number };
  const bytes = structure.toBytes(
    'Parameters' in structure.offset ? { ...members, Parameters: header } : header,
  );
  edit?.(bytes);
  return signed(t, key, bytes);
}

/** These bytes with the OMAC under this key in front. */
export function signed(t: D3D11Case, key: Uint8Array, message: Uint8Array): Uint8Array {
  const bytes = message.slice();
  bytes.set(omacOf(t, key, bytes));
  return bytes;
}

/** What a query or command came to: its code, and its output between guards. */
export interface ChannelReply {
  readonly code: Hresult;
  readonly output: GuardedBytes;
}

/** The sizes that a message is handed over with, and what lies in its output before; whatever is left out is right. */
export interface ChannelRoom {
  /** InputDataSize. */
  readonly inputBytes?: number;
  /** OutputDataSize of a query, and as many bytes of output. */
  readonly outputBytes?: number;
  /** What every byte of the output is before. */
  readonly fill?: number;
}

/** QueryAuthenticatedChannel with these bytes; the channel's number stays. */
export function sendQuery(
  t: D3D11Case,
  { device, handle }: Pick<TestChannel, 'device' | 'handle'>,
  bytes: Uint8Array,
  { inputBytes = bytes.length, outputBytes = answerOf(typeIn(bytes)).bytes, fill }: ChannelRoom = {},
): ChannelReply {
  const call = t.video(device, 'pfnQueryAuthenticatedChannel');
  const output = t.guarded(outputBytes, 'pOutputData', fill);
  const input = t.place(bytes, 'pInputData');
  const code = call(device.hDevice, handle, inputBytes, input, outputBytes, output.address);
  return { code, output };
}

/** The query's type, of bytes that may be too few for one. */
function typeIn(bytes: Uint8Array): Guid {
  const whole = new Uint8Array(QUERY_INPUT.bytes);
  whole.set(bytes.subarray(0, whole.length));
  return QUERY_INPUT.fromBytes(whole).QueryType;
}

/** ConfigureAuthenticatedChannel with these bytes; the channel's number stays. */
export function sendCommand(
  t: D3D11Case,
  { device, handle }: Pick<TestChannel, 'device' | 'handle'>,
  bytes: Uint8Array,
  { inputBytes = bytes.length, fill }: ChannelRoom = {},
): ChannelReply {
  const call = t.video(device, 'pfnConfigureAuthenticatedChannel');
  const output = t.guarded(CONFIGURE_OUTPUT.bytes, CONFIGURE_OUTPUT.name, fill);
  const code = call(device.hDevice, handle, inputBytes, t.place(bytes, 'pInputData'), output.address);
  return { code, output };
}

/** Demands that an answer's OMAC is that of its bytes under the channel's key. */
export function expectSigned(
  t: D3D11Case,
  { key }: Pick<OpenChannel, 'key'>,
  answer: Uint8Array,
  rule: ClauseId,
  what: string,
): void {
  t.expectBytes(answer.subarray(0, OMAC_BYTES), omacOf(t, key, answer), rule, `${what}: omac of the output`);
}

const headerRules = {
  query: { echo: 'QAC-6', code: 'QAC-7', signed: 'QAC-10', at: 0, refused: 'QAC-11' },
  command: { echo: 'CFG-8', code: 'CFG-9', signed: 'CFG-10', at: OMAC_BYTES, refused: 'CFG-9' },
} as const satisfies Record<'query' | 'command', { at: number } & Record<string, ClauseId | number>>;

/** Bytes of type, hChannel and number, which every message has behind one another. */
const ECHOED_BYTES = QUERY_INPUT.offset.SequenceNumber + 4;

/**
 * Demands of an answer what every one has: the request's header, the function's code, the OMAC. Holds where the message was
 * refused too, if the output was written (ACH-27).
 */
export function expectAnswer(
  t: D3D11Case,
  channel: Pick<OpenChannel, 'key'>,
  kind: keyof typeof headerRules,
  { request, code, answer }: { request: Uint8Array; code: Hresult; answer: Uint8Array },
  what: string,
): void {
  const { echo, code: codeRule, signed: signedRule, at } = headerRules[kind];
  expectSigned(t, channel, answer, signedRule, what);
  const echoed = answer.subarray(OMAC_BYTES, OMAC_BYTES + ECHOED_BYTES);
  t.expectBytes(echoed, request.subarray(at, at + ECHOED_BYTES), echo, `${what}: type, hChannel and number`);
  const { ReturnCode } = QUERY_OUTPUT.fromBytes(answer.subarray(0, QUERY_OUTPUT.bytes));
  t.expectCode(ReturnCode, [code], codeRule, `${what}: ReturnCode of the output`);
}

/**
 * A query that must succeed, its answer looked at as an application does; the number is used.
 * @param answer the structure that the type is answered with
 * @param members what follows the header of the query
 * @returns the answer, decoded
 * @example
 * const { ChannelType } = ask(t, channel, QUERY_CHANNEL_TYPE, CHANNEL_TYPE_OUTPUT);
 */
export function ask<T extends object>(
  t: D3D11Case,
  channel: OpenChannel,
  QueryType: Guid,
  answer: Struct<T>,
  members: object = {},
  { rule = 'QAC-8', what = guidName(QueryType) }: { readonly rule?: ClauseId; readonly what?: string } = {},
): T {
  const request = queryBytes(channel, QueryType, members);
  const { code, output } = sendQuery(t, channel, request);
  t.expectCode(code, [S_OK], rule, what);
  channel.queryNumber += 1;
  const bytes = output.read();
  expectAnswer(t, channel, 'query', { request, code, answer: bytes }, what);
  return answer.fromBytes(bytes);
}

/**
 * A command, its answer looked at as an application does; the number is used where it succeeds. It must, unless other
 * codes are given.
 * @param members what follows the header
 * @example
 * configure(t, channel, CONFIGURE_PROTECTION_GUID, { Protections: { Value: 1 } });
 */
export function configure(
  t: D3D11Case,
  channel: OpenChannel,
  ConfigureType: Guid,
  members: object,
  {
    codes = [S_OK],
    rule = 'CFG-9',
    what = guidName(ConfigureType),
  }: { readonly codes?: readonly Hresult[]; readonly rule?: ClauseId; readonly what?: string } = {},
): Hresult {
  const request = commandBytes(t, channel, ConfigureType, members);
  const { code, output } = sendCommand(t, channel, request);
  t.expectCode(code, codes, rule, what);
  if (!failed(code)) channel.commandNumber += 1;
  expectAnswer(t, channel, 'command', { request, code, answer: output.read() }, what);
  return code;
}
