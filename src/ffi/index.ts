/** Calling C functions: the one place that knows koffi, the optional dependency. */
export { loadKoffi } from './koffi.js';
export type { CFunction, CLibrary, CType, Koffi } from './koffi.js';
