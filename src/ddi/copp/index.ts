/** Certified Output Protection Protocol: strmif.h, the driver's dxva.h, and functions that no header declares. */
export * from './copp.js';
export * from './driver.js';
export * from './enums.js';
