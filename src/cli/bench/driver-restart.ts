import { DriverProcess } from '../../isolation/driver-process.js';
import { LivingChildren } from '../../isolation/living-children.js';
import { withEmulatedModule } from './emulated-module.js';
import type { BenchResult } from './measure.js';
import { median } from './measure.js';

const millisecondsAllowed = 300;

async function startOnce(driver: string): Promise<number> {
  const begun = performance.now();
  const started = new DriverProcess({ driver, timeoutSeconds: 10, children: new LivingChildren() });
  const answer = await started.started();
  const milliseconds = performance.now() - begun;
  await started.stop();
  if (!('ready' in answer)) throw new Error('the driver did not start');
  return milliseconds;
}

/** From the start of a driver's process to its first case: what every crash costs. */
export function driverRestart(rounds: number): Promise<BenchResult> {
  return withEmulatedModule(async (driver) => {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) times.push(await startOnce(driver));
    const value = median(times);
    const limit = millisecondsAllowed;
    const limitIs = 'the aim: 300 ms from a crash to the next case';
    return { name: 'driver-restart', value, unit: 'ms', limit, limitIs, ratio: limit / value, aim: 1 };
  });
}
