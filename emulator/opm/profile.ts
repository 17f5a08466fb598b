import type { OpmProfile } from './profile-schema.js';

/** The default: the newest interface, on hardware that is what it says. */
export const defaultOpm: Pick<OpmProfile, 'opm'> = {
  opm: { interfaceVersion: 4, hardwareScan: 'passed' },
};
