import type { CaseGroup } from '../../framework/group.js';
import { certificateGroup } from './certificate.js';
import { commandGroup } from './command.js';
import { keyExchangeGroup } from './key-exchange.js';
import { openGroup } from './open.js';
import { sequenceStartGroup } from './sequence-start.js';
import { statesGroup } from './states.js';
import { statusGroup } from './status.js';

/** The groups of COPP, in the order of a session's life. */
export const coppGroups: readonly CaseGroup[] = [
  openGroup,
  statesGroup,
  certificateGroup,
  keyExchangeGroup,
  sequenceStartGroup,
  commandGroup,
  statusGroup,
];
