import type { Expectation, ExpectedOutcome } from './expectations.js';
import { assignExpectations } from './expectations.js';
import type { ConformanceCase } from './group.js';
import { nearestQueries } from './query.js';
import type { CaseResult, RunProblem, RunReport } from './runner.js';
import { summarize } from './runner.js';

/** What came, in the words of the file: that the driver's process ended is an outcome of its own. */
const receivedOf = ({ outcome, crashed }: CaseResult): ExpectedOutcome => (crashed ? 'crash' : outcome);

function compare(one: CaseResult, expectation: Expectation): CaseResult {
  const { outcomes, reason, at } = expectation;
  const received = receivedOf(one);
  const met = outcomes.includes(received);
  const compared = { ...one, expectation: { outcomes, reason, at, received, met } };
  if (met) return compared;
  const text = `expected ${outcomes.join(' or ')} (${at}: ${reason}), received ${received}`;
  return { ...compared, outcome: 'fail', message: one.message ? `${text}\n${one.message}` : text };
}

function idleProblem({ query, at }: Expectation, cases: readonly ConformanceCase[]): RunProblem {
  const [near] = nearestQueries(cases, query, 1);
  const help = near === undefined ? '' : `; did you mean ${near}?`;
  return { name: `expect:${at}`, message: `${at}: '${query}' matches no case${help}` };
}

/**
 * Judges a run by what is known of its driver. A case whose outcome is the one of its line stays as it is, and counts
 * no more as failed or warned; one whose outcome is another fails, also when it passed. A line that matches no case of
 * the suite is a problem of the run. Cases that no line names are judged as before.
 * @param cases the whole suite, so that a line about cases which were not run is no mistake
 * @example
 * const known = parseExpectations('encryption-blt:nv12 [ fail ] the UV plane stays (BUG-7)', 'known.txt');
 * const report = runConformance({ driver: () => createDriver(), cases: allCases() });
 * const { summary, problems = [] } = applyExpectations(report, known, allCases());
 * const isAsKnown = summary.failed + problems.length === 0;
 */
export function applyExpectations(
  report: RunReport,
  expectations: readonly Expectation[],
  cases: readonly ConformanceCase[],
): RunReport {
  const { byCase, idle } = assignExpectations(expectations, cases);
  const compared = report.cases.map((one) => {
    const expectation = byCase.get(one.id);
    return expectation ? compare(one, expectation) : one;
  });
  const problems = [...(report.problems ?? []), ...idle.map((line) => idleProblem(line, cases))];
  return {
    ...report,
    summary: summarize(compared),
    cases: compared,
    ...(problems.length > 0 && { problems }),
  };
}

/** The first line of a message, without what a line of the file could not carry. */
function summaryOf({ message = '' }: CaseResult): string {
  const line = message.trim().split(/[\r\n\u2028\u2029]/, 1)[0]!;
  return line.replace(/\s+|\p{Cc}+/gu, ' ').trim() || 'no message';
}

const head = [
  '# Known outcomes: QUERY [ outcome ] reason. Outcomes: pass, fail, warn, skip, crash; several in one pair of',
  '# brackets where any is right. Of the lines that name a case the last counts. # begins a comment.',
  '# Replace each TODO by what is known: a bug, a plan, a part that the driver does not have.',
];

/**
 * A file of known outcomes made from a run that was not judged by one: a line for each case that did not pass. Where
 * the run was of the whole suite, `* [ pass ]` comes first: whatever is not listed must pass, so that a case which is
 * only skipped one day is seen as well.
 * @param cases the whole suite
 * @param before an earlier file, whose reasons stay where its lines are still right
 * @example
 * const report = runConformance({ driver: () => createDriver(), cases: allCases() });
 * process.stdout.write(renderExpectations(report, allCases()));
 */
export function renderExpectations(
  report: RunReport,
  cases: readonly ConformanceCase[],
  before: readonly Expectation[] = [],
): string {
  const { byCase } = assignExpectations(before, cases);
  const lines = report.cases
    .filter(({ outcome }) => outcome !== 'pass')
    .map((one) => {
      const received = receivedOf(one);
      const known = byCase.get(one.id);
      if (known?.outcomes.includes(received))
        return `${one.id} [ ${known.outcomes.join(' ')} ] ${known.reason}`;
      return `${one.id} [ ${received} ] TODO: ${summaryOf(one)}`;
    });
  const isWhole = report.cases.length === cases.length;
  const rest = isWhole ? ['* [ pass ] all that is not listed below'] : [];
  return [...head, ...rest, ...lines].map((line) => `${line}\n`).join('');
}
