import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import type { ChannelQuery } from '../../src/ddi/index.js';
import {
  channelQueries,
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT as HEADER,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT as PLAIN_ANSWER,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  E_FAIL,
  E_INVALIDARG,
  QueryAuthenticatedChannel,
  S_OK,
} from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import type { Device } from '../d3d11/state.js';
import {
  messageSize,
  noChannelKey,
  notInitialised,
  otherChannel,
  unknownMessage,
  wrongNumber,
} from './causes.js';
import type { ChannelCore } from './channel-core.js';
import type { Message } from './message.js';
import { readQuery, writeAnswer } from './message.js';
import { replies } from './replies.js';
import type { AuthenticatedChannel } from './state.js';

/** The members of the answer, or the code that the query is refused with (QAC-2…QAC-5, QAC-13). */
function membersOf(
  core: ChannelCore,
  refuse: Refuse,
  device: Device,
  channel: AuthenticatedChannel,
  message: Message,
  query: ChannelQuery | undefined,
  outputBytes: number,
): object | Hresult {
  const { channelPolicies } = core;
  const { type, hChannel, number, bytes, givenBytes } = message;
  const { numbers } = channel;
  if (!channelPolicies.isChannelOfMessage(channel, hChannel))
    return refuse(E_INVALIDARG, () => otherChannel('pInputData', channel.hChannel, hChannel));
  if (!numbers) return refuse(E_INVALIDARG, () => notInitialised('pInputData'));
  if (!query) return refuse(E_FAIL, () => unknownMessage('pInputData', type, channelQueries, channel.type));
  const { request, answer } = query;
  if (!channelPolicies.isInputSize(core, givenBytes, request.bytes))
    return refuse(E_INVALIDARG, () =>
      messageSize('InputDataSize', 'QAC-12, D-31', request.bytes, givenBytes),
    );
  if (!channelPolicies.isOutputSize(core, outputBytes, answer.bytes))
    return refuse(E_INVALIDARG, () =>
      messageSize('OutputDataSize', 'QAC-4, D-31', answer.bytes, outputBytes),
    );
  if (!channelPolicies.isNumber(numbers, 'query', number))
    return refuse(E_INVALIDARG, () => wrongNumber('query', numbers.query, number));
  return replies.get(type)!({ core, refuse, device, channel, bytes });
}

function answer(
  core: ChannelCore,
  refuse: Refuse,
  device: Device,
  channel: AuthenticatedChannel,
  given: { readonly inputBytes: number; readonly pInput: Address; readonly outputBytes: number },
  pOutput: Address,
): Hresult {
  const { channelPolicies } = core;
  const { inputBytes, pInput, outputBytes } = given;
  if (!channel.has('session')) return refuse(E_INVALIDARG, noChannelKey);
  const message = readQuery(core, pInput, inputBytes);
  if (!message)
    return refuse(E_INVALIDARG, () => messageSize('InputDataSize', 'QAC-1', HEADER.bytes, inputBytes));
  const { known } = message;
  const query = known && channelPolicies.takesMessage(known.channels, channel.type) ? known : undefined;
  const structure = query?.answer ?? PLAIN_ANSWER;
  const hasRoom =
    outputBytes >= structure.bytes || channelPolicies.isOutputSize(core, outputBytes, structure.bytes);
  const result = membersOf(core, refuse, device, channel, message, query, outputBytes);
  const code = typeof result === 'number' ? result : S_OK;
  const members = typeof result === 'number' ? {} : result;
  if (hasRoom && (code === S_OK || channelPolicies.answersRefused()))
    writeAnswer(
      core,
      channel,
      message,
      { structure, members: channelPolicies.channelAnswer(core, message.type, members), code },
      pOutput,
    );
  if (channel.numbers) channelPolicies.countNumber(channel.numbers, 'query', message.number, code);
  return code;
}

/**
 * QueryAuthenticatedChannel (QAC-1…QAC-13). A refused query is answered and signed too (ACH-27), where there is a key, a
 * header to repeat and room for the answer; one that the channel does not take, with the header alone.
 */
export function queryFunctions(core: ChannelCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const refuse = core.refusals.of(QueryAuthenticatedChannel);
  return core.ofChannel.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnQueryAuthenticatedChannel: (device, channel, inputBytes, pInput, outputBytes, pOutput) =>
      answer(core, refuse, device, channel, { inputBytes, pInput, outputBytes }, pOutput),
  });
}
