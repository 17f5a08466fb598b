import type { EmulatedDriver } from '../../emulator/index.js';
import { faultyDrivers } from '../../fixtures/faulty-drivers/index.js';
import { createDriver } from '../facade/index.js';

/** A driver that the command line can name. */
export interface NamedDriver {
  readonly name: string;
  readonly description: string;
  /** A fresh driver; each makes the same random numbers, so that runs repeat (D-60). */
  create(): EmulatedDriver;
}

const seed = 'softumd command';

/** The driver that nothing is wrong with. */
export const embeddedDriver: NamedDriver = {
  name: 'embedded',
  description: 'the emulated driver, default profile',
  create: () => createDriver({ seed, name: 'embedded' }),
};

/** Drivers with one fault each. */
export function faultyNamedDrivers(): readonly NamedDriver[] {
  return faultyDrivers.map(({ name, description, parts, interposer }) => ({
    name,
    description,
    create: () => createDriver({ seed, name, ...(parts && { parts }), ...(interposer && { interposer }) }),
  }));
}

/** Every driver by name. */
export function namedDrivers(): ReadonlyMap<string, NamedDriver> {
  return new Map([embeddedDriver, ...faultyNamedDrivers()].map((driver) => [driver.name, driver]));
}
