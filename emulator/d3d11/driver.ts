import type { CryptoEngine, RandomSource } from '../../src/crypto/index.js';
import { opensslEngine, systemRandom } from '../../src/crypto/index.js';
import type { CodeSpace, DdiFunction, FunctionDeclaration, Interposer } from '../../src/abi/index.js';
import type { D3D11Driver, DriverControl, DriverOracle } from '../../src/driver/index.js';
import type { HAdapter, HDevice } from '../../src/ddi/index.js';
import { chain, interpose } from '../../src/trace/index.js';
import {
  D3D11_1DDI_DEVICEFUNCS,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  OpenAdapter10_2,
  RetrieveSubObject,
} from '../../src/ddi/index.js';
import { exportTable } from '../../src/abi/index.js';
import { ArenaMemory, CodeSegment, nameCulprit } from '../../src/memory/index.js';
import { openAdapterFunction } from './adapter.js';
import { AllocationGate } from '../core/allocation-gate.js';
import { createControl, createOracle } from './control.js';
import { deviceFunctions } from './device.js';
import type { Incident } from '../core/handle-table.js';
import { HandleTable } from '../core/handle-table.js';
import { KeySlab } from '../core/key-slab.js';
import { createOffers } from './offers.js';
import type { Parts } from './parts.js';
import { defaultParts } from './parts.js';
import type { EmulatedProfile } from './profile.js';
import { defaultProfile } from './profile.js';
import { checkProfile } from './profile-schema.js';
import { resourceAccessFunctions } from './resource-access.js';
import { resourceFunctions } from './resource.js';
import type { Adapter, Device, DriverCore, DriverIdentity } from './state.js';
import { retrieveSubObjectFunction, videoFunctions } from './video-functions.js';

export interface EmulatedDriverOptions {
  /** The certificate's private key (RSA-2048) and the chain's bytes as GetCertificate returns them (D-05). */
  readonly identity: DriverIdentity;
  readonly name?: string;
  readonly profile?: EmulatedProfile;
  readonly engine?: CryptoEngine;
  /** Where random bytes come from; the system's by default (D-60). */
  readonly random?: RandomSource;
  /** The process to live in. By default one of its own. */
  readonly memory?: ArenaMemory;
  readonly code?: CodeSpace;
  /** Policies other than the honest ones: what faulty drivers are made of. */
  readonly parts?: Partial<Parts>;
  /** Put between every table function and its caller: traces, faults. */
  readonly interposer?: Interposer;
  /** Told of private memory that somebody overwrote (D-61). */
  readonly onIncident?: (incident: Incident) => void;
}

/** The emulated driver: a {@link D3D11Driver} whose control and oracle are there, over checked memory. */
export interface EmulatedDriver extends D3D11Driver {
  readonly memory: ArenaMemory;
  readonly profile: EmulatedProfile;
  readonly control: DriverControl;
  readonly oracle: DriverOracle;
}

/** JavaScript's callers can leave it out, and would get a driver whose key exchange fails for no reason to be seen. */
function checkIdentity({ identity }: Partial<EmulatedDriverOptions>): void {
  if (identity) return;
  throw new TypeError(
    'identity: expected { privateKey, certificateChain }; createDriver() brings a test identity',
  );
}

function createCore(options: EmulatedDriverOptions, memory: ArenaMemory): DriverCore {
  checkIdentity(options);
  const profile = checkProfile(options.profile ?? defaultProfile);
  let serial = 0;
  return {
    memory,
    code: options.code ?? new CodeSegment(),
    profile,
    offers: createOffers(profile),
    engine: options.engine ?? opensslEngine(),
    random: options.random ?? systemRandom(),
    identity: options.identity,
    parts: { ...defaultParts, ...options.parts },
    allocations: new AllocationGate(),
    keys: new KeySlab(),
    adapters: new HandleTable<HAdapter, Adapter>(memory, 'adapter'),
    devices: new HandleTable<HDevice, Device>(memory, 'device'),
    report: options.onIncident ?? (() => undefined),
    nextSerial: () => (serial += 1),
  };
}

/** The faulty or tracing interposer inside, the one that names culprits outside. */
function interposerOf(options: EmulatedDriverOptions): Interposer {
  return options.interposer ? chain(nameCulprit, options.interposer) : nameCulprit;
}

/**
 * Makes an emulated driver. Two drivers share nothing: memory, code, keys, random numbers are each one's own.
 * @throws TypeError when the profile is none that is emulated, or without an identity
 */
export function createEmulatedDriver(options: EmulatedDriverOptions): EmulatedDriver {
  const memory = options.memory ?? new ArenaMemory();
  const core = createCore(options, memory);
  const interposer = interposerOf(options);
  const alone = <D extends FunctionDeclaration>(declaration: D, inner: DdiFunction<D>) =>
    interposer(declaration, inner as DdiFunction<FunctionDeclaration>, core) as DdiFunction<D>;
  const deviceEntries = {
    ...deviceFunctions(core),
    ...resourceFunctions(core),
    ...resourceAccessFunctions(core),
  };
  const deviceTable = exportTable(
    core.code,
    D3D11_1DDI_DEVICEFUNCS,
    interpose(D3D11_1DDI_DEVICEFUNCS, deviceEntries, interposer, core),
  );
  const videoEntries = interpose(D3D11_1DDI_VIDEODEVICEFUNCS, videoFunctions(core), interposer, core);
  const videoTable = exportTable(core.code, D3D11_1DDI_VIDEODEVICEFUNCS, videoEntries);
  const retrieve = alone(RetrieveSubObject, retrieveSubObjectFunction(core, videoTable));
  const retrieveAddress = core.code.addressOf(RetrieveSubObject, retrieve);
  return {
    name: options.name ?? `emulated (${core.profile.name})`,
    memory,
    code: core.code,
    profile: core.profile,
    OpenAdapter10_2: alone(
      OpenAdapter10_2,
      openAdapterFunction(core, deviceTable, retrieveAddress, interposer),
    ),
    control: createControl(core),
    oracle: createOracle(core),
  };
}
