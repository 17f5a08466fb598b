import type {
  DriverControl,
  DriverOracle,
  DriverUnderTest,
  DrmComponent,
  Having,
} from '../src/driver/index.js';
import { ArenaMemory } from '../src/memory/index.js';
import { createChannelInterface } from './channel/interface.js';
import type { ChannelPolicies } from './channel/policies.js';
import type { CorePolicies } from './core/core-policies.js';
import type { CoreOptions } from './core/install.js';
import { installInterfaces } from './core/install.js';
import type { CoppIdentity } from './copp/identity.js';
import { createCoppInterface } from './copp/interface.js';
import type { CoppPolicies } from './copp/policies.js';
import { createD3D11Interface } from './d3d11/interface.js';
import type { D3D11Policies } from './d3d11/policies.js';
import { createOpmInterface } from './opm/interface.js';
import type { OpmPolicies } from './opm/policies.js';
import { outputsInterface } from './outputs/interface.js';
import type { EmulatedProfile } from './profile.js';
import { checkProfile, defaultProfile } from './profile.js';

/** The interfaces of an emulated driver, in the order in which they build on each other. */
function interfacesOf({ coppIdentity, drm }: EmulatedDriverOptions) {
  const d3d11 = createD3D11Interface(drm);
  return [
    ...([d3d11, outputsInterface, createChannelInterface(d3d11)] as const),
    ...([createCoppInterface(coppIdentity), createOpmInterface(coppIdentity)] as const),
  ] as const;
}

/** Everything that a driver can get wrong, each in one small function. */
export type Policies = CorePolicies & D3D11Policies & ChannelPolicies & CoppPolicies & OpmPolicies;

export interface EmulatedDriverOptions extends CoreOptions {
  readonly name?: string;
  /** The key and the XML chain of COPP. Without them the driver has no COPP entry. */
  readonly coppIdentity?: CoppIdentity;
  /** What stands for the trusted environment behind HW_PROTECTION, instead of what the profile lists (D-42). */
  readonly drm?: DrmComponent;
  readonly profile?: EmulatedProfile;
  /** The process to live in. By default one of its own. */
  readonly memory?: ArenaMemory;
  /** Policies other than the honest ones: what faulty drivers are made of. */
  readonly policies?: Partial<Policies>;
}

/** The emulated driver: of Direct3D 11 and of OPM, with control and oracle, over checked memory. */
export interface EmulatedDriver extends Having<'OpenAdapter10_2' | 'SoftUMDOpenOPM', DriverUnderTest> {
  readonly memory: ArenaMemory;
  readonly profile: EmulatedProfile;
  readonly control: Required<DriverControl>;
  readonly oracle: Required<DriverOracle>;
}

/**
 * Makes an emulated driver. Two drivers share nothing: memory, code, keys, random numbers are each one's own.
 * @throws TypeError when the profile is none that is emulated, without an identity, or when its key is not a private
 *   RSA key of two primes; likewise COPP's
 * @throws RangeError when the identity's key has not 2048 bits, or COPP's
 */
export function createEmulatedDriver(options: EmulatedDriverOptions): EmulatedDriver {
  const memory = options.memory ?? new ArenaMemory();
  const profile = checkProfile(options.profile ?? defaultProfile);
  const { code, entries, control, oracle } = installInterfaces(
    interfacesOf(options),
    options,
    memory,
    profile,
    options.policies,
  );
  return {
    name: options.name ?? `emulated (${profile.name})`,
    memory,
    code,
    profile,
    // The interfaces of Direct3D 11 and OPM bring them.
    ...(entries as Having<'OpenAdapter10_2' | 'SoftUMDOpenOPM', typeof entries>),
    // The core brings clock, refusals and `remembers`, the outputs' interface the outputs, the Direct3D 11 interface the rest.
    control: control as EmulatedDriver['control'],
    oracle: oracle as EmulatedDriver['oracle'],
  };
}
