import type { EmulatedDriver } from '../../emulator/index.js';
import { faultyDrivers } from '../../fixtures/faulty-drivers/index.js';
import { loadDriverIdentity } from '../certificate/index.js';
import { testCertificate } from '../facade/create-driver.js';
import type { DriverCertificate } from '../facade/index.js';
import { createDriver } from '../facade/index.js';

/** A driver that the command line can name. */
export interface NamedDriver {
  readonly name: string;
  readonly description: string;
  /** A fresh driver; each makes the same random numbers, so that runs repeat (D-60). */
  readonly create: () => EmulatedDriver;
}

const seed = 'softumd command';

/** The test certificate, read: a run makes some hundred drivers, and reading takes as long as a case. */
function readCertificate(): DriverCertificate {
  const { privateKey, chain } = testCertificate();
  return loadDriverIdentity({ privateKey, chain });
}

/** The driver that nothing is wrong with. */
export function embeddedDriver(certificate = readCertificate()): NamedDriver {
  const name = 'embedded';
  const description = 'the emulated driver, default profile';
  return { name, description, create: () => createDriver({ seed, name, certificate }) };
}

/** Drivers with one fault each. */
export function faultyNamedDrivers(certificate = readCertificate()): readonly NamedDriver[] {
  return faultyDrivers.map(({ name, description, parts, interposer }) => {
    const fault = { ...(parts && { parts }), ...(interposer && { interposer }) };
    return { name, description, create: () => createDriver({ seed, name, certificate, ...fault }) };
  });
}

/** Every driver by name. */
export function namedDrivers(): ReadonlyMap<string, NamedDriver> {
  const certificate = readCertificate();
  const all = [embeddedDriver(certificate), ...faultyNamedDrivers(certificate)];
  return new Map(all.map((driver) => [driver.name, driver]));
}
