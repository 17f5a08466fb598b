import type { HAuthChannel } from '../../src/ddi/index.js';
import type { Surroundings, DriverInterface } from '../core/driver-interface.js';
import type { Prologue } from '../core/prologue.js';
import { createPrologue } from '../core/prologue.js';
import type { D3D11Core, D3D11Objects } from '../d3d11/d3d11-core.js';
import { outputsInterface } from '../outputs/interface.js';
import type { ChannelPolicies } from './policies.js';
import type { ChannelProfile } from './profile-schema.js';
import type { ChannelBase, ChannelsOfDevice } from './state.js';
import { AuthenticatedChannel, channelKind } from './state.js';

/** The objects that functions of this interface get for handles. */
export interface ChannelObjects extends D3D11Objects {
  readonly D3D11_1DDI_HAUTHCHANNEL: AuthenticatedChannel;
}

/** The authenticated channels of one driver. */
export interface ChannelCore extends ChannelBase {
  readonly channelPolicies: ChannelPolicies;
  /** For functions of a device and its channels. */
  readonly ofChannel: Prologue<ChannelObjects>;
}

/** Puts the interface's state together: a table of channels for each device. */
export function createChannelCore(
  { policies, profile, of }: Surroundings<ChannelPolicies, ChannelProfile>,
  d3d11Interface: DriverInterface<object, unknown, D3D11Core>,
): ChannelCore {
  const d3d11 = of(d3d11Interface);
  const { handles, report } = d3d11;
  const ofDeviceSlice = d3d11.deviceSlices.add<ChannelsOfDevice>(
    () => ({ channels: handles.create<HAuthChannel, AuthenticatedChannel>(channelKind), handle: undefined }),
    ({ channels }) => {
      channels.clear((channel) => {
        channel.clear();
      }, report);
      handles.drop(channels);
    },
  );
  const base: ChannelBase = {
    ...d3d11,
    channelProfile: profile,
    outputs: of(outputsInterface),
    ofDeviceSlice,
  };
  const { deviceChecks } = d3d11;
  return {
    ...base,
    channelPolicies: policies,
    ofChannel: createPrologue<ChannelObjects, Parameters<typeof deviceChecks.isGone>[0], ChannelBase>({
      ...deviceChecks,
      core: base,
      objects: { ...deviceChecks.objects, D3D11_1DDI_HAUTHCHANNEL: policies.findChannel },
    }),
  };
}
