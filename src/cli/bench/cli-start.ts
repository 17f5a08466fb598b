import { spawnSync } from 'node:child_process';
import { packageFile } from '../../package-files.js';
import type { BenchResult } from './measure.js';
import { interleaved } from './measure.js';

/** `softumd --version` against an empty Node. */
export function cliStart(rounds: number): BenchResult {
  const command = packageFile('src/cli/softumd.js');
  const run = (args: readonly string[]) => () => {
    const { status } = spawnSync(process.execPath, args);
    if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  };
  const { ours, theirs, ratio } = interleaved(rounds, run([command, '--version']), run(['-e', '0']));
  return { name: 'cli-start', value: ours, unit: 'ms', limit: theirs, limitIs: 'node -e 0', ratio };
}
