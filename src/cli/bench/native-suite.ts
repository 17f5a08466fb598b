import type { ConformanceCase, RunReport } from '../../conformance/index.js';
import { allCases } from '../../conformance/index.js';
import { DriverLoadError, runIsolated } from '../../isolation/index.js';
import { UsageError } from '../cli.js';
import { withEmulatedModule } from './emulated-module.js';
import type { BenchResult } from './measure.js';
import { median } from './measure.js';

/** How much longer than on the emulated driver the suite may take on a native one. */
const timesAllowed = 2;

const milliseconds = ({ cases }: RunReport) => cases.reduce((sum, one) => sum + one.milliseconds, 0);

async function run(driver: string, cases: readonly ConformanceCase[]): Promise<RunReport> {
  try {
    return await runIsolated({ driver, cases });
  } catch (error) {
    if (error instanceof DriverLoadError) throw new UsageError(`--driver: ${error.message}`);
    throw error;
  }
}

/** The suite on somebody's driver, against the same cases on the emulated one; the start of processes not counted. */
export async function nativeSuite(driver: string, rounds: number): Promise<BenchResult> {
  const first = await run(driver, allCases());
  const ran = new Set(first.cases.filter(({ outcome }) => outcome !== 'skip').map(({ id }) => id));
  const cases = allCases().filter(({ id }) => ran.has(id));
  const [ours, theirs]: [number[], number[]] = [[], []];
  await withEmulatedModule(async (emulated) => {
    for (let round = 0; round < rounds; round += 1) {
      ours.push(milliseconds(await run(driver, cases)));
      theirs.push(milliseconds(await run(emulated, cases)));
    }
  });
  const value = median(ours);
  const limit = timesAllowed * median(theirs);
  const limitIs = `twice the same ${cases.length} cases on the emulated driver`;
  return { name: 'native-suite', value, unit: 'ms', limit, limitIs, ratio: limit / value, aim: 1 };
}
