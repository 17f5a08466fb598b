import type * as v from 'valibot';
import { DEFAULT_SWITCHES } from '../src/driver/index.js';
import { anyMembers, checkOptions, members } from '../src/options/index.js';
import { adapterProfileEntries, defaultAdapter } from './adapter-profile.js';
import { defaultChannels } from './channel/profile.js';
import { channelProfileEntries } from './channel/profile-schema.js';
import { coppProfileEntries } from './copp/profile-schema.js';
import { d3d11ProfileEntries } from './d3d11/profile-schema.js';
import { defaultProfile as d3d11Profile } from './d3d11/profile.js';
import { opmProfileEntries } from './opm/profile-schema.js';
import { defaultOpm } from './opm/profile.js';
import { opmSandboxProfileEntries } from './opm-sandbox-profile.js';
import { outputsProfileEntries } from './outputs/profile-schema.js';
import { defaultOutputs } from './outputs/profile.js';

/** What each interface wants of a profile. */
export const profileEntries = {
  ...adapterProfileEntries,
  ...d3d11ProfileEntries,
  ...outputsProfileEntries,
  ...channelProfileEntries,
  ...coppProfileEntries,
  ...opmProfileEntries,
  ...opmSandboxProfileEntries,
};

const profileSchema = members(profileEntries);

/** What one emulated driver offers, and how it takes the points that the documents leave open. */
export type EmulatedProfile = Readonly<v.InferOutput<typeof profileSchema>>;

/** Any members of a profile: what is left out is the default's. */
export const profileChangesSchema = anyMembers(profileEntries);

/** The default: every switch as decided, and only what exists (D-66). */
export const defaultProfile: EmulatedProfile = {
  ...DEFAULT_SWITCHES,
  ...d3d11Profile,
  adapter: defaultAdapter,
  outputs: defaultOutputs,
  ...defaultChannels,
  ...defaultOpm,
  opmSandbox: null,
};

/**
 * A profile as a caller gave it, checked.
 * @param call the function that it was passed to
 * @param root what errors call it
 * @throws TypeError naming the member, what was expected and what came
 */
export function checkProfile(
  profile: unknown,
  call = 'createEmulatedDriver',
  root = 'profile',
): EmulatedProfile {
  return checkOptions(call, profileSchema, profile, root);
}
