import type { Outcome } from './outcome.js';
import type { CaseResult, RunReport } from './runner.js';

/**
 * One faulty driver, run.
 * @example
 * const cases = selectCases(allCases(), ['negotiate']);
 * const driver = () => createDriver({ profile: { oaepHash: 'sha1' } });
 * const run: FaultyRun = { name: 'sha1', breaks: ['D-01'], report: runConformance({ driver, cases }) };
 */
export interface FaultyRun {
  readonly name: string;
  /** The clauses and decisions that it breaks. */
  readonly breaks: readonly string[];
  readonly report: RunReport;
  /** The good driver of the same profile, run; the usual one where it is left out. */
  readonly good?: RunReport;
}

/**
 * One faulty driver in the matrix.
 * @example
 * const survives = ({ killedBy }: MatrixColumn) => killedBy.length === 0;
 */
export interface MatrixColumn {
  readonly name: string;
  /** The cases that it fails and the good driver passes. */
  readonly killedBy: readonly string[];
}

/**
 * Which case catches which fault.
 * @example
 * const isSettled = ({ survivors, unproven }: KillMatrix) => survivors.length + unproven.length === 0;
 */
export interface KillMatrix {
  readonly drivers: readonly MatrixColumn[];
  /** Faulty drivers that no case fails. */
  readonly survivors: readonly string[];
  /** Cases that a good driver passes and no faulty driver fails for what it breaks: nothing shows what they are worth. */
  readonly unproven: readonly string[];
}

const idsWith = ({ cases }: RunReport, ...outcomes: readonly Outcome[]) =>
  cases.filter((one) => outcomes.includes(one.outcome)).map(({ id }) => id);

/**
 * The cases that fail a faulty driver, or warn of it where that is the most that they do; one that the good driver does
 * not pass proves nothing about another.
 * @example
 * const compare = (good: RunReport, faulty: RunReport) => caughtBy(good, faulty).join(' ');
 */
export function caughtBy(good: RunReport, faulty: RunReport): string[] {
  const passed = new Set(idsWith(good, 'pass'));
  return idsWith(faulty, 'fail', 'warn').filter((id) => passed.has(id));
}

/**
 * The cases that one of several good drivers passes, each once: what one profile lacks, another has.
 * @example
 * const passed = (good: RunReport, other: RunReport) => passedBy([good, other]).length;
 */
export function passedBy(reports: readonly RunReport[]): string[] {
  return [...new Set([...new Set(reports)].flatMap((report) => idsWith(report, 'pass')))];
}

/**
 * True when a case cites something of what a driver breaks: its failure is then no accident.
 * @example
 * const citing = allCases().filter((one) => citesAny(one, ['NCS-6', 'D-02']));
 */
export function citesAny(
  { clauses, decisions }: Pick<CaseResult, 'clauses' | 'decisions'>,
  breaks: readonly string[],
): boolean {
  return [...clauses, ...decisions].some((rule) => breaks.includes(rule));
}

/**
 * Puts runs of one list of cases together.
 * @example
 * const cases = selectCases(allCases(), ['get-handle']);
 * const good = runConformance({ driver: () => createDriver(), cases });
 * const { survivors } = killMatrix(good, [{ name: 'the good one', breaks: ['CSGH-1'], report: good }]);
 */
export function killMatrix(good: RunReport, runs: readonly FaultyRun[]): KillMatrix {
  const drivers = runs.map((run) => ({ name: run.name, killedBy: caughtBy(run.good ?? good, run.report) }));
  const proven = new Set(
    runs.flatMap(({ breaks, report }, index) => {
      const killers = new Set(drivers[index]!.killedBy);
      return report.cases.filter((one) => killers.has(one.id) && citesAny(one, breaks)).map(({ id }) => id);
    }),
  );
  return {
    drivers,
    survivors: drivers.filter(({ killedBy }) => killedBy.length === 0).map(({ name }) => name),
    unproven: passedBy([good, ...runs.map((run) => run.good ?? good)]).filter((id) => !proven.has(id)),
  };
}

/**
 * The whole matrix as text: a row for each case, a column for each faulty driver, x where the one catches the other.
 * @example
 * const draw = (matrix: KillMatrix) => renderMatrix(matrix, allCases().map(({ id }) => id));
 */
export function renderMatrix({ drivers }: KillMatrix, cases: readonly string[]): string {
  const digits = String(drivers.length).length;
  const numbers = drivers.map((_, index) => String(index + 1).padStart(digits));
  const legend = drivers.map(({ name }, index) => `${numbers[index]!}  ${name}`);
  const heads = Array.from({ length: digits }, (_, line) => numbers.map((number) => number[line]).join(''));
  const killers = drivers.map(({ killedBy }) => new Set(killedBy));
  const rows = cases.map((id) => `${killers.map((ids) => (ids.has(id) ? 'x' : '.')).join('')}  ${id}`);
  return `${[...legend, '', ...heads, ...rows].join('\n')}\n`;
}
