/** The API's twins of the DDI's structures and values: d3d11.h, d3d11_1.h, d3d9types.h. */
export * from './channel-configures.js';
export * from './channel-queries.js';
export * from './crypto-session.js';
export * from './enums.js';
export * from './guids.js';
