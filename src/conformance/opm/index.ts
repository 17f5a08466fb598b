/** What cases of OPM are written with: the fixture, and the helpers that take its case first. */
export type { Semantics } from './fixture.js';
export { opm, OpmCase } from './fixture.js';
export type { ActiveOutput, ReadyOutput } from './helpers/handshake.js';
export { activeOutput, readyOutput } from './helpers/handshake.js';
export type { RequestName } from './helpers/known.js';
export type { CreatedOutput } from './helpers/protected-outputs.js';
export { createdOutput, destroyOutput } from './helpers/protected-outputs.js';
