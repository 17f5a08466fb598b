import type { CaseGroup } from '../../framework/group.js';
import { certificateGroup } from './certificate.js';
import { clientGroup } from './client.js';
import { closeGroup } from './close.js';
import { commandGroup } from './command.js';
import { connectorGroup } from './connector.js';
import { flagsGroup } from './flags.js';
import { keyExchangeGroup } from './key-exchange.js';
import { levelGroup } from './level.js';
import { nullPointersGroup } from './null-pointers.js';
import { openGroup } from './open.js';
import { sequenceStartGroup } from './sequence-start.js';
import { signalingGroup } from './signaling.js';
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
  connectorGroup,
  levelGroup,
  signalingGroup,
  flagsGroup,
  closeGroup,
  nullPointersGroup,
  clientGroup,
];
