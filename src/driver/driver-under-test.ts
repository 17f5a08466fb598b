import type { CodeSpace, Memory } from '../abi/index.js';
import type { DriverControl } from './control.js';
import type { DriverEntries, Having } from './entries.js';
import { entriesOf } from './entries.js';
import type { DriverOracle } from './oracle.js';
import type { DriverProfile } from './profile.js';

/**
 * A driver as Windows sees it: the entries that it exports, and a process (memory and code) in which its tables,
 * handles and buffers lie. The emulated driver, a native library and a driver in TypeScript all look like this.
 */
export interface DriverUnderTest extends DriverEntries {
  readonly name: string;
  readonly memory: Memory;
  readonly code: CodeSpace;
  /** What the driver says of itself. With a profile, a decided point that differs is a failure, not a warning. */
  readonly profile?: DriverProfile;
  readonly control?: DriverControl;
  readonly oracle?: DriverOracle;
}

/** A driver of Direct3D 11. */
export type D3D11Driver = Having<'OpenAdapter10_2', DriverUnderTest>;

/** A driver of OPM. */
export type OpmDriver = Having<'SoftUMDOpenOPM', DriverUnderTest>;

/** A driver of COPP. */
export type CoppDriver = Having<'SoftUMDOpenCOPP', DriverUnderTest>;

/**
 * The same driver with some members replaced. Members are taken one by one and entries are called on the driver: it
 * may be an instance of a class, whose methods no spread copies.
 */
export function withMembers<Driver extends DriverUnderTest>(
  driver: Driver,
  changes: Partial<DriverUnderTest>,
): Driver extends D3D11Driver ? D3D11Driver : DriverUnderTest {
  const { name, memory, code, profile, control, oracle } = driver;
  const changed: DriverUnderTest = {
    name,
    memory,
    code,
    ...entriesOf(driver),
    ...(profile && { profile }),
    ...(control && { control }),
    ...(oracle && { oracle }),
    ...changes,
  };
  // What the conditional type says: the entries are those that were there.
  return changed as Driver extends D3D11Driver ? D3D11Driver : DriverUnderTest;
}
