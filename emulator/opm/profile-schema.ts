import * as v from 'valibot';
import { members, oneOf } from '../../src/options/index.js';
import type { WithOutputs } from '../outputs/profile-schema.js';

const opm = members({
  /** The newest interface that DxgkDdiQueryInterface fills (OPM-49), that of version 1 beside it; 0 for a driver without OPM. */
  interfaceVersion: v.picklist([0, 1, 4], '0, 1 or 4'),
  /**
   * How the hardware functionality scan ended: after a failure there is no certificate (OPM-39); of a device that does not
   * work at all not even the adapter opens.
   */
  hardwareScan: oneOf('passed', 'failed', 'device-failed'),
});

/** OPM's part of the profile. */
export const opmProfileEntries = {
  opm,
  /** D-54: ACP and CGMS-A under OPM semantics. */
  opmAnalog: oneOf('refuse', 'allow'),
};

/** What OPM reads of a profile. */
export interface OpmProfile extends WithOutputs {
  readonly opm: Readonly<v.InferOutput<typeof opm>>;
  readonly opmAnalog: 'refuse' | 'allow';
}
