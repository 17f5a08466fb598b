/** The clauses of Direct3D 11's device, resources, crypto sessions and authenticated channels. */
import { bltsClauses } from './blts.js';
import { capabilitiesClauses } from './capabilities.js';
import { channelsClauses } from './channels.js';
import { decodersClauses } from './decoders.js';
import { devicesClauses } from './devices.js';
import { generalClauses } from './general.js';
import { hardwareClauses } from './hardware.js';
import { openingClauses } from './opening.js';
import { resourcesClauses } from './resources.js';
import { sessionKeysClauses } from './session-keys.js';
import { sessionsClauses } from './sessions.js';
import { translationClauses } from './translation.js';

export { d3d11SetAside } from './set-aside.js';

export const d3d11Clauses = {
  ...openingClauses,
  ...devicesClauses,
  ...resourcesClauses,
  ...capabilitiesClauses,
  ...sessionsClauses,
  ...sessionKeysClauses,
  ...bltsClauses,
  ...hardwareClauses,
  ...decodersClauses,
  ...channelsClauses,
  ...translationClauses,
  ...generalClauses,
} as const;
