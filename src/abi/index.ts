/** The kit: how structures, functions and function tables are declared, read, written and told. */
export * from './access.js';
export * from './address.js';
export * from './array.js';
export * from './code-space.js';
export * from './enumeration.js';
export * from './function-table.js';
export * from './function.js';
export * from './guid.js';
export * from './hresult.js';
export * from './interposer.js';
export * from './layout-error.js';
export * from './result.js';
export * from './scalars.js';
export * from './struct.js';
export * from './text.js';
export * from './union.js';
export * from './variable-tail.js';
