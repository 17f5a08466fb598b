import type { EmulatedDriver, EmulatedDriverOptions } from '../../emulator/index.js';
import { createEmulatedDriver, defaultProfile } from '../../emulator/index.js';
import { faultyDrivers } from '../../fixtures/faulty-drivers/index.js';
import { encodeCertificateContainer, loadDriverIdentity } from '../certificate/index.js';
import { seededRandom } from '../crypto/index.js';
import { coppIdentityOf, testCertificate, testCoppCertificate } from '../facade/create-driver.js';
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
}

/** The test certificates, read and packed: a run makes some hundred drivers, and this takes as long as a case. */
export function testIdentities(): Identities {
  const { privateKey, chain } = loadDriverIdentity(testCertificate());
  const container = defaultProfile.certificateContainer;
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

/** The driver that nothing is wrong with. */
export function embeddedDriver(identities = testIdentities()): NamedDriver {
  const name = 'embedded';
  const description = 'the emulated driver, default profile';
  return {
    name,
    description,
    create: () => createEmulatedDriver({ name, random: random(), ...identities, memory: boundedMemory() }),
  };
}

/** Drivers with one fault each. */
export function faultyNamedDrivers(identities = testIdentities()): readonly NamedFaultyDriver[] {
  return [...faultyDrivers.values()].map(({ name, description, clauses, policies, interposer }) => {
    const create = () =>
      createEmulatedDriver({
        name,
        random: random(),
        ...identities,
        memory: boundedMemory(),
        ...(policies && { policies }),
        // Made for each driver: what it remembers of one must not reach the next.
        ...(interposer && { interposer: interposer() }),
      });
    return { name, description, breaks: clauses, create };
  });
}

/** Every driver by name. */
export function namedDrivers(): ReadonlyMap<string, NamedDriver> {
  const identities = testIdentities();
  const all = [embeddedDriver(identities), ...faultyNamedDrivers(identities)];
  return new Map(all.map((driver) => [driver.name, driver]));
}
