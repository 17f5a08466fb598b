/** What cases of COPP are written with: the fixture, and the helpers that take its case first. */
export { CoppCase, copp } from './fixture.js';
export type { ActiveSession, Exchanged, ExchangedSession } from './helpers/handshake.js';
export { activeSession, exchangedSession } from './helpers/handshake.js';
export type { QueryName } from './helpers/known.js';
export type { AskOptions, Reply } from './helpers/replies.js';
export { ask } from './helpers/replies.js';
export type { OpenedSession } from './helpers/sessions.js';
export { closeSession, openSession } from './helpers/sessions.js';
