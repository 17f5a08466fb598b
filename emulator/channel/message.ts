import type { Address, FieldType, Guid, Hresult, Struct } from '../../src/abi/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT,
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

const lengthOf = (structure: FieldType<unknown> | undefined, header: Struct) =>
  (structure as Struct | undefined)?.bytes ?? header.bytes;

/** Reads a query; undefined where the input is too short for what every one begins with (QAC-1). */
export function readQuery(
  { memory }: ChannelCore,
  pInput: Address,
  givenBytes: number,
  structureOf: (type: Guid) => FieldType<unknown> | undefined,
): Message | undefined {
  const HEADER = D3D11_1DDI_AUTHENTICATED_QUERY_INPUT;
  if (givenBytes < HEADER.bytes) return undefined;
  const { QueryType, hChannel, SequenceNumber } = HEADER.decode(memory, pInput);
  const bytes = memory.copyOut(pInput, Math.min(givenBytes, lengthOf(structureOf(QueryType), HEADER)));
  return { type: QueryType, hChannel, number: SequenceNumber, bytes, givenBytes };
}

/** Reads a command, likewise (CFG-1). */
export function readCommand(
  { memory }: ChannelCore,
  pInput: Address,
  givenBytes: number,
  structureOf: (type: Guid) => FieldType<unknown> | undefined,
): Message | undefined {
  const HEADER = D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT;
  if (givenBytes < HEADER.bytes) return undefined;
  const { ConfigureType, hChannel, SequenceNumber } = HEADER.decode(memory, pInput);
  const bytes = memory.copyOut(pInput, Math.min(givenBytes, lengthOf(structureOf(ConfigureType), HEADER)));
  return { type: ConfigureType, hChannel, number: SequenceNumber, bytes, givenBytes };
}

/** Writes an answer and its OMAC: the message's header comes back in it (QAC-6…QAC-10, CFG-8…CFG-10). */
function writeAnswer(
  core: ChannelCore,
  channel: AuthenticatedChannel,
  pOutput: Address,
  bytes: number,
  fill: (answer: Uint8Array) => void,
): void {
  const { memory, channelPolicies } = core;
  const answer = channelPolicies.blankAnswer(core, pOutput, bytes);
  fill(answer);
  answer.set(channelPolicies.answerOmac(core, channel, answer));
  memory.copyIn(pOutput, answer);
}

/** An answer to a query: with its members where it was taken, without them where it was refused. */
export function answerQuery(
  core: ChannelCore,
  channel: AuthenticatedChannel,
  { type, hChannel, number }: Message,
  pOutput: Address,
  {
    structure,
    members,
    code,
  }: { readonly structure: Struct; readonly members: object; readonly code: Hresult },
): void {
  writeAnswer(core, channel, pOutput, structure.bytes, (answer) => {
    // What the structure's own members are; the header lies in front of them in every one.
    answer.set(structure.toBytes(members), 0);
    answer.set(
      D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT.toBytes({
        ...{ QueryType: type, hChannel, SequenceNumber: number },
        ReturnCode: core.channelPolicies.returnCode(code),
      }),
    );
  });
}

/** The answer to a command. */
export function answerCommand(
  core: ChannelCore,
  channel: AuthenticatedChannel,
  { type, hChannel, number }: Message,
  pOutput: Address,
  code: Hresult,
): void {
  const OUTPUT = D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT;
  writeAnswer(core, channel, pOutput, OUTPUT.bytes, (answer) => {
    answer.set(
      OUTPUT.toBytes({
        ...{ ConfigureType: type, hChannel, SequenceNumber: number },
        ReturnCode: core.channelPolicies.returnCode(code),
      }),
    );
  });
}
