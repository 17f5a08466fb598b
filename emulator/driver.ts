import type { CryptoEngine, RandomSource } from '../src/crypto/index.js';
import { checkKeyBufferKey, opensslEngine, systemRandom } from '../src/crypto/index.js';
import type {
  CodeSpace,
  DriverControl,
  DriverOracle,
  DriverUnderTest,
  HAdapter,
  HDevice,
  Interposer,
} from '../src/ddi/index.js';
import {
  chain,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3D11_1DDI_DEVICEFUNCS,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  exportTable,
  interpose,
  OpenAdapter10_2,
  RetrieveSubObject,
} from '../src/ddi/index.js';
import type { DdiFunction, FunctionDeclaration } from '../src/ddi/index.js';
import { ArenaMemory, CodeSegment, nameCulprit } from '../src/memory/index.js';
import { openAdapterFunction } from './adapter.js';
import { AllocationGate } from './allocation-gate.js';
import { createControl, createOracle } from './control.js';
import { deviceFunctions } from './device.js';
import type { Incident } from './handle-table.js';
import { HandleTable } from './handle-table.js';
import { KeySlab } from './key-slab.js';
import { createOffers } from './offers.js';
import type { Parts } from './parts.js';
import { defaultParts } from './parts.js';
import type { EmulatedProfile } from './profile.js';
import { defaultProfile } from './profile.js';
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

/** The emulated driver: a {@link DriverUnderTest} whose control and oracle are there, over checked memory. */
export interface EmulatedDriver extends DriverUnderTest {
  readonly memory: ArenaMemory;
  readonly profile: EmulatedProfile;
  readonly control: DriverControl;
  readonly oracle: DriverOracle;
}

/** The caps bits whose features exist (D-66). */
const emulatedCaps = CAPS.SOFTWARE | CAPS.HARDWARE | CAPS.ENCRYPTED_READ_BACK | CAPS.DECRYPTION_BLT;

function checkProfile(profile: EmulatedProfile): EmulatedProfile {
  const missing = profile.caps & ~emulatedCaps;
  if (missing === 0) return profile;
  throw new RangeError(`profile '${profile.name}': caps 0x${missing.toString(16)} are not emulated yet`);
}

/** Without an identity, or with a key that opens nothing, the key exchange would fail for no reason to be seen. */
function checkIdentity({ identity }: Partial<EmulatedDriverOptions>): void {
  if (!identity) {
    throw new TypeError(
      'identity: expected { privateKey, certificateChain }; createDriver() brings a test identity',
    );
  }
  checkKeyBufferKey('identity.privateKey', identity.privateKey);
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
 * @throws RangeError when the profile has caps that are not emulated, or the identity's key has not 2048 bits
 * @throws TypeError without an identity, or when its key is not a private RSA key of two primes
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
