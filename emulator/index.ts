/// <reference types="node" preserve="true" />
/** The emulated driver. */
export { createEmulatedDriver } from './d3d11/driver.js';
export type { EmulatedDriver, EmulatedDriverOptions } from './d3d11/driver.js';
export type { Incident } from './core/handle-table.js';
export type { Offer } from './d3d11/offers.js';
export { defaultParts } from './d3d11/parts.js';
export type { Parts } from './d3d11/parts.js';
export { defaultProfile } from './d3d11/profile.js';
export { profileChangesSchema } from './d3d11/profile-schema.js';
export type { CryptoTypeSupport, EmulatedProfile } from './d3d11/profile.js';
export type { CryptoSession, Device, DriverCore, DriverIdentity, Resource } from './d3d11/state.js';
export { surfaceRuns } from './d3d11/surface.js';
export type { Run, Surface } from './d3d11/surface.js';
