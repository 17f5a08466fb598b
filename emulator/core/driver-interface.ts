import type { TableDeclaration } from '../../src/abi/index.js';
import type { DriverControl, DriverEntries, DriverOracle } from '../../src/driver/index.js';
import type { DriverCore } from './driver-core.js';
import type { ExportedTable, TableFunctions } from './function-tables.js';

/** What an interface brings into a driver. */
export interface Installation<State> {
  /** What later interfaces build on. */
  readonly state: State;
  readonly tables?: readonly TableFunctions[];
  readonly entries?: DriverEntries;
  readonly control?: Partial<DriverControl>;
  readonly oracle?: Partial<DriverOracle>;
}

/** What an interface is installed with. */
export interface Surroundings<Policies, Profile> {
  readonly core: DriverCore;
  readonly policies: Policies;
  readonly profile: Profile;
  /** The state of an interface that was installed before this one. */
  readonly of: <State>(other: DriverInterface<object, unknown, State>) => State;
  /** A table with the functions of every interface; complete once the driver is made. */
  readonly table: (declaration: TableDeclaration) => ExportedTable;
}

/** One interface of the driver: its tables and entries, its state, its policies, its control. */
export interface DriverInterface<Policies extends object, Profile, State> {
  readonly name: string;
  /** The honest driver's. */
  readonly policies: Policies;
  install(surroundings: Surroundings<Policies, Profile>): Installation<State>;
}
