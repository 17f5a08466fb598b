/** The interfaces of DXGI, its functions, their structures and values. */
export * from './adapter.js';
export * from './device.js';
export * from './factory.js';
export * from './functions.js';
export * from './object.js';
export * from './output.js';
export * from './resource.js';
export * from './structs.js';
export * from './surface.js';
export * from './swap-chain.js';
export * from './values.js';
