/** What is checked of a message before anybody sees it: what it names, and how long it is. */
import type { Guid } from '../../../abi/index.js';
import type { MessageName } from '../../../api/d3d11/message-ids.js';
import {
  channelConfigures,
  channelQueries,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_GUID,
  D3D11_1DDI_AUTHENTICATED_PROCESS_IDENTIFIER_TYPE as PROCESS_TYPE,
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT,
  GUID,
} from '../../../ddi/index.js';

/** A message with what its head says. */
export interface ReceivedMessage {
  readonly type: Guid;
  readonly SequenceNumber: number;
  /** The whole structure of that type, as it lies: what follows it is ignored (D-31). */
  readonly bytes: Uint8Array;
}

/** Why a message goes nowhere. */
export interface MessageMistake {
  readonly name: MessageName;
  readonly text: string;
}

/** What a channel knows of itself. */
export interface ChannelIdentity {
  /** D3D11_AUTHENTICATED_CHANNEL_TYPE. */
  readonly type: number;
  readonly handle: bigint;
}

/** What a query came with: pInput as long as InputSize says. */
export interface QueryArguments {
  readonly input: Uint8Array;
  readonly OutputSize: number;
}

export const isMistake = (received: ReceivedMessage | MessageMistake): received is MessageMistake =>
  'text' in received;

const wrongChannel = (handle: bigint, hChannel: bigint) =>
  `hChannel: expected 0x${handle.toString(16)}, received 0x${hChannel.toString(16)} (D-34)`;

const tooShort = (parameter: string, needed: number, size: number) =>
  `${parameter}: expected at least ${needed}, received ${size} (D-31)`;

/** A channel of the runtime's own takes what is meant for it; what a driver's channel takes its driver knows (QAC-5, CFG-7). */
const takes = ({ type }: ChannelIdentity, channels: readonly number[]) =>
  type !== 1 || channels.includes(type);

/** A query, or what is wrong with it. */
export function receivedQuery(
  channel: ChannelIdentity,
  { input, OutputSize }: QueryArguments,
): ReceivedMessage | MessageMistake {
  const head = D3D11_1DDI_AUTHENTICATED_QUERY_INPUT;
  const wrongSize = 'QUERYAUTHENTICATEDCHANNEL_WRONGSIZE';
  if (input.length < head.bytes)
    return { name: wrongSize, text: tooShort('InputSize', head.bytes, input.length) };
  const { QueryType, hChannel, SequenceNumber } = head.fromBytes(input);
  if (hChannel !== channel.handle)
    return { name: 'QUERYAUTHENTICATEDCHANNEL_WRONGCHANNEL', text: wrongChannel(channel.handle, hChannel) };
  const known = channelQueries.get(QueryType);
  if (!known || !takes(channel, known.channels)) {
    const text = `QueryType: ${GUID.text(QueryType)} is none that the channel takes`;
    return { name: 'QUERYAUTHENTICATEDCHANNEL_UNSUPPORTEDQUERY', text };
  }
  const [inputBytes, outputBytes] = [known.request.size('x64'), known.answer.size('x64')];
  if (input.length < inputBytes)
    return { name: wrongSize, text: tooShort('InputSize', inputBytes, input.length) };
  if (OutputSize < outputBytes)
    return { name: wrongSize, text: tooShort('OutputSize', outputBytes, OutputSize) };
  return { type: QueryType, SequenceNumber, bytes: input.subarray(0, inputBytes) };
}

/** A command, or what is wrong with it. */
export function receivedCommand(
  channel: ChannelIdentity,
  input: Uint8Array,
): ReceivedMessage | MessageMistake {
  const head = D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT;
  const wrongSize = 'CONFIGUREAUTHENTICATEDCHANNEL_WRONGSIZE';
  if (input.length < head.bytes)
    return { name: wrongSize, text: tooShort('InputSize', head.bytes, input.length) };
  const { ConfigureType, hChannel, SequenceNumber } = head.fromBytes(input);
  if (hChannel !== channel.handle) {
    const text = wrongChannel(channel.handle, hChannel);
    return { name: 'CONFIGUREAUTHENTICATEDCHANNEL_WRONGCHANNEL', text };
  }
  const known = channelConfigures.get(ConfigureType);
  if (!known || !takes(channel, known.channels)) {
    const text = `ConfigureType: ${GUID.text(ConfigureType)} is none that the channel takes`;
    return { name: 'CONFIGUREAUTHENTICATEDCHANNEL_UNSUPPORTEDCONFIGURE', text };
  }
  const inputBytes = known.request.size('x64');
  if (input.length < inputBytes)
    return { name: wrongSize, text: tooShort('InputSize', inputBytes, input.length) };
  const bytes = input.subarray(0, inputBytes);
  return processMistake(ConfigureType, bytes) ?? { type: ConfigureType, SequenceNumber, bytes };
}

/** A process is the window manager's, or one with a handle (CFG-17). */
function processMistake(type: Guid, bytes: Uint8Array): MessageMistake | undefined {
  if (type !== D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_GUID) return undefined;
  const { ProcessType } = D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE.fromBytes(bytes);
  if (ProcessType === PROCESS_TYPE.DWM || ProcessType === PROCESS_TYPE.HANDLE) return undefined;
  const text = `ProcessType: expected DWM or HANDLE, received ${PROCESS_TYPE.text(ProcessType)} (CFG-17)`;
  return { name: 'CONFIGUREAUTHENTICATEDCHANNEL_INVALIDPROCESSIDTYPE', text };
}
