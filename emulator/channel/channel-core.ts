import type { HAuthChannel } from '../../src/ddi/index.js';
import type { Surroundings, DriverInterface } from '../core/driver-interface.js';
import type { Prologue } from '../core/prologue.js';
import { createPrologue } from '../core/prologue.js';
import type { Slice } from '../core/slices.js';
import type { D3D11Core, D3D11Objects } from '../d3d11/d3d11-core.js';
import type { Device } from '../d3d11/state.js';
import { outputsInterface } from '../outputs/interface.js';
import type { ChannelPolicies } from './policies.js';
import type { ChannelProfile } from './profile-schema.js';
import type { ChannelBase, ChannelsOfDevice } from './state.js';
import type { AuthenticatedChannel } from './state.js';
import { channelKind } from './state.js';

/** Above any address, and none of the handles of channels, sessions and decoders. */
const deviceHandleBase = 0xde1c_0000_0000_0000n;

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

/** What channels keep with each device; their keys go with it (DCS-2). */
function addSlice({ deviceSlices, handles, report }: D3D11Core): Slice<Device, ChannelsOfDevice> {
  let lastDevice = 0n;
  return deviceSlices.add<ChannelsOfDevice>(
    () => {
      lastDevice += 1n;
      return {
        channels: handles.create<HAuthChannel, AuthenticatedChannel>(channelKind),
        inEffect: new Set(),
        handle: deviceHandleBase + lastDevice,
      };
    },
    ({ channels }) => {
      channels.clear((channel) => {
        channel.clear();
      }, report);
      handles.drop(channels);
    },
  );
}

/** Puts the interface's state together: a table of channels for each device. */
export function createChannelCore(
  { policies, profile, of }: Surroundings<ChannelPolicies, ChannelProfile>,
  d3d11Interface: DriverInterface<object, unknown, D3D11Core>,
): ChannelCore {
  const d3d11 = of(d3d11Interface);
  const base: ChannelBase = {
    ...d3d11,
    channelProfile: profile,
    outputs: of(outputsInterface),
    ofDeviceSlice: addSlice(d3d11),
  };
  const { deviceChecks } = d3d11;
  return {
    ...base,
    channelPolicies: policies,
    ofChannel: createPrologue<ChannelObjects, Parameters<typeof deviceChecks.isGone>[0], ChannelBase>({
      ...deviceChecks,
      core: base,
      objects: {
        ...deviceChecks.objects,
        D3D11_1DDI_HAUTHCHANNEL: (...call) => policies.findChannel(...call),
      },
    }),
  };
}
