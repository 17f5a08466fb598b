import type { Guid } from '../../src/abi/index.js';
import type { HAuthChannel } from '../../src/ddi/index.js';
import { NULL_GUID } from '../../src/ddi/index.js';
import type { DriverCore } from '../core/driver-core.js';
import type { HandleKind, HandleTable } from '../core/handle-table.js';
import { SigningKeyRing } from '../core/signing-key-ring.js';
import type { Slice } from '../core/slices.js';
import type { D3D11Core } from '../d3d11/d3d11-core.js';
import type { Device } from '../d3d11/state.js';
import type { Outputs } from '../outputs/outputs.js';
import type { ChannelProfile } from './profile-schema.js';
import type { SequenceNumbers } from './sequence-numbers.js';

/** Channels, with the signature that each carries in its private memory. */
export const channelKind = {
  name: 'authenticated channel',
  signature: 0x6c6e6863,
  handleType: 'D3D11_1DDI_HAUTHCHANNEL',
} as const satisfies HandleKind;

/** What channels keep with each device. */
export interface ChannelsOfDevice {
  readonly channels: HandleTable<HAuthChannel, AuthenticatedChannel>;
  /** The channels whose settings are in effect: the live ones (DAC-2). */
  readonly inEffect: Set<AuthenticatedChannel>;
  /** What DEVICE_HANDLE tells. */
  readonly handle: bigint;
}

/** What authenticated channels have of their own, but for their policies: what policies get to see. */
export interface ChannelBase extends D3D11Core {
  readonly channelProfile: ChannelProfile;
  readonly outputs: Outputs;
  readonly ofDeviceSlice: Slice<Device, ChannelsOfDevice>;
}

/** An authenticated channel: its key (the ring's session key signs), its numbers, and what it has switched on. */
export class AuthenticatedChannel extends SigningKeyRing {
  /** Undefined before INITIALIZE (QAC-2, CFG-5). */
  numbers: SequenceNumbers | undefined = undefined;
  /** D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAGS that this channel has switched on (CFG-18). */
  protections = 0;
  /** What this channel has asked accessible memory to be encrypted with; NULL_GUID for nothing. */
  encryption: Guid = NULL_GUID;

  constructor(
    core: Pick<DriverCore, 'keys' | 'engine'>,
    readonly hAuthChannel: HAuthChannel,
    /** D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE. */
    readonly type: number,
    /** The driver's own name for it, which messages carry (CAC-4, D-34). */
    readonly hChannel: bigint,
  ) {
    super(core);
  }
}
