/** The debug layer of a device: messages, who may read them, and what is alive. */
export * from './caller-checks.js';
export * from './counter-checks.js';
export * from './driver-answers.js';
export * from './live-objects.js';
export * from './live-report.js';
export * from './message.js';
export * from './message-store.js';
export * from './settings.js';
