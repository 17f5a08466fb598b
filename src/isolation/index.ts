/** The suite against a driver that somebody else wrote, in a process of its own. */
export type { ForeignProcess, OpenAdapterExport } from './foreign-driver.js';
export { runIsolated } from './run-isolated.js';
export type { IsolatedRunOptions } from './run-isolated.js';
export { DriverLoadError } from '../native/index.js';
