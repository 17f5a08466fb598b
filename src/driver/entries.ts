import type { DdiFunction, FunctionDeclaration } from '../abi/index.js';
import { OpenAdapter10_2, SoftUMDOpenCOPP, SoftUMDOpenOPM } from '../ddi/index.js';

/**
 * The functions by which a driver is entered, one for each interface. A driver may have one and not another.
 * SoftUMDOpenCOPP and SoftUMDOpenOPM are our own: no header has an entry for COPP's functions, and OPM's are reached by way
 * of an adapter that Windows makes.
 */
export const DRIVER_ENTRIES = { OpenAdapter10_2, SoftUMDOpenCOPP, SoftUMDOpenOPM } as const;

export type EntryName = keyof typeof DRIVER_ENTRIES;

/** The entries that a driver has. */
export type DriverEntries = { readonly [Name in EntryName]?: DdiFunction<(typeof DRIVER_ENTRIES)[Name]> };

/** A driver, or what is to become one, that has this entry. */
export type Having<Name extends EntryName, Driver> = Driver & Required<Pick<DriverEntries, Name>>;

/** Whether a driver has this entry. */
export function hasEntry<Name extends EntryName, Driver extends DriverEntries>(
  driver: Driver,
  name: Name,
): driver is Having<Name, Driver> {
  return typeof driver[name] === 'function';
}

const names = Object.keys(DRIVER_ENTRIES) as readonly EntryName[];

/** The names of the entries that a driver has. */
export function entryNames(driver: DriverEntries): readonly EntryName[] {
  return names.filter((name) => hasEntry(driver, name));
}

/**
 * A driver's entries, each called on the driver (it may be an instance of a class) and passed through `change`, which
 * gets its declaration.
 */
export function entriesOf(
  driver: DriverEntries,
  change: <D extends FunctionDeclaration>(declaration: D, entry: DdiFunction<D>) => DdiFunction<D> = (
    _,
    entry,
  ) => entry,
): DriverEntries {
  const bound = entryNames(driver).map((name) => {
    const entry: DdiFunction<(typeof DRIVER_ENTRIES)[typeof name]> = (...args) => driver[name]!(...args);
    return [name, change(DRIVER_ENTRIES[name], entry)];
  });
  return Object.fromEntries(bound) as DriverEntries;
}
