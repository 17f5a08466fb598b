/** What cases of Direct3D 11 are written with: the fixture, and the helpers that take its case first. */
export { D3D11Case, d3d11 } from './fixture.js';
export type { BltArguments, BltPair, BltResult, ProtectedBlt } from './helpers/blts.js';
export {
  alignedBytes,
  alignedPicture,
  decryptionBlt,
  decryptionPair,
  encryptionBlt,
  encryptionPair,
  requireBlt,
} from './helpers/blts.js';
export type { Caps, SessionKind } from './helpers/caps.js';
export { capsOf, usualKind } from './helpers/caps.js';
export {
  acceptedHash,
  certificateChain,
  negotiate,
  negotiateBytes,
  negotiateWhereOffered,
  renegotiate,
  wrapKey,
} from './helpers/key-exchange.js';
export { expectKey, expectNoKey, keyedSession, keyWorks } from './helpers/keys.js';
export type { Shape, TestResource, Usage } from './helpers/resources.js';
export { createResource, readBack, upload } from './helpers/resources.js';
export type { SessionProbe } from './helpers/session-probe.js';
export { expectLives, probeSession } from './helpers/session-probe.js';
export type { TestSession } from './helpers/sessions.js';
export { createSession, destroySession } from './helpers/sessions.js';
