import type { CaseGroup } from '../../framework/group.js';
import { destroyGroup } from './destroy.js';

/** The groups of OPM, in the order of an output's life. */
export const opmGroups: readonly CaseGroup[] = [destroyGroup];
