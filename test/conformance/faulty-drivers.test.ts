import { describe, expect, it } from '@jest/globals';
import { allCases, CLAUSES, DECISIONS } from '../../src/conformance/index.js';
import { faultyNamedDrivers, honestDrivers } from '../../src/cli/drivers.js';
import { HostAdapter } from '../../src/host/index.js';
import { isLong } from './some-cases.js';
import { killPairsFile, passingOn, readKillPairs, settleKillPairs } from './kill-pairs.js';

describe('the suite and the faulty drivers', () => {
  const faulty = faultyNamedDrivers();
  const written = readKillPairs();
  /** All of them take a minute, which `npm run long` has; else every twentieth driver, on the cases that are written. */
  const asked = isLong ? faulty : faulty.filter((_, index) => index % 20 === 0);
  const names = new Set(asked.map(({ name }) => name));
  const pairs = Object.fromEntries(Object.entries(written).filter(([, name]) => names.has(name)));
  const passing = isLong
    ? passingOn(honestDrivers(faulty), allCases())
    : allCases().filter(({ id }) => Object.hasOwn(written, id));

  it('leave none over: each driver fails a case that cites what it breaks, each case is failed by such a driver', () => {
    const { survivors, untrue, ...odd } = settleKillPairs(passing, asked, pairs);
    const wrong = Object.entries({ untrue, ...(isLong && odd) }).flatMap(([what, names]) =>
      names.map((name) => `${what}: ${name}`),
    );
    expect(wrong.length > 0 ? [...wrong, `npm run kill-matrix writes ${killPairsFile} anew`] : []).toEqual(
      [],
    );
    expect(survivors).toEqual([]);
    expect(faulty).not.toEqual([]);
  });

  it('have a name, a line and something to break, each of its own', () => {
    expect(new Set(faulty.map(({ name }) => name)).size).toBe(faulty.length);
    const known = new Set([...Object.keys(CLAUSES), ...Object.keys(DECISIONS)]);
    const odd = faulty.filter(
      ({ name, description, breaks }) =>
        !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ||
        !/^[a-z].* \S/i.test(description) ||
        breaks.length === 0 ||
        breaks.some((rule) => !known.has(rule)),
    );
    expect(odd.map(({ name }) => name)).toEqual([]);
  });

  it('break one thing and not everything: each driver still opens and makes a device', () => {
    const broken = faulty.filter(({ create }) => {
      const driver = create();
      const { adapter } = HostAdapter.open(driver);
      return adapter?.createDevice().device == null;
    });
    expect(broken.map(({ name }) => name)).toEqual([]);
  });
});
