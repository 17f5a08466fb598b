import type { Address, ByteAccess, Guid, Hresult, Struct, StructValue } from '../../src/abi/index.js';
import { bytesAccess } from '../../src/abi/index.js';
import {
  channelConfigures,
  channelQueries,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT as COMMAND_INPUT,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT as COMMAND_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT as QUERY_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT as QUERY_OUTPUT,
  D3D11_1DDI_OMAC,
} from '../../src/ddi/index.js';
import type { ChannelCore } from './channel-core.js';
import type { AuthenticatedChannel } from './state.js';

/** Bytes of the OMAC that every message but a query begins with. */
export const OMAC_BYTES = D3D11_1DDI_OMAC.bytes;

/** A message as it arrived: what every one has, and its bytes, over which OMACs are computed. */
export interface Message {
  /** QueryType or ConfigureType. */
  readonly type: Guid;
  readonly hChannel: bigint;
  readonly number: number;
  /** The structure of its type, where the input is long enough, else what there is. */
  readonly bytes: Uint8Array;
  /** InputDataSize. */
  readonly givenBytes: number;
}

/** How messages of one kind begin, and what each of them is as a whole. */
interface Kind<Header extends object> {
  readonly header: Struct<Header>;
  readonly typeOf: (header: Header) => Guid;
  readonly messages: ReadonlyMap<Guid, { readonly request: Struct }>;
}

const QUERY: Kind<StructValue<typeof QUERY_INPUT>> = {
  header: QUERY_INPUT,
  typeOf: ({ QueryType }) => QueryType,
  messages: channelQueries,
};

const COMMAND: Kind<StructValue<typeof COMMAND_INPUT>> = {
  header: COMMAND_INPUT,
  typeOf: ({ ConfigureType }) => ConfigureType,
  messages: channelConfigures,
};

/** Each byte is read once: what is checked, signed and obeyed is one and the same, whatever the caller does meanwhile. */
function readMessage<Header extends { readonly hChannel: bigint; readonly SequenceNumber: number }>(
  { memory }: ChannelCore,
  { header, typeOf, messages }: Kind<Header>,
  pInput: Address,
  givenBytes: number,
): Message | undefined {
  if (givenBytes < header.bytes) return undefined;
  const head = memory.copyOut(pInput, header.bytes);
  const values = header.fromBytes(head);
  const type = typeOf(values);
  const length = Math.min(givenBytes, messages.get(type)?.request.bytes ?? header.bytes);
  const message = { type, hChannel: values.hChannel, number: values.SequenceNumber, givenBytes };
  if (length === header.bytes) return { ...message, bytes: head };
  const bytes = new Uint8Array(length);
  bytes.set(head);
  bytes.set(memory.copyOut((pInput + header.bytes) as Address, length - header.bytes), header.bytes);
  return { ...message, bytes };
}

/** Reads a query; undefined where the input is too short for what every one begins with (QAC-1). */
export const readQuery = (core: ChannelCore, pInput: Address, givenBytes: number): Message | undefined =>
  readMessage(core, QUERY, pInput, givenBytes);

/** Reads a command, likewise (CFG-1). */
export const readCommand = (core: ChannelCore, pInput: Address, givenBytes: number): Message | undefined =>
  readMessage(core, COMMAND, pInput, givenBytes);

/** Writes members over bytes that lie there; what is between them, and members that are not given, stay. */
function layOver(answer: ByteAccess, { members, offset }: Struct, values: object): void {
  const given = values as Readonly<Record<string, unknown>>;
  const offsets = offset as Readonly<Record<string, number>>;
  for (const { name, type } of members)
    if (given[name] !== undefined) type.write(answer, offsets[name] as Address, given[name], 'x64');
}

/** The message's header comes back in front of an answer (QAC-6…QAC-10, CFG-8…CFG-10). */
function writeAnswer(
  core: ChannelCore,
  channel: AuthenticatedChannel,
  pOutput: Address,
  structure: Struct,
  fill: (answer: ByteAccess) => void,
): void {
  const { memory, channelPolicies } = core;
  const answer = channelPolicies.blankAnswer(core, pOutput, structure.bytes);
  fill(bytesAccess(answer));
  answer.set(channelPolicies.answerOmac(core, channel, answer));
  memory.copyIn(pOutput, answer);
}

/** What a query has come to. */
export interface QueryResult {
  /** The structure of the answer. */
  readonly structure: Struct;
  /** What stands in it behind the header; nothing where the query was refused. */
  readonly members: object;
  readonly code: Hresult;
}

/** Writes the answer to a query and its OMAC. */
export function answerQuery(
  core: ChannelCore,
  channel: AuthenticatedChannel,
  { type, hChannel, number }: Message,
  pOutput: Address,
  { structure, members, code }: QueryResult,
): void {
  const ReturnCode = core.channelPolicies.returnCode(code);
  writeAnswer(core, channel, pOutput, structure, (answer) => {
    layOver(answer, structure, members);
    layOver(answer, QUERY_OUTPUT, { QueryType: type, hChannel, SequenceNumber: number, ReturnCode });
  });
}

/** Writes the answer to a command and its OMAC. */
export function answerCommand(
  core: ChannelCore,
  channel: AuthenticatedChannel,
  { type, hChannel, number }: Message,
  pOutput: Address,
  code: Hresult,
): void {
  const ReturnCode = core.channelPolicies.returnCode(code);
  writeAnswer(core, channel, pOutput, COMMAND_OUTPUT, (answer) => {
    layOver(answer, COMMAND_OUTPUT, { ConfigureType: type, hChannel, SequenceNumber: number, ReturnCode });
  });
}
