import type { CaseGroup } from '../../framework/group.js';
import { certificateGroup } from './certificate.js';
import { clientGroup } from './client.js';
import { configureGroup } from './configure.js';
import { coppInformationGroup } from './copp-information.js';
import { createGroup } from './create.js';
import { destroyGroup } from './destroy.js';
import { flagsGroup } from './flags.js';
import { informationGroup } from './information.js';
import { interfaceGroup } from './interface.js';
import { levelsGroup } from './levels.js';
import { nullPointersGroup } from './null-pointers.js';
import { randomGroup } from './random.js';
import { requestsGroup } from './requests.js';
import { signalingGroup } from './signaling.js';
import { signingKeyGroup } from './signing-key.js';
import { srmGroup } from './srm.js';
import { statesGroup } from './states.js';

/** The groups of OPM, in the order of an output's life. */
export const opmGroups: readonly CaseGroup[] = [
  interfaceGroup,
  certificateGroup,
  createGroup,
  statesGroup,
  randomGroup,
  signingKeyGroup,
  informationGroup,
  coppInformationGroup,
  requestsGroup,
  configureGroup,
  levelsGroup,
  flagsGroup,
  srmGroup,
  signalingGroup,
  destroyGroup,
  nullPointersGroup,
  clientGroup,
];
