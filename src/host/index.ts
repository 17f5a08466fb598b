/** Holding a driver the way the runtime does: open, create a device, read its tables. Used by runtime and suite. */
export * from './authenticated-channel.js';
export * from './blocks.js';
export * from './copp.js';
export * from './crypto-session.js';
export * from './decoder.js';
export * from './function-versions.js';
export * from './host-adapter.js';
export * from './host-device.js';
export * from './kernel-adapter.js';
export * from './kernel-device.js';
export * from './kernel-events.js';
export * from './kernel.js';
export * from './objects.js';
export * from './private-memory.js';
export * from './resource.js';
export * from './scratch.js';
export * from './tear-downs.js';
