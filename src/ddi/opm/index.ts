/** Output Protection Manager: opmapi.h, d3dkmdt.h, dispmprt.h. */
export * from './driver.js';
export * from './enums.js';
export * from './guids.js';
export * from './opm.js';
export * from './requests.js';
export * from './status.js';
export * from './tables.js';
