/** The clauses of the Certified Output Protection Protocol. */
import { certificatesClauses } from './certificates.js';
import { handshakeClauses } from './handshake.js';
import { messagesClauses } from './messages.js';

export { coppSetAside } from './set-aside.js';

export const coppClauses = {
  ...handshakeClauses,
  ...messagesClauses,
  ...certificatesClauses,
} as const;
