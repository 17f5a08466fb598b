/** What `softumd/ddi` exports: all that a driver in TypeScript needs, and all that is needed to hold or watch one. */
export * from '../abi/index.js';
export * from '../c-header/index.js';
export * from '../ddi/index.js';
export * from '../driver/index.js';
export * from '../trace/index.js';
