import type { CaseGroup } from '../../framework/group.js';
import { certificateGroup } from './certificate.js';
import { clientGroup } from './client.js';
import { createGroup } from './create.js';
import { destroyGroup } from './destroy.js';
import { interfaceGroup } from './interface.js';
import { nullPointersGroup } from './null-pointers.js';
import { randomGroup } from './random.js';
import { signingKeyGroup } from './signing-key.js';
import { statesGroup } from './states.js';

/** The groups of OPM, in the order of an output's life. */
export const opmGroups: readonly CaseGroup[] = [
  interfaceGroup,
  certificateGroup,
  createGroup,
  statesGroup,
  randomGroup,
  signingKeyGroup,
  destroyGroup,
  nullPointersGroup,
  clientGroup,
];
