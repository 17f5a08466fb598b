/** Certified Output Protection Protocol: strmif.h, the driver's dxva.h. */
export * from './copp.js';
export * from './enums.js';
