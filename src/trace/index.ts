/** Between a driver, or the API, and whoever calls it: interposers, and what is made of them: call logs, faults. */
export * from './call-log.js';
export * from './call-snapshots.js';
export { callText } from './call-text.js';
export type { ToldCall } from './call-text.js';
export * from './faults.js';
export type { FunctionName } from './function-names.js';
export * from './interpose-driver.js';
export * from './interpose.js';
