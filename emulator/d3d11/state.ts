import type { KeyObject } from 'node:crypto';
import type { CryptoEngine, RandomSource } from '../../src/crypto/index.js';
import type { Address, CodeSpace, Memory } from '../../src/abi/index.js';
import type { HAdapter, HCryptoSession, HDevice, HResource, HRTCoreLayer } from '../../src/ddi/index.js';
import type { AllocationGate } from '../core/allocation-gate.js';
import type { HandleTable, Incident } from '../core/handle-table.js';
import type { KeySlab } from '../core/key-slab.js';
import type { Offers } from './offers.js';
import type { Parts } from './parts.js';
import type { EmulatedProfile } from './profile.js';
import type { Surface } from './surface.js';

/** Who the driver is: its certificate's private key, and the chain's bytes as GetCertificate returns them (D-05). */
export interface DriverIdentity {
  readonly privateKey: KeyObject;
  readonly certificateChain: Uint8Array;
}

/** All that one driver has and shares with no other. */
export interface DriverCore {
  readonly memory: Memory;
  readonly code: CodeSpace;
  readonly profile: EmulatedProfile;
  readonly offers: Offers;
  readonly engine: CryptoEngine;
  readonly random: RandomSource;
  readonly identity: DriverIdentity;
  readonly parts: Parts;
  readonly allocations: AllocationGate;
  readonly keys: KeySlab;
  readonly adapters: HandleTable<HAdapter, Adapter>;
  readonly devices: HandleTable<HDevice, Device>;
  readonly report: (incident: Incident) => void;
  /** Ever growing; makes each session's HANDLE its own (CSGH-1). */
  nextSerial(): number;
}

export interface Adapter {
  readonly hAdapter: HAdapter;
}

export interface Device {
  readonly hDevice: HDevice;
  readonly hAdapter: HAdapter;
  readonly hRTCoreLayer: HRTCoreLayer;
  /** Address of the callback table; its entries are read at each call (DEV-17). */
  readonly p11UMCallbacks: Address;
  /** Set once, by control: the GPU is gone (D-15). */
  removed: boolean;
  readonly sessions: HandleTable<HCryptoSession, CryptoSession>;
  readonly resources: HandleTable<HResource, Resource>;
}

export interface CryptoSession {
  readonly hCryptoSession: HCryptoSession;
  readonly serial: number;
  /** Place of the session key in the slab; undefined before a key is negotiated (D-10). */
  keyPlace: number | undefined;
  /** The IV of the last EncryptionBlt under this key; undefined before the first (D-20). */
  readBackIv: bigint | undefined;
}

export interface Resource {
  readonly hResource: HResource;
  readonly surface: Surface;
  /** All subresources, `subresourceBytes` apart. */
  readonly data: Address;
  readonly subresources: number;
  readonly subresourceBytes: number;
}
