/** The emulated driver. */
export { createEmulatedDriver } from './driver.js';
export type { EmulatedDriver, EmulatedDriverOptions } from './driver.js';
export type { Incident } from './handle-table.js';
export type { Offer } from './offers.js';
export { defaultParts } from './parts.js';
export type { Parts } from './parts.js';
export { defaultProfile } from './profile.js';
export type { CryptoTypeSupport, EmulatedProfile } from './profile.js';
export type { CryptoSession, Device, DriverCore, DriverIdentity, Resource } from './state.js';
export { surfaceRuns } from './surface.js';
export type { Run, Surface } from './surface.js';
