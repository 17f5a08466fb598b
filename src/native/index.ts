/** The real binary interface: a driver library as a driver under test, and a recorder that outlives a crash. */
export { FlightRecorder } from './flight-recorder.js';
export { chapterOf, readRecording } from './read-recording.js';
export type { RecordedCall } from './read-recording.js';
export { RECORDING_BYTES } from './recording-layout.js';
export type { StrayCallback } from './callback-gate.js';
export { DriverLoadError } from './driver-load-error.js';
export { loadDriverLibrary } from './library.js';
export type { NativeDriver, NativeLibrary } from './library.js';
export type { ForeignAccess } from './native-memory.js';
export { openSharedFile } from './shared-file.js';
export type { SharedFile } from './shared-file.js';
