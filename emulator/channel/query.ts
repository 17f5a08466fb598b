import type { Address, Hresult, Struct, TableEntries } from '../../src/abi/index.js';
import {
  channelQueries,
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  E_FAIL,
  E_INVALIDARG,
  QueryAuthenticatedChannel,
  S_OK,
} from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import type { Device } from '../d3d11/state.js';
import { replies } from './replies.js';
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
import { answerQuery, readQuery } from './message.js';
import type { AuthenticatedChannel } from './state.js';

/** The members of an answer, or the code that the query is refused with. */
function membersOf(
  core: ChannelCore,
  refuse: Refuse,
  device: Device,
  channel: AuthenticatedChannel,
  message: Message,
): object | Hresult {
  const { channelPolicies } = core;
  const { type, number, bytes, givenBytes } = message;
  const { numbers } = channel;
  const { request } = channelQueries.get(type)!;
  if (!numbers) return refuse(E_INVALIDARG, () => notInitialised('pInputData'));
  const needed = (request as Struct).bytes;
  if (!channelPolicies.isInputSize(core, givenBytes, needed))
    return refuse(E_INVALIDARG, () => messageSize('InputDataSize', 'QAC-12, D-31', needed, givenBytes));
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
  if (!channel.has('session')) return refuse(E_INVALIDARG, noChannelKey);
  const message = readQuery(
    core,
    given.pInput,
    given.inputBytes,
    (type) => channelQueries.get(type)?.request,
  );
  const HEADER = D3D11_1DDI_AUTHENTICATED_QUERY_INPUT;
  if (!message)
    return refuse(E_INVALIDARG, () => messageSize('InputDataSize', 'QAC-1', HEADER.bytes, given.inputBytes));
  const query = channelQueries.get(message.type);
  const isTaken = query !== undefined && channelPolicies.takesMessage(query.channels, channel.type);
  const structure = (isTaken ? query.answer : D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT) as Struct;
  const hasRoom = channelPolicies.isOutputSize(core, given.outputBytes, structure.bytes);
  const asked = (): object | Hresult => {
    if (!channelPolicies.isChannelOfMessage(channel, message.hChannel))
      return refuse(E_INVALIDARG, () => otherChannel('pInputData', channel.hChannel, message.hChannel));
    if (!isTaken)
      return refuse(E_FAIL, () => unknownMessage('pInputData', message.type, channelQueries.keys()));
    if (!hasRoom)
      return refuse(E_INVALIDARG, () =>
        messageSize('OutputDataSize', 'QAC-4, D-31', structure.bytes, given.outputBytes),
      );
    return membersOf(core, refuse, device, channel, message);
  };
  const members = asked();
  const code = typeof members === 'number' ? members : S_OK;
  if (hasRoom && (code === S_OK || channelPolicies.answersRefused()))
    answerQuery(core, channel, message, pOutput, {
      structure,
      members: typeof members === 'number' ? {} : channelPolicies.channelAnswer(core, message.type, members),
      code,
    });
  if (channel.numbers) channelPolicies.countNumber(channel.numbers, 'query', message.number, code);
  return code;
}

/**
 * QueryAuthenticatedChannel (QAC-1…QAC-13). A refused query is answered and signed too (ACH-27), where there is a key, a
 * header to repeat and room for the answer.
 */
export function queryFunctions(core: ChannelCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const refuse = core.refusals.of(QueryAuthenticatedChannel);
  return core.ofChannel.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnQueryAuthenticatedChannel: (device, channel, inputBytes, pInput, outputBytes, pOutput) =>
      answer(core, refuse, device, channel, { inputBytes, pInput, outputBytes }, pOutput),
  });
}
