/** The clauses of the Output Protection Manager. */
import { configureClauses } from './configure.js';
import { driverInterfaceClauses } from './driver-interface.js';
import { handshakeClauses } from './handshake.js';
import { informationClauses } from './information.js';

export { opmSetAside } from './set-aside.js';

export const opmClauses = {
  ...handshakeClauses,
  ...informationClauses,
  ...configureClauses,
  ...driverInterfaceClauses,
} as const;
