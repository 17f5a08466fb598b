/// <reference types="node" preserve="true" />
/** The emulated driver. */
export { corePolicies } from './core/core-policies.js';
export type { CorePolicies } from './core/core-policies.js';
export type { DriverCore } from './core/driver-core.js';
export type { Incident } from './core/handle-table.js';
export type { DriverIdentity } from './core/identity.js';
export type { KeyRing } from './core/key-ring.js';
export { createEmulatedDriver } from './create-emulated-driver.js';
export type { EmulatedDriver, EmulatedDriverOptions, Policies } from './create-emulated-driver.js';
export { coppPolicies } from './copp/policies.js';
export type { CommandCheck, CoppCall, CoppPolicies } from './copp/policies.js';
export type { CoppIdentity } from './copp/identity.js';
export type { CoppBase, CoppSession } from './copp/state.js';
export type { Offer } from './d3d11/offers.js';
export { d3d11Policies } from './d3d11/policies.js';
export type { D3D11Policies } from './d3d11/policies.js';
export type { CryptoTypeSupport } from './d3d11/profile.js';
export type { CryptoSession, D3D11Base, Device, Resource } from './d3d11/state.js';
export { surfaceRuns } from './d3d11/surface.js';
export type { Run, Surface } from './d3d11/surface.js';
export type { Output } from './outputs/output.js';
export { defaultOutputs, hdmiOutput, televisionOutput } from './outputs/profile.js';
export type { MonitorProfile, OutputProfile, OutputsProfile } from './outputs/profile-schema.js';
export { defaultProfile, profileChangesSchema } from './profile.js';
export type { EmulatedProfile } from './profile.js';
export { profileToJson, readProfileJson } from './profile-json.js';
export type { DescribedProfile } from './profile-json.js';
