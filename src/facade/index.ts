/// <reference types="node" preserve="true" />
/** The objects that people write tests with. */
export { createAdapter, createDevice, createMachine } from './create-device.js';
export type { Adapter } from './adapter.js';
export { AuthenticatedChannel } from './authenticated-channel.js';
export type { ApiCall } from '../trace/index.js';
export type { ApiFaultRule, ApiFaults } from './api-watch.js';
export { AdapterMonitor } from './adapter-description.js';
export type { AdapterDescription } from './adapter-description.js';
export type { Box, DecryptionOptions, HwProtectionCommand, TextureOptions } from './call-options.js';
export { CertifiedOutputProtection } from './certified-output-protection.js';
export { createDriver } from './create-driver.js';
export { createOutputs, Monitor, Outputs, VideoOutput } from './outputs.js';
export type {
  CoppDriverCertificate,
  DeviceOptions,
  DriverCertificate,
  DriverOptions,
  MachineOptions,
} from './driver-options.js';
export { CryptoSession } from './crypto-session.js';
export type { DecoderOptions, FrameBuffer, FrameOptions } from './decoder-options.js';
export { Device } from './device.js';
export type { ResourceKind } from './create-resource.js';
export { HResultError } from './hresult-error.js';
export type { HwProtectionResult } from '../player/index.js';
export type { PrivateDataSize } from './hw-protection.js';
export { LeakError } from './leaks.js';
export { loadProfile, profileNames } from './load-profile.js';
export type { Machine } from './machine.js';
export type { Mapping } from './mapping.js';
export { OpmVideoOutput } from './opm-video-output.js';
export type { VideoOutputsOptions } from './opm-video-output.js';
export { Resource } from './resource.js';
export type { ResourceDescription } from './resource.js';
export { testCoppRoot, testRoot } from './test-roots.js';
export { DecoderOutputView, VideoDecoder } from './video-decoder.js';
export { VideoContext } from './video-context.js';
export { VideoDevice } from './video-device.js';
