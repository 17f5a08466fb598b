import type { TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEODEVICEFUNCS,
  NegotiateAuthenticatedChannelKeyExchange,
} from '../../src/ddi/index.js';
import type { KeyExchange } from '../d3d11/take-key.js';
import { takeKey } from '../d3d11/take-key.js';
import { keyBufferSize, negotiatedAlready } from './causes.js';
import type { ChannelCore } from './channel-core.js';
import type { AuthenticatedChannel } from './state.js';

/** NegotiateAuthenticatedChannelKeyExchange: the key that signs (NAC-1…NAC-5). The counters stay as they are (D-33). */
export function channelKeyExchange(core: ChannelCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { channelPolicies } = core;
  const refuse = core.refusals.of(NegotiateAuthenticatedChannelKeyExchange);
  const exchange: KeyExchange<AuthenticatedChannel> = {
    isSize: (DataSize) => channelPolicies.isChannelKeyBufferSize(DataSize),
    unwrap: (keyBuffer) => channelPolicies.unwrapChannelKey(core, keyBuffer),
    install: (channel, key) => {
      channelPolicies.installChannelKey(core, channel, key);
    },
    negotiatedAlready,
    keyBufferSize,
    memoryClause: 'NAC-5',
  };
  return core.ofChannel.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnNegotiateAuthenticatedChannelKeyExchange: (_device, channel, DataSize, pData) =>
      takeKey(core, refuse, exchange, channel, DataSize, pData),
  });
}
