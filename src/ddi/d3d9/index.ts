/** The Direct3D 9 predecessor, layouts only. */
export * from './d3d9.js';
export * from './enums.js';
