import type { DescribedProfile } from '../../emulator/index.js';
import { readProfile } from '../facade/load-profile.js';
import { UsageError } from './cli.js';

/**
 * The profile that a command line names: one of the package, or the path of a JSON file.
 * @throws UsageError for a name that there is not, and for a file that is no profile
 */
export function readProfileArgument(name: string): DescribedProfile {
  const call = 'softumd';
  try {
    return readProfile(call, name);
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message.slice(`${call}: `.length));
    throw error;
  }
}
