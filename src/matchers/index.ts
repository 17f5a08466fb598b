/**
 * Matchers for `expect.extend` of jest and vitest: `import * as matchers from 'softumd/matchers'`. Every value that is
 * exported here is one.
 */
export { toFailWith, toSucceed } from './matchers.js';
export type { MatcherResult } from './matchers.js';
export type { MatcherContext } from './outcome.js';
export type { HResultMatchers } from './expect-types.js';
