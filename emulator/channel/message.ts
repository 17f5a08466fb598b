import type { Address, ByteAccess, Guid, GuidWords, Hresult, Struct } from '../../src/abi/index.js';
import { bytesAccess, guidWords, isStruct } from '../../src/abi/index.js';
import type { ChannelCommand, ChannelQuery } from '../../src/ddi/index.js';
import {
  channelConfigures,
  channelQueries,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT as COMMAND_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT as QUERY_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT as QUERY_OUTPUT,
  D3D11_1DDI_OMAC,
  GUID,
} from '../../src/ddi/index.js';
import type { ChannelCore } from './channel-core.js';
import type { AuthenticatedChannel } from './state.js';

/** Bytes of the OMAC that every message but a query begins with. */
export const OMAC_BYTES = D3D11_1DDI_OMAC.bytes;

/** Bytes of type, hChannel and SequenceNumber, which an answer repeats (QAC-6, CFG-8). */
const ECHO_BYTES = QUERY_OUTPUT.offset.ReturnCode - OMAC_BYTES;

/** A message as it arrived: what every one has, and its bytes, over which OMACs are computed. */
export interface Message<Known = unknown> {
  /** QueryType or ConfigureType. */
  readonly type: Guid;
  /** What the interface has for that type; whether this channel takes it is another question. */
  readonly known: Known | undefined;
  readonly hChannel: bigint;
  readonly number: number;
  /** Where in `bytes` type, hChannel and SequenceNumber lie. */
  readonly echoAt: number;
  /** The structure of its type, where the input is long enough, else what there is. */
  readonly bytes: Uint8Array;
  /** InputDataSize. */
  readonly givenBytes: number;
}

const behind = (pInput: Address, head: Uint8Array) => (pInput + head.length) as Address;

function joined(head: Uint8Array, rest: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(head.length + rest.length);
  bytes.set(head);
  bytes.set(rest, head.length);
  return bytes;
}

/** A message that the interface has, and its type as it lies in memory. */
interface KnownMessage<Known> {
  readonly type: Guid;
  readonly words: GuidWords;
  readonly known: Known;
}

/** Messages by the first word of their types, so that for these no text is made of what lies there. */
const byFirstWord = <Known>(messages: ReadonlyMap<Guid, Known>): ReadonlyMap<number, KnownMessage<Known>> =>
  new Map(
    [...messages].map(([type, known]) => {
      const words = guidWords(type);
      return [words[0], { type, words, known }];
    }),
  );

/** How messages of one kind begin, and what each of them is as a whole. */
interface Kind<Known extends { readonly request: Struct }> {
  readonly header: Struct;
  /** Where type, hChannel and SequenceNumber lie in the header, one behind the other as in every answer. */
  readonly typeAt: number;
  readonly hChannelAt: number;
  readonly numberAt: number;
  readonly messages: ReadonlyMap<number, KnownMessage<Known>>;
}

const QUERY: Kind<ChannelQuery> = {
  header: QUERY_INPUT,
  typeAt: QUERY_INPUT.offset.QueryType,
  hChannelAt: QUERY_INPUT.offset.hChannel,
  numberAt: QUERY_INPUT.offset.SequenceNumber,
  messages: byFirstWord(channelQueries),
};

const COMMAND: Kind<ChannelCommand> = {
  header: COMMAND_INPUT,
  typeAt: COMMAND_INPUT.offset.ConfigureType,
  hChannelAt: COMMAND_INPUT.offset.hChannel,
  numberAt: COMMAND_INPUT.offset.SequenceNumber,
  messages: byFirstWord(channelConfigures),
};

/** The message whose type lies at an address; undefined where the interface has none. */
function knownAt<Known>(
  access: ByteAccess,
  typeAt: number,
  messages: ReadonlyMap<number, KnownMessage<Known>>,
): KnownMessage<Known> | undefined {
  const word = (index: number) => access.readU32((typeAt + 4 * index) as Address);
  const message = messages.get(word(0));
  if (!message) return undefined;
  const { words } = message;
  const isSame = word(1) === words[1] && word(2) === words[2] && word(3) === words[3];
  return isSame ? message : undefined;
}

/** Each byte is read once: what is checked, signed and obeyed is one and the same, whatever the caller does meanwhile. */
function readMessage<Known extends { readonly request: Struct }>(
  { memory }: ChannelCore,
  { header, typeAt, hChannelAt, numberAt, messages }: Kind<Known>,
  pInput: Address,
  givenBytes: number,
): Message<Known> | undefined {
  const headerBytes = header.bytes;
  if (givenBytes < headerBytes) return undefined;
  const head = memory.copyOut(pInput, headerBytes);
  const access = bytesAccess(head);
  const message = knownAt(access, typeAt, messages);
  const known = message?.known;
  const length = Math.min(givenBytes, known ? known.request.bytes : headerBytes);
  return {
    type: message ? message.type : GUID.read(access, typeAt as Address, 'x64'),
    known,
    hChannel: access.readU64(hChannelAt as Address),
    number: access.readU32(numberAt as Address),
    echoAt: typeAt,
    bytes:
      length === headerBytes
        ? head
        : joined(head, memory.copyOut(behind(pInput, head), length - headerBytes)),
    givenBytes,
  };
}

/** Reads a query; undefined where the input is too short for what every one begins with (QAC-1). */
export const readQuery = (core: ChannelCore, pInput: Address, givenBytes: number) =>
  readMessage(core, QUERY, pInput, givenBytes);

/** Reads a command, likewise (CFG-1). */
export const readCommand = (core: ChannelCore, pInput: Address, givenBytes: number) =>
  readMessage(core, COMMAND, pInput, givenBytes);

/** Writes members over bytes that lie there from `at` on; what is between them, and members that are not given, stay. */
function layOver(answer: ByteAccess, { members, offset }: Struct, values: object, at = 0): void {
  const given = values as Readonly<Record<string, unknown>>;
  const offsets = offset as Readonly<Record<string, number>>;
  for (const { name, type } of members) {
    const value = given[name];
    if (value === undefined) continue;
    const place = at + offsets[name]!;
    if (isStruct(type)) layOver(answer, type, value as object, place);
    else type.write(answer, place as Address, value, 'x64');
  }
}

/**
 * Writes an answer and its OMAC: the message's header comes back in it (QAC-6…QAC-10, CFG-8…CFG-10).
 * @param members what stands behind the header; nothing where the message was refused
 */
export function writeAnswer(
  core: ChannelCore,
  channel: AuthenticatedChannel,
  { bytes, echoAt }: Message,
  {
    structure,
    members,
    code,
  }: { readonly structure: Struct; readonly members: object; readonly code: Hresult },
  pOutput: Address,
): void {
  const { memory, channelPolicies } = core;
  const answer = channelPolicies.blankAnswer(core, pOutput, structure.bytes);
  const access = bytesAccess(answer);
  layOver(access, structure, members);
  for (let at = 0; at < ECHO_BYTES; at += 1) answer[OMAC_BYTES + at] = bytes[echoAt + at]!;
  access.writeU32(QUERY_OUTPUT.offset.ReturnCode as Address, channelPolicies.returnCode(code));
  answer.set(channelPolicies.answerOmac(core, channel, answer));
  memory.copyIn(pOutput, answer);
}
