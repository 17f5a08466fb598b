import { readFileSync } from 'node:fs';
import type { ConformanceCase, Outcome } from '../../src/conformance/index.js';
import { caseRunner, citesAny, passedBy, runConformance } from '../../src/conformance/index.js';
import type { NamedDriver, NamedFaultyDriver } from '../../src/cli/drivers.js';

/** By the id of a case: the name of a faulty driver that fails it for something that the case cites. */
export type KillPairs = Readonly<Record<string, string>>;

/** From the project's folder, where scripts and jest run. */
export const killPairsFile = 'fixtures/faulty-drivers/kill-matrix.json';

export const readKillPairs = (): KillPairs => JSON.parse(readFileSync(killPairsFile, 'utf8')) as KillPairs;

type Cases = readonly ConformanceCase[];
type Faulty = readonly NamedFaultyDriver[];

/** The cases that one of several good drivers passes: what one profile lacks, another has. */
export function passingOn(honest: readonly NamedDriver[], cases: Cases): Cases {
  const passed = new Set<string>();
  for (const { create } of honest) {
    const left = cases.filter(({ id }) => !passed.has(id));
    for (const id of passedBy([runConformance({ driver: create, cases: left })])) passed.add(id);
  }
  return cases.filter(({ id }) => passed.has(id));
}

/** Failed, or warned of where that is the most that a case does (D-26): every faulty driver declares its profile. */
const isKill = (outcome: Outcome) => outcome === 'fail' || outcome === 'warn';

/** Which of the cases fail on a driver. */
function failing({ create }: NamedFaultyDriver, cases: Cases): Cases {
  const { cases: results } = runConformance({ driver: create, cases });
  return cases.filter((_, index) => isKill(results[index]!.outcome));
}

/** A pair for every case that has one. Pairs that hold stay, so that a new case is a new line and no more. */
export function findKillPairs(cases: Cases, faulty: Faulty, before: KillPairs): KillPairs {
  const runners = new Map(faulty.map((driver) => [driver, caseRunner(driver.create)]));
  const isFailed = (driver: NamedFaultyDriver, one: ConformanceCase) =>
    isKill(runners.get(driver)!(one).result.outcome);
  return Object.fromEntries(
    cases.flatMap((one) => {
      const able = faulty.filter(({ breaks }) => citesAny(one, breaks));
      const held = able.filter(({ name }) => name === before[one.id]);
      const killer = [...held, ...able].find((driver) => isFailed(driver, one));
      return killer ? [[one.id, killer.name]] : [];
    }),
  );
}

/**
 * What does not hold of the pairs, nothing where all do: cases without a pair; cases that are gone or that the good
 * driver does not pass; pairs whose driver is gone, breaks nothing that the case cites, or does not fail it; faulty
 * drivers that fail no case which cites what they break.
 */
export type Unsettled = Readonly<Record<'missing' | 'gone' | 'untrue' | 'survivors', readonly string[]>>;

/**
 * Runs the pairs again, and each faulty driver that is in none until its first kill.
 * @param cases those that a good driver passes
 */
export function settleKillPairs(cases: Cases, faulty: Faulty, pairs: KillPairs): Unsettled {
  const ids = new Set(cases.map(({ id }) => id));
  const proven = new Set<string>();
  const survivors = faulty.filter((driver) => {
    const citing = cases.filter((one) => citesAny(one, driver.breaks));
    const own = citing.filter(({ id }) => pairs[id] === driver.name);
    const killed = failing(driver, own);
    for (const { id } of killed) proven.add(id);
    if (killed.length > 0) return false;
    const run = caseRunner(driver.create);
    return !citing.some((one) => isKill(run(one).result.outcome));
  });
  return {
    missing: [...ids].filter((id) => !Object.hasOwn(pairs, id)),
    gone: Object.keys(pairs).filter((id) => !ids.has(id)),
    untrue: Object.entries(pairs).flatMap(([id, name]) =>
      ids.has(id) && !proven.has(id) ? [`${id}: ${name}`] : [],
    ),
    survivors: survivors.map(({ name }) => name),
  };
}
