/// <reference types="node" preserve="true" />
/** The objects that people write tests with. */
export { createAdapter, createDevice } from './create-device.js';
export type { Adapter } from './create-device.js';
export { CertifiedOutputProtection } from './certified-output-protection.js';
export { createDriver } from './create-driver.js';
export { createOutputs, Monitor, Outputs, VideoOutput } from './outputs.js';
export type {
  CoppDriverCertificate,
  DeviceOptions,
  DriverCertificate,
  DriverOptions,
} from './driver-options.js';
export { CryptoSession } from './crypto-session.js';
export { Device } from './device.js';
export type { ResourceKind } from './device.js';
export { HResultError } from './hresult-error.js';
export { Resource } from './resource.js';
export { VideoContext, VideoDevice } from './video.js';
