import type { Address, Hresult, TableEntries } from '../../src/abi/index.js';
import type { HAuthChannel } from '../../src/ddi/index.js';
import {
  CreateAuthenticatedChannel,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3D11_1DDIARG_CREATEAUTHENTICATEDCHANNEL as CREATE,
  D3DDDIERR_NOTAVAILABLE,
  E_OUTOFMEMORY,
  S_OK,
} from '../../src/ddi/index.js';
import { noMemory } from '../core/causes.js';
import { HANDLE_HEADER_BYTES } from '../core/handle-table.js';
import type { Refuse } from '../core/refusal-recorder.js';
import type { Device } from '../d3d11/state.js';
import { noSuchType } from './causes.js';
import type { ChannelCore } from './channel-core.js';
import { AuthenticatedChannel } from './state.js';

function create(
  core: ChannelCore,
  refuse: Refuse,
  device: Device,
  pCreateData: Address,
  hAuthChannel: HAuthChannel,
): Hresult {
  const { memory, channelPolicies } = core;
  const { ChannelType } = CREATE.decode(memory, pCreateData);
  if (!channelPolicies.hasChannels(core, ChannelType))
    return refuse(D3DDDIERR_NOTAVAILABLE, () => noSuchType(ChannelType));
  if (!core.allocations.take()) return refuse(E_OUTOFMEMORY, () => noMemory('CAC'));
  memory.range(hAuthChannel, HANDLE_HEADER_BYTES); // touched before anything is written (D-14)
  const hChannel = channelPolicies.channelHandle(core);
  CREATE.encode(memory, pCreateData, { ChannelType, hChannel });
  core.ofDeviceSlice
    .of(device)
    .channels.add(hAuthChannel, new AuthenticatedChannel(core, hAuthChannel, ChannelType, hChannel));
  return S_OK;
}

/** CalcPrivateAuthenticatedChannelSize, CreateAuthenticatedChannel, DestroyAuthenticatedChannel (CPAC, CAC, DAC). */
export function channelFunctions(core: ChannelCore): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { channelPolicies } = core;
  const refuse = core.refusals.of(CreateAuthenticatedChannel);
  return {
    pfnCalcPrivateAuthenticatedChannelSize: () => HANDLE_HEADER_BYTES, // CPAC-1, CPAC-2

    ...core.ofChannel.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
      pfnCreateAuthenticatedChannel: (device, pCreateData, hAuthChannel) =>
        create(core, refuse, device, pCreateData, hAuthChannel),
    }),

    ...core.ofChannel.evenWhenGone(D3D11_1DDI_VIDEODEVICEFUNCS, {
      pfnDestroyAuthenticatedChannel: (device, channel) => {
        channelPolicies.dropProtections(core, device, channel); // DAC-2
        channel.clear();
        channelPolicies.forgetChannel(core, device, channel.hAuthChannel);
        channelPolicies.enforceProtections(core, device);
        return S_OK;
      },
    }),
  };
}
