/** Between a driver, or the API, and whoever calls it: interposers, and what is made of them: call logs, faults. */
export type { ApiCall, ApiCallResult } from './api-call.js';
export type { ApiFunctionName } from './api-declarations.js';
export * from './call-log.js';
export * from './call-snapshots.js';
export { callText } from './call-text.js';
export type { ToldCall } from './call-text.js';
export { createErrorReporter } from './error-reporter.js';
export type { FaultCount, FaultRule } from './fault-rule.js';
export * from './faults.js';
export type { FunctionName } from './function-names.js';
export * from './interpose-driver.js';
export * from './interpose.js';
