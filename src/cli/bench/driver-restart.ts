import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DriverProcess } from '../../isolation/driver-process.js';
import { LivingChildren } from '../../isolation/living-children.js';
import type { BenchResult } from './measure.js';
import { median } from './measure.js';

const millisecondsAllowed = 300;

/** From the start of a driver's process to its first case: what every crash costs. */
export async function driverRestart(rounds: number): Promise<BenchResult> {
  const folder = mkdtempSync(join(tmpdir(), 'softumd-'));
  const driver = join(folder, 'driver.mjs');
  const emulated = new URL('../../facade/index.js', import.meta.url).href;
  writeFileSync(
    driver,
    `import { createDriver } from '${emulated}'; export const openAdapter = () => createDriver();`,
  );
  const children = new LivingChildren();
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    const started = new DriverProcess({ driver, timeoutSeconds: 10, children });
    const answer = await started.started();
    times.push(performance.now() - begun);
    await started.stop();
    if (!('ready' in answer)) throw new Error('the driver did not start');
  }
  rmSync(folder, { recursive: true });
  const value = median(times);
  const limit = millisecondsAllowed;
  const limitIs = 'the aim: 300 ms from a crash to the next case';
  return { name: 'driver-restart', value, unit: 'ms', limit, limitIs, ratio: limit / value, aim: 1 };
}
