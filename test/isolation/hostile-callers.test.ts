import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseResult } from '../../src/conformance/index.js';
import { allCases, selectCases } from '../../src/conformance/index.js';
import { runIsolated } from '../../src/isolation/index.js';
import { driverFiles } from './driver-files.js';

const { folder, misbehaving } = driverFiles();
const cases = (...queries: string[]) => selectCases(allCases(), queries);

describe('a driver in processes of its own, and callers who break the contract', () => {
  it('weighs a death by what the case was checking, and by its caller', async () => {
    const chosen = cases('create:create-destroy', 'negotiate:dropped-zero-byte', 'create:null-pointer');
    const dying = (declared: boolean) => {
      const driver = misbehaving('CreateCryptoSession', "process.kill(process.pid, 'SIGSEGV'); for (;;);");
      if (!declared) {
        const text = readFileSync(driver, 'utf8');
        writeFileSync(
          driver,
          text.replace(
            'return interposeDriver(driver',
            'delete driver.profile; return interposeDriver(driver',
          ),
        );
      }
      return driver;
    };
    const outcomes = async (driver: string) =>
      (await runIsolated({ driver, cases: chosen })).cases.map(({ outcome, hostile = false }) => [
        outcome,
        hostile,
      ]);
    expect(chosen.map(({ hostile }) => hostile)).toEqual([false, true, true, false]);
    expect(await outcomes(dying(true))).toEqual(chosen.map(({ hostile }) => ['fail', hostile]));
    expect(await outcomes(dying(false))).toEqual([
      ['fail', false],
      ['warn', true],
      ['warn', true],
      ['warn', false], // what is refused there is decided
    ]);
  }, 30_000);

  /** The driver, with a note of its process at each case; and the processes that it was in. */
  const noting = (name: string, functionName = 'OpenAdapter10_2', body = '') => {
    const log = join(folder, name);
    const append = `process.getBuiltinModule('node:fs').appendFileSync(${JSON.stringify(log)}, process.pid + '\\n')`;
    const driver = misbehaving(functionName, `${append}; ${body}`);
    return { driver, processes: () => new Set(readFileSync(log, 'utf8').trim().split('\n')).size };
  };

  it.each([1, 2])(
    'keeps hostile callers from the other cases, whose order stays: %i at a time',
    async (jobs) => {
      const { driver, processes } = noting(`processes-${jobs}`);
      const chosen = cases('get-handle', 'adapter:open-twice');
      const seen: number[] = [];
      const onProgress = (_result: CaseResult, done: number) => seen.push(done);
      const { cases: results } = await runIsolated({ driver, cases: chosen, jobs, onProgress });
      expect(results.map(({ id }) => id)).toEqual(chosen.map(({ id }) => id));
      expect(results.filter(({ outcome }) => outcome !== 'pass')).toEqual([]);
      expect(seen).toEqual(chosen.map((_, index) => index + 1));
      expect(chosen.filter(({ hostile }) => hostile)).toHaveLength(1);
      expect(processes()).toBe(jobs + 1);
    },
    30_000,
  );

  it('starts no process more for cases without a hostile caller, and one for all that are refused as they should', async () => {
    const calm = noting('calm');
    await runIsolated({ driver: calm.driver, cases: cases('get-handle').filter(({ hostile }) => !hostile) });
    expect(calm.processes()).toBe(1);
    const hostile = noting('hostile');
    await runIsolated({
      driver: hostile.driver,
      cases: cases('caps:null-pointer', 'get-handle:null-pointer'),
    });
    expect(hostile.processes()).toBe(1);
  }, 30_000);

  it('starts anew after a hostile caller that was not refused', async () => {
    const { driver, processes } = noting(
      'spoilt',
      'GetContentProtectionCaps',
      'if (args.includes(0)) return 0',
    );
    const chosen = cases('caps:null-pointer', 'get-handle:null-pointer');
    const { cases: results } = await runIsolated({ driver, cases: chosen });
    expect(results.map(({ outcome }) => outcome)).toEqual(['fail', 'fail', 'fail', 'pass']);
    expect(processes()).toBe(4);
  }, 30_000);

  it('puts down what a hostile caller spoiled to its own case', async () => {
    // Once it was given NULL this driver fails every later call of its process, and then dies.
    const driver = misbehaving(
      'CryptoSessionGetHandle',
      'if (args[2] === 0) setTimeout(() => process.exit(5), 0)',
    );
    const chosen = cases('get-handle', 'adapter:versions-count');
    const { cases: results } = await runIsolated({ driver, cases: chosen });
    expect(results.flatMap(({ id, outcome }) => (outcome === 'pass' ? [] : [id]))).toEqual([
      'get-handle:null-pointer',
    ]);
  }, 30_000);
});
