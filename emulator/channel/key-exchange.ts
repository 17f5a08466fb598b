import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEODEVICEFUNCS,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  NegotiateAuthenticatedChannelKeyExchange,
  S_OK,
} from '../../src/ddi/index.js';
import { noMemory } from '../core/causes.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { keyBufferCause } from '../d3d11/key-buffer-cause.js';
import { keyBufferSize, negotiatedAlready } from './causes.js';
import type { ChannelCore } from './channel-core.js';
import type { AuthenticatedChannel } from './state.js';

/** Opens the key buffer and installs what was in it; on any failure the old key stays (NAC-1, D-03, D-04, D-14). */
function takeKey(
  core: ChannelCore,
  refuse: Refuse,
  channel: AuthenticatedChannel,
  DataSize: number,
  pData: Address,
): Hresult {
  const { memory, channelPolicies, profile, allocations } = core;
  if (channel.has('session') && profile.renegotiation === 'refuse')
    return refuse(E_INVALIDARG, negotiatedAlready);
  if (!channelPolicies.isChannelKeyBufferSize(DataSize))
    return refuse(E_INVALIDARG, () => keyBufferSize(DataSize));
  const ciphertext = memory.copyOut(pData, DataSize);
  const { valid, message } = channelPolicies.unwrapChannelKey(core, ciphertext);
  if (!valid) return refuse(E_INVALIDARG, () => keyBufferCause(core, ciphertext));
  if (!allocations.take()) {
    message.fill(0);
    return refuse(E_OUTOFMEMORY, () => noMemory('NAC-5'));
  }
  channel.clear();
  channelPolicies.installChannelKey(core, channel, message);
  message.fill(0);
  return S_OK;
}

/** NegotiateAuthenticatedChannelKeyExchange: the key that signs (NAC-1…NAC-5). The counters stay as they are (D-33). */
export function channelKeyExchange(core: ChannelCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const refuse = core.refusals.of(NegotiateAuthenticatedChannelKeyExchange);
  return core.ofChannel.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnNegotiateAuthenticatedChannelKeyExchange: (_device, channel, DataSize, pData) =>
      takeKey(core, refuse, channel, DataSize, pData),
  });
}
