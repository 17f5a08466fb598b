import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import { bytesAccess } from '../../src/abi/index.js';
import {
  channelConfigures,
  ConfigureAuthenticatedChannel,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE as INITIALIZE,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_GUID as INITIALIZE_GUID,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT as HEADER,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT as ANSWER,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  E_FAIL,
  E_INVALIDARG,
  S_OK,
} from '../../src/ddi/index.js';
import type { ChannelCommand } from '../../src/ddi/index.js';
import type { Refuse } from '../core/refusal-recorder.js';
import type { Device } from '../d3d11/state.js';
import {
  initialisedTwice,
  messageSize,
  noChannelKey,
  notInitialised,
  otherChannel,
  unknownMessage,
  wrongNumber,
  wrongOmac,
} from './causes.js';
import type { ChannelCore } from './channel-core.js';
import { effects } from './commands.js';
import type { Message } from './message.js';
import { readCommand, writeAnswer } from './message.js';
import type { AuthenticatedChannel } from './state.js';

/** Starts both counters; its own number is not looked at (CFG-12, CFG-13, D-33). */
function initialise(
  { channelPolicies }: ChannelCore,
  refuse: Refuse,
  channel: AuthenticatedChannel,
  bytes: Uint8Array,
): Hresult {
  if (!channelPolicies.takesInitialize(channel)) return refuse(E_INVALIDARG, initialisedTwice);
  const access = bytesAccess(bytes);
  channel.numbers = channelPolicies.startNumbers(
    access.readU32(INITIALIZE.offset.StartSequenceQuery as Address),
    access.readU32(INITIALIZE.offset.StartSequenceConfigure as Address),
  );
  return S_OK;
}

function carryOut(
  core: ChannelCore,
  refuse: Refuse,
  device: Device,
  channel: AuthenticatedChannel,
  { type, known: command, hChannel, number, bytes, givenBytes }: Message<ChannelCommand>,
): Hresult {
  const { channelPolicies } = core;
  if (!channelPolicies.isChannelOfMessage(channel, hChannel))
    return refuse(E_INVALIDARG, () => otherChannel('pInputData', channel.hChannel, hChannel));
  if (!command || !channelPolicies.takesMessage(command.channels, channel.type))
    return refuse(E_FAIL, () => unknownMessage('pInputData', type, channelConfigures, channel.type));
  const needed = command.request.bytes;
  if (!channelPolicies.isInputSize(core, givenBytes, needed))
    return refuse(E_INVALIDARG, () => messageSize('InputDataSize', 'CFG-6, D-31', needed, givenBytes));
  if (!channelPolicies.isSignedCommand(core, channel, bytes)) return refuse(E_INVALIDARG, wrongOmac);
  if (type === INITIALIZE_GUID) return initialise(core, refuse, channel, bytes);
  const { numbers } = channel;
  if (!numbers) return refuse(E_INVALIDARG, () => notInitialised('pInputData'));
  if (!channelPolicies.isNumber(numbers, 'configure', number))
    return refuse(E_INVALIDARG, () => wrongNumber('configure', numbers.configure, number));
  const code = effects.get(type)!({ core, refuse, device, channel, bytes });
  channelPolicies.countNumber(numbers, 'configure', number, code);
  return code;
}

function configure(
  core: ChannelCore,
  refuse: Refuse,
  device: Device,
  channel: AuthenticatedChannel,
  { inputBytes, pInput }: { readonly inputBytes: number; readonly pInput: Address },
  pOutput: Address,
): Hresult {
  const { memory, channelPolicies } = core;
  if (!channel.has('session')) return refuse(E_INVALIDARG, noChannelKey);
  const message = readCommand(core, pInput, inputBytes);
  if (!message)
    return refuse(E_INVALIDARG, () => messageSize('InputDataSize', 'CFG-6', HEADER.bytes, inputBytes));
  memory.range(pOutput, ANSWER.bytes); // before anything changes (D-14)
  const code = carryOut(core, refuse, device, channel, message);
  if (code === S_OK || channelPolicies.answersRefused())
    writeAnswer(core, channel, message, { structure: ANSWER, members: {}, code }, pOutput);
  return code;
}

/**
 * ConfigureAuthenticatedChannel (CFG-1…CFG-19). A refused command is answered and signed too (ACH-27), where there is a key
 * and a header to repeat.
 */
export function configureFunctions(core: ChannelCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const refuse = core.refusals.of(ConfigureAuthenticatedChannel);
  return core.ofChannel.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnConfigureAuthenticatedChannel: (device, channel, inputBytes, pInput, pOutput) =>
      configure(core, refuse, device, channel, { inputBytes, pInput }, pOutput),
  });
}
