import { readdirSync, readFileSync } from 'node:fs';
import type { DescribedProfile, EmulatedProfile } from '../../emulator/index.js';
import { readProfileJson } from '../../emulator/index.js';
import { describeValue, nearest } from '../options/index.js';
import { packageFile } from '../package-files.js';

const folder = 'fixtures/profiles';
const suffix = '.json';

/**
 * The names of the profiles that come with the package.
 *
 * @example
 * ```ts
 * import { createDevice, profileNames } from 'softumd';
 *
 * for (const profile of profileNames()) {
 *   const device = createDevice({ profile });
 *   device.release();
 * }
 * ```
 */
export function profileNames(): readonly string[] {
  return readdirSync(packageFile(folder))
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort();
}

/** @throws TypeError for text that is no JSON */
function parse(call: string, text: string, what: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new TypeError(`${call}: ${what} is no JSON: ${(error as Error).message}`, { cause: error });
  }
}

/** @throws TypeError for a file that cannot be read */
function textOf(call: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new TypeError(`${call}: cannot read '${path}': ${(error as Error).message}`, { cause: error });
  }
}

/** A name, else a path: that has a slash, or the suffix. */
const isPath = (text: string) => /[/\\]/.test(text) || text.endsWith(suffix);

/** {@link loadProfile}, with what the file says of itself. */
export function readProfile(call: string, profile: unknown): DescribedProfile {
  if (typeof profile !== 'string') return readProfileJson(call, profile, 'profile');
  if (profile.trimStart().startsWith('{'))
    return readProfileJson(call, parse(call, profile, 'the profile'), 'profile');
  if (isPath(profile)) return readProfileJson(call, parse(call, textOf(call, profile), profile), profile);
  const names = profileNames();
  if (!names.includes(profile)) {
    const near = nearest(names, profile);
    const help = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${names.join(', ')}`;
    throw new TypeError(`${call}: no profile ${describeValue(profile)}; ${help}`);
  }
  const path = packageFile(`${folder}/${profile}${suffix}`);
  return readProfileJson(call, parse(call, textOf(call, path), path), profile);
}

/**
 * Reads a profile: what a driver offers, and how it takes the points that the documents leave open. What it leaves out is
 * the default's.
 * @param profile the name of one that comes with the package, the path of a JSON file, JSON text, or what was parsed
 *   from JSON; `fixtures/profiles/README.md` has all that can stand there
 * @throws TypeError for a name that there is not, with the nearest; for a file that cannot be read; for a member that is
 *   none, or a wrong value; and for what is not emulated
 *
 * @example
 * ```ts
 * import { createDevice, loadProfile } from 'softumd';
 *
 * const { name, cryptoTypes } = loadProfile('whcp-2016');
 * const device = createDevice({ profile: { ...loadProfile('whcp-2016'), rowPitchBytes: 256 } });
 * ```
 */
export function loadProfile(profile: string | object): EmulatedProfile {
  return readProfile('loadProfile', profile).profile;
}
