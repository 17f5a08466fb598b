import { oneOf } from '../../src/options/index.js';
import type { WithOutputs } from '../outputs/profile-schema.js';

/** COPP's part of the profile. */
export const coppProfileEntries = {
  /** D-51: what is answered to a query that is not known. */
  coppUnknownQuery: oneOf('empty', 'refuse'),
};

/** What COPP reads of a profile. */
export interface CoppProfile extends WithOutputs {
  readonly coppUnknownQuery: 'empty' | 'refuse';
}
