import type { DriverControl, DriverOracle, Having } from '../src/driver/index.js';
import type { D3D11Driver } from '../src/driver/index.js';
import { ArenaMemory } from '../src/memory/index.js';
import type { CorePolicies } from './core/core-policies.js';
import type { CoreOptions } from './core/install.js';
import { installInterfaces } from './core/install.js';
import { d3d11Interface } from './d3d11/interface.js';
import type { D3D11Policies } from './d3d11/policies.js';
import type { EmulatedProfile } from './d3d11/profile.js';
import { checkProfile } from './d3d11/profile-schema.js';
import { defaultProfile } from './d3d11/profile.js';

/** The interfaces of the emulated driver, in the order in which they build on each other. */
const interfaces = [d3d11Interface] as const;

/** Everything that a driver can get wrong, each in one small function. */
export type Policies = CorePolicies & D3D11Policies;

export interface EmulatedDriverOptions extends CoreOptions {
  readonly name?: string;
  readonly profile?: EmulatedProfile;
  /** The process to live in. By default one of its own. */
  readonly memory?: ArenaMemory;
  /** Policies other than the honest ones: what faulty drivers are made of. */
  readonly policies?: Partial<Policies>;
}

/** The emulated driver: a {@link D3D11Driver} whose control and oracle are there, over checked memory. */
export interface EmulatedDriver extends D3D11Driver {
  readonly memory: ArenaMemory;
  readonly profile: EmulatedProfile;
  readonly control: DriverControl;
  readonly oracle: DriverOracle;
}

/**
 * Makes an emulated driver. Two drivers share nothing: memory, code, keys, random numbers are each one's own.
 * @throws TypeError when the profile is none that is emulated, without an identity, or when its key is not a private
 *   RSA key of two primes
 * @throws RangeError when the identity's key has not 2048 bits
 */
export function createEmulatedDriver(options: EmulatedDriverOptions): EmulatedDriver {
  const memory = options.memory ?? new ArenaMemory();
  const profile = checkProfile(options.profile ?? defaultProfile);
  const { code, entries, control, oracle } = installInterfaces(
    interfaces,
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
    // The Direct3D 11 interface brings it.
    ...(entries as Having<'OpenAdapter10_2', typeof entries>),
    control,
    oracle,
  };
}
