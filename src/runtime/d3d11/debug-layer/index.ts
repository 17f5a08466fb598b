/** The debug layer of a device: messages, who may read them, and what is alive. */
export * from './caller-checks.js';
export * from './channel-checks.js';
export * from './counter-checks.js';
export * from './debug.js';
export * from './driver-answers.js';
export * from './info-queue.js';
export * from './live-objects.js';
export * from './live-report.js';
export * from './message.js';
export * from './message-store.js';
export * from './removal-messages.js';
export * from './settings.js';
