import type { DriverUnderTest } from '../../driver/index.js';
import type { ClauseId } from '../rules/clauses/index.js';
import type { DecisionId } from '../rules/decisions.js';
import type { FailedCalls } from './failed-calls.js';
import { failedCalls } from './failed-calls.js';
import type { Expectation, ExpectedOutcome } from './expectations.js';
import type { FunctionNames } from './function-use.js';
import { FunctionUse, functionUse } from './function-use.js';
import type { Capability } from './fixture.js';
import type { ConformanceCase, PreparedCase } from './group.js';
import type { Outcome } from './outcome.js';
import { CaseFailure, CaseSkip } from './outcome.js';
import { RunMemory } from './run-memory.js';
import { callersOutcome, crashOutcome } from './weighing.js';

/**
 * What became of one case.
 * @example
 * const tell = ({ id, outcome, message = '' }: CaseResult) => `${outcome} ${id} ${message}`;
 */
export interface CaseResult extends Partial<FailedCalls> {
  readonly id: string;
  readonly outcome: Outcome;
  readonly clauses: readonly ClauseId[];
  readonly decisions: readonly DecisionId[];
  /** Present where the caller breaks the runtime's own contract (D-67). */
  readonly hostile?: true;
  /** How long it took, with the making of its driver and the clean-up. */
  readonly milliseconds: number;
  /** Why it did not pass; for a pass nothing. */
  readonly message?: string;
  /** Of a case that failed in a process of its own: the last that the driver printed there; absent for nothing. */
  readonly printed?: string;
  /** Of a case that did not fail: which steps it left out, by what the driver does not offer. */
  readonly leftOut?: readonly string[];
  /** True where the driver's process ended in it: by a crash, an exit or a hang. */
  readonly crashed?: true;
  /** Of a case that was known beforehand: what the file of known outcomes says of it. */
  readonly expectation?: ComparedExpectation;
}

/**
 * What was known of a case beforehand, and whether it came so. Where it did not, the case fails, whatever it was.
 * @example
 * const told = ({ at, reason, met }: ComparedExpectation) => `${met ? 'as' : 'not as'} ${at} says: ${reason}`;
 */
export interface ComparedExpectation extends Omit<Expectation, 'query'> {
  readonly received: ExpectedOutcome;
  readonly met: boolean;
}

/**
 * How many cases came out which way.
 * @example
 * const isGood = ({ failed, warned }: RunSummary) => failed === 0 && warned === 0;
 */
export interface RunSummary {
  readonly passed: number;
  readonly failed: number;
  readonly warned: number;
  readonly skipped: number;
  /** How many failed or warned as it was known beforehand; they are in none of the others. Absent for none. */
  readonly expected?: number;
}

/**
 * What is wrong with a run and with none of its cases.
 * @example
 * const told = ({ name, message }: RunProblem) => `${name}: ${message}`;
 */
export interface RunProblem {
  /** `require:group`, or `expect:file:line`. */
  readonly name: string;
  /** One line. */
  readonly message: string;
}

/**
 * What a run found.
 * @example
 * const failures = ({ cases }: RunReport) => cases.filter(({ outcome }) => outcome === 'fail');
 */
export interface RunReport {
  /** The name of the driver that was run. */
  readonly driver: string;
  readonly summary: RunSummary;
  readonly cases: readonly CaseResult[];
  /** Functions in the driver's tables that no case of this run called: nothing is known of them. */
  readonly uncalled?: readonly string[];
  /** Why the run fails besides its cases; absent for none. */
  readonly problems?: readonly RunProblem[];
}

/**
 * What to run.
 * @example
 * const options: RunOptions = {
 *   driver: () => createDriver({ seed: 1 }),
 *   cases: selectCases(allCases(), ['negotiate']),
 *   onProgress: ({ id, outcome }, done, of) => process.stderr.write(`${done}/${of} ${id} ${outcome}\n`),
 * };
 */
export interface RunOptions {
  /** Makes the driver under test; called once for each case, so that none sees another's traces. */
  readonly driver: () => DriverUnderTest;
  readonly cases: readonly ConformanceCase[];
  /** Called after each case. */
  readonly onProgress?: (result: CaseResult, done: number, of: number) => void;
}

type Verdict = Pick<CaseResult, 'outcome' | 'message' | 'leftOut' | keyof FailedCalls>;

const lackText: Readonly<Record<Capability, string>> = {
  control: 'the driver has no control (to remove its device, to fail an allocation)',
  oracle: 'the driver has no oracle (to look at its keys and resources)',
};

/** Why a case cannot run on this driver at all: what its test needs is not there, or what its fixture opens. */
function reasonToSkip(
  driver: DriverUnderTest,
  { needs, fixture }: Pick<ConformanceCase, 'needs' | 'fixture'>,
): string | undefined {
  const absent = needs.find((capability) => driver[capability] === undefined);
  return absent ? lackText[absent] : fixture.requires?.(driver);
}

/** How a body ended that did not return. */
type Ending = Pick<CaseResult, 'message'> & { readonly outcome: 'skip' | 'warn' | 'fail' };

function endingOf(error: unknown, crashed: 'warn' | 'fail'): Ending {
  if (error instanceof CaseSkip) return { outcome: 'skip', message: error.message };
  if (error instanceof CaseFailure) return { outcome: 'fail', message: error.message };
  // Functions of the DDI throw nothing, so an exception is the driver's crash (D-13), or a mistake in the case.
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { outcome: crashed, message: `thrown during the case: ${text}` };
}

/** Runs `body` and says how it ended; undefined when it returned. */
function endOf(body: () => void, crashed: 'warn' | 'fail'): Ending | undefined {
  try {
    body();
  } catch (error) {
    return endingOf(error, crashed);
  }
  return undefined;
}

/** Runs a case. `crashed` is what an exception comes to. */
function judge(
  { case: t, run }: PreparedCase,
  candidate: ConformanceCase,
  crashed: 'warn' | 'fail',
): Verdict {
  const ended = endOf(run, crashed);
  // Taken before the clean-up, whose calls would push out those that tell what happened.
  const calls = ended && ended.outcome !== 'skip' ? t.calls() : [];
  const cleaned = endOf(() => {
    t.cleanUp();
  }, crashed);
  if (ended?.outcome === 'fail') return { ...ended, ...failedCalls(candidate, calls) };
  if (cleaned?.outcome === 'fail') return { ...cleaned, ...failedCalls(candidate, t.calls()) };
  const { warnings, leftOut } = t;
  const less = { ...(leftOut.length > 0 && { leftOut }) };
  const crash = [ended, cleaned].find((one) => one?.outcome === 'warn');
  if (crash) {
    const message = [...warnings, crash.message].join('\n');
    const last = crash === ended ? calls : t.calls();
    return { outcome: 'warn', message, ...less, ...failedCalls(candidate, last) };
  }
  if (warnings.length > 0) return { outcome: 'warn', message: warnings.join('\n'), ...less };
  return ended ?? { outcome: 'pass', ...less };
}

function runCase(driver: DriverUnderTest, candidate: ConformanceCase, run: RunMemory): Verdict {
  const reason = reasonToSkip(driver, candidate);
  if (reason !== undefined) return { outcome: 'skip', message: reason };
  const hasProfile = driver.profile !== undefined;
  const verdict = judge(candidate.prepare({ driver, run }), candidate, crashOutcome(candidate, hasProfile));
  return { ...verdict, outcome: callersOutcome(candidate, verdict.outcome, hasProfile) };
}

/**
 * What became of a case, and the name of the driver that was made for it.
 * @example
 * const { driver, result }: CaseRun = caseRunner(() => createDriver())(allCases()[0]!);
 */
export interface CaseRun {
  readonly driver: string;
  readonly result: CaseResult;
  /** The functions that the driver had, and those that were called, in all cases so far. */
  readonly functions: FunctionNames;
}

/**
 * Runs cases one at a time, each on a fresh driver; what one found out serves the next.
 * @param makeDriver called once for each case
 * @example
 * const run = caseRunner(() => createDriver());
 * const failed = allCases().filter((one) => run(one).result.outcome === 'fail');
 */
export function caseRunner(makeDriver: () => DriverUnderTest): (candidate: ConformanceCase) => CaseRun {
  const run = new RunMemory();
  const use = functionUse(run);
  return (candidate) => {
    const { id, clauses, decisions, hostile } = candidate;
    const begun = performance.now();
    let driver = 'unknown';
    const verdict: { current: Verdict } = { current: { outcome: 'pass' } };
    const thrown = endOf(() => {
      const made = makeDriver();
      driver = made.name;
      verdict.current = runCase(made, candidate, run);
    }, 'fail');
    const milliseconds = Math.round((performance.now() - begun) * 1000) / 1000;
    const cited = { id, clauses, decisions, ...(hostile && ({ hostile } as const)) };
    const result = { ...cited, milliseconds, ...(thrown ?? verdict.current) };
    return { driver, result, functions: use.names() };
  };
}

/** A failure or warning that was known beforehand: it is told, and counts for nothing. */
export function isKnownFinding({ outcome, expectation }: CaseResult): boolean {
  return expectation?.met === true && (outcome === 'fail' || outcome === 'warn');
}

/**
 * Counts outcomes.
 * @example
 * const { cases } = runConformance({ driver: () => createDriver(), cases: allCases() });
 * const { failed } = summarize(cases.filter(({ id }) => id.startsWith('negotiate:')));
 */
export function summarize(cases: readonly CaseResult[]): RunSummary {
  const open = cases.filter((one) => !isKnownFinding(one));
  const count = (outcome: Outcome) => open.filter((one) => one.outcome === outcome).length;
  return {
    ...{ passed: count('pass'), failed: count('fail'), warned: count('warn'), skipped: count('skip') },
    ...(open.length < cases.length && { expected: cases.length - open.length }),
  };
}

/**
 * Runs cases, each on a fresh driver, and reports. Never throws for what a driver does.
 * @example
 * const { summary } = runConformance({ driver: () => createDriver(), cases: allCases() });
 * if (summary.failed > 0) throw new Error(`${summary.failed} cases failed`);
 */
export function runConformance(options: RunOptions): RunReport {
  let name = 'unknown';
  const use = new FunctionUse();
  const run = caseRunner(options.driver);
  const cases = options.cases.map((candidate, index) => {
    const { driver, result, functions } = run(candidate);
    name = driver;
    use.add(functions);
    options.onProgress?.(result, index + 1, options.cases.length);
    return result;
  });
  return { driver: name, summary: summarize(cases), cases, uncalled: use.uncalled() };
}
