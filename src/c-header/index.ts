/** The declarations as a C header. */
export * from './c-header.js';
