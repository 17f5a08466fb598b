import type { Address } from '../../src/abi/index.js';
import type {
  HAdapter,
  HCryptoSession,
  HDecode,
  HDevice,
  HResource,
  HRTCoreLayer,
  HVideoDecoderOutputView,
  InterfaceVersion,
} from '../../src/ddi/index.js';
import { D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS as STATUS } from '../../src/ddi/index.js';
import type { DrmComponent } from '../../src/driver/index.js';
import type { DriverCore } from '../core/driver-core.js';
import type { HandleKind, HandleTable } from '../core/handle-table.js';
import { KeyRing } from '../core/key-ring.js';
import type { Sliced, Slices } from '../core/slices.js';
import type { Decoder, OutputView } from './decoder/state.js';
import type { StillDecoding } from './decoder/still-decoding.js';
import type { HardwareKeyStore } from './hardware/hardware-keys.js';
import type { ProtectedMemory } from './hardware/protected-memory.js';
import type { TearDownListeners } from './hardware/tear-down.js';
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
  decoder: { name: 'decoder', signature: 0x72646564, handleType: 'D3D11_1DDI_HDECODE' },
  outputView: {
    ...{ name: 'decoder output view', signature: 0x77656976 },
    handleType: 'D3D11_1DDI_HVIDEODECODEROUTPUTVIEW',
  },
} as const satisfies Record<string, HandleKind>;

/** What the Direct3D 11 interface has of its own, but for its policies: what policies get to see. */
export interface D3D11Base extends DriverCore {
  readonly profile: EmulatedProfile;
  /** The versions of the interface that devices can be made with, oldest first. */
  readonly versions: readonly InterfaceVersion[];
  readonly offers: Offers;
  readonly adapters: HandleTable<HAdapter, Adapter>;
  readonly devices: HandleTable<HDevice, Device>;
  /** What other interfaces keep with each device. */
  readonly deviceSlices: Slices<Device>;
  readonly stillDrawing: StillDrawing;
  readonly removal: Removal;
  readonly usedIvs: UsedIvs;
  /** What stands for the trusted environment: a test's, or what the profile lists. */
  readonly drm: DrmComponent;
  readonly hardwareKeys: HardwareKeyStore;
  readonly tearDowns: TearDownListeners;
  readonly protectedMemory: ProtectedMemory;
  readonly stillDecoding: StillDecoding;
}

export interface Adapter {
  readonly hAdapter: HAdapter;
}

export interface Device extends Sliced {
  readonly hDevice: HDevice;
  readonly hRTCoreLayer: HRTCoreLayer;
  /** Address of the callback table; its entries are read at each call (DEV-17). */
  readonly p11UMCallbacks: Address;
  /** The version of the interface that it was made with. */
  readonly version: InterfaceVersion;
  /** Set once, by {@link Removal}: the GPU is gone (D-15). */
  removed: boolean;
  /** What SetHardwareProtectionState said last (DEV-25). */
  hardwareProtection: boolean;
  /** ProtectionEnabled is in effect: resources with RESTRICTED_CONTENT are out of reach (GEN-5). Channels switch it. */
  protectionEnabled: boolean;
  readonly sessions: HandleTable<HCryptoSession, CryptoSession>;
  readonly resources: HandleTable<HResource, Resource>;
  readonly decoders: HandleTable<HDecode, Decoder>;
  readonly outputViews: HandleTable<HVideoDecoderOutputView, OutputView>;
}

/**
 * Where a session's keys come from. `RSAES_OAEP`: the caller wraps one (NCS). `HW_PROTECTION`: the session carries
 * messages of a DRM component and has no key (CCS-7). `hardware key`: a vendor's crypto type in the place of an exchange,
 * on a driver that a DRM component talks to (D-65): its keys are the trusted environment's.
 */
export type SessionKind = 'RSAES_OAEP' | 'HW_PROTECTION' | 'hardware key';

/** A crypto session: its keys, none before one is negotiated (D-10). */
export class CryptoSession extends KeyRing {
  /** The IV of the last EncryptionBlt under this key; undefined before the first (D-20). */
  readBackIv: bigint | undefined = undefined;
  /** D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS: what a tear-down has left of it, for good (CCSS-1, D-44). */
  status: number = STATUS.OK;

  constructor(
    { keys }: Pick<DriverCore, 'keys'>,
    readonly hCryptoSession: HCryptoSession,
    readonly serial: number,
    /** What goes with its crypto type and decode profile: its caps. */
    readonly offer: Offer,
    readonly kind: SessionKind,
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
  /** In protected memory: not mapped, not copied out (RES-11). */
  isProtected: boolean;
  /** MiscFlags of CreateResource. */
  readonly miscFlags: number;
  /** Where the first subresource begins. */
  readonly data: Address;
}
