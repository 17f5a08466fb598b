/** d3d10umddi.h as TypeScript: codes, GUIDs, structures, functions and tables, each declared once, as data. */
export * from './access.js';
export * from './adapter.js';
export * from './caps.js';
export * from './content-protection.js';
export * from './crypto-session.js';
export * from './device.js';
export * from './driver.js';
export * from './function.js';
export * from './function-table.js';
export * from './guids.js';
export * from './hresults.js';
export * from './interpose.js';
export * from './layout.js';
export * from './resource.js';
export * from './scalars.js';
export * from './tables.js';
export * from './types.js';
