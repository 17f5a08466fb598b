/** What a caller passes: read by its schema, or refused with what was expected. */
export { checkOptions, given } from './check-options.js';
export { describeValue } from './describe-value.js';
export { nearest } from './nearest.js';
export * from './schemas.js';
