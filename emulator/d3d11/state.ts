import type { Address } from '../../src/abi/index.js';
import type { HAdapter, HCryptoSession, HDevice, HResource, HRTCoreLayer } from '../../src/ddi/index.js';
import type { DriverCore } from '../core/driver-core.js';
import type { HandleKind, HandleTable } from '../core/handle-table.js';
import { KeyRing } from '../core/key-ring.js';
import type { Sliced, Slices } from '../core/slices.js';
import type { Offer, Offers } from './offers.js';
import type { EmulatedProfile } from './profile.js';
import type { Removal } from './removal.js';
import type { StillDrawing } from './still-drawing.js';
import type { SubresourceLayout } from './subresource.js';
import type { UsedIvs } from './used-ivs.js';

/** The kinds of objects, with the signature that each carries in its private memory. */
export const handleKinds = {
  adapter: { name: 'adapter', signature: 0x74706461, handleType: 'D3D10DDI_HADAPTER' },
  device: { name: 'device', signature: 0x20766564, handleType: 'D3D10DDI_HDEVICE' },
  resource: { name: 'resource', signature: 0x20736572, handleType: 'D3D10DDI_HRESOURCE' },
  cryptoSession: { name: 'crypto session', signature: 0x73707263, handleType: 'D3D11_1DDI_HCRYPTOSESSION' },
} as const satisfies Record<string, HandleKind>;

/** What the Direct3D 11 interface has of its own, but for its policies: what policies get to see. */
export interface D3D11Base extends DriverCore {
  readonly profile: EmulatedProfile;
  readonly offers: Offers;
  readonly adapters: HandleTable<HAdapter, Adapter>;
  readonly devices: HandleTable<HDevice, Device>;
  /** What other interfaces keep with each device. */
  readonly deviceSlices: Slices<Device>;
  readonly stillDrawing: StillDrawing;
  readonly removal: Removal;
  readonly usedIvs: UsedIvs;
}

export interface Adapter {
  readonly hAdapter: HAdapter;
}

export interface Device extends Sliced {
  readonly hDevice: HDevice;
  readonly hRTCoreLayer: HRTCoreLayer;
  /** Address of the callback table; its entries are read at each call (DEV-17). */
  readonly p11UMCallbacks: Address;
  /** Set once, by {@link Removal}: the GPU is gone (D-15). */
  removed: boolean;
  readonly sessions: HandleTable<HCryptoSession, CryptoSession>;
  readonly resources: HandleTable<HResource, Resource>;
}

/** A crypto session: its keys, none before one is negotiated (D-10). */
export class CryptoSession extends KeyRing {
  /** The IV of the last EncryptionBlt under this key; undefined before the first (D-20). */
  readBackIv: bigint | undefined = undefined;

  constructor(
    { keys }: Pick<DriverCore, 'keys'>,
    readonly hCryptoSession: HCryptoSession,
    readonly serial: number,
    /** What goes with its crypto type and decode profile: its caps. */
    readonly offer: Offer,
  ) {
    super(keys);
  }

  /** Overwrites every key. The next one has an IV sequence of its own. */
  override clear(): void {
    super.clear();
    this.readBackIv = undefined;
  }
}

export interface Resource extends SubresourceLayout {
  /** Where the first subresource begins. */
  readonly data: Address;
}
