import type { EmulatedDriver, EmulatedDriverOptions, EmulatedProfile } from '../../emulator/index.js';
import { createEmulatedDriver, defaultProfile } from '../../emulator/index.js';
import { type FaultyProfile, faultyDrivers } from '../../fixtures/faulty-drivers/index.js';
import { encodeCertificateContainer, loadDriverIdentity } from '../certificate/index.js';
import { seededRandom } from '../crypto/index.js';
import { coppIdentityOf, testCertificate, testCoppCertificate } from '../facade/create-driver.js';
import { loadProfile } from '../facade/load-profile.js';
import { ArenaMemory } from '../memory/index.js';

/** A driver that the command line can name. */
export interface NamedDriver {
  readonly name: string;
  readonly description: string;
  /** A fresh driver; each makes the same random numbers, so that runs repeat (D-60). */
  readonly create: () => EmulatedDriver;
}

/** Who a driver is to each interface that has certificates. */
type Identities = Required<Pick<EmulatedDriverOptions, 'identity' | 'coppIdentity'>>;

/** A driver with one fault. */
export interface NamedFaultyDriver extends NamedDriver {
  /** The clauses and decisions that it breaks. */
  readonly breaks: readonly string[];
  /** The driver of the same profile that nothing is wrong with. */
  readonly honest: NamedDriver;
}

/** The test certificates, read and packed: a run makes some hundred drivers, and this takes as long as a case. */
export function testIdentities(container = defaultProfile.certificateContainer): Identities {
  const { privateKey, chain } = loadDriverIdentity(testCertificate());
  return {
    identity: { privateKey, certificateChain: encodeCertificateContainer([...chain], container) },
    coppIdentity: coppIdentityOf(testCoppCertificate()),
  };
}

/**
 * What a driver and the suite share. Bounded, so that a driver which gives nothing back runs out of memory within a
 * case (RES-14).
 */
const boundedMemory = () => new ArenaMemory({ limitBytes: 0x200_0000 });

const random = () => seededRandom('driver softumd command');

/** The driver that nothing is wrong with, of the default profile or of another. */
export function embeddedDriver(identities = testIdentities(), changes?: FaultyProfile): NamedDriver {
  const name = changes ? `embedded (${changes.name})` : 'embedded';
  const description = `the emulated driver, ${changes?.name ?? 'default'} profile`;
  const create = () => {
    const memory = boundedMemory();
    return createEmulatedDriver({ name, random: random(), ...identities, memory, ...profileOf(changes) });
  };
  return { name, description, create };
}

/** The driver of a profile that the command line names. */
export const profiledDriver = (profile: EmulatedProfile): NamedDriver =>
  embeddedDriver(testIdentities(profile.certificateContainer), profile);

const profileOf = (changes: FaultyProfile | undefined) =>
  changes ? { profile: { ...defaultProfile, ...changes } } : {};

/** The profiles of faulty drivers, each made once: one that is named is read from its file. */
function faultyProfiles(): (profile: string | FaultyProfile) => FaultyProfile {
  const read = new Map<string, EmulatedProfile>();
  return (profile) => {
    if (typeof profile !== 'string') return profile;
    const known = read.get(profile) ?? loadProfile(profile);
    read.set(profile, known);
    return known;
  };
}

/** Drivers with one fault each. */
export function faultyNamedDrivers(identities = testIdentities()): readonly NamedFaultyDriver[] {
  const usual = embeddedDriver(identities);
  const honest = new Map<string, NamedDriver>();
  const profileNamed = faultyProfiles();
  return [...faultyDrivers.values()].map((faulty) => {
    const { name, description, clauses, policies, interposer } = faulty;
    const profile = faulty.profile === undefined ? undefined : profileNamed(faulty.profile);
    if (profile && !honest.has(profile.name)) honest.set(profile.name, embeddedDriver(identities, profile));
    const create = () =>
      createEmulatedDriver({
        name,
        random: random(),
        ...identities,
        memory: boundedMemory(),
        ...profileOf(profile),
        ...(policies && { policies }),
        // Made for each driver: what it remembers of one must not reach the next.
        ...(interposer && { interposer: interposer() }),
      });
    return {
      name,
      description,
      breaks: clauses,
      create,
      honest: profile ? honest.get(profile.name)! : usual,
    };
  });
}

/** Every driver by name. */
export function namedDrivers(): ReadonlyMap<string, NamedDriver> {
  const identities = testIdentities();
  const all = [embeddedDriver(identities), ...faultyNamedDrivers(identities)];
  return new Map(all.map((driver) => [driver.name, driver]));
}

/** The drivers that nothing is wrong with, one for each profile of some faulty drivers. */
export function honestDrivers(faulty: readonly NamedFaultyDriver[]): readonly NamedDriver[] {
  return [...new Set(faulty.map(({ honest }) => honest))];
}
