/** The groups of COPP, in the order in which the suite runs them. */
import type { CaseGroup } from '../../framework/group.js';
import { openGroup } from './open.js';

export const coppGroups: readonly CaseGroup[] = [openGroup];
