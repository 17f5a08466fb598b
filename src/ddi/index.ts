/** The contract as data, a folder a chapter, and the values that chapters share. */
export * from './api/index.js';
export * from './copp/index.js';
export { coppGuidName } from './copp-guid.js';
export * from './d3d11/index.js';
export * from './d3d9/index.js';
export * from './guid.js';
export * from './hresults.js';
export * from './opm/index.js';
