import type { CaseResult, RunProblem, RunReport } from '../runner.js';
import { isKnownFinding } from '../runner.js';
import { hostileText } from './grouping.js';

/** What YAML allows nowhere, or takes for the end of a line. */
const unprintable = /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g;

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** A YAML string in double quotes, which is JSON's but for characters that only YAML minds. */
const quoted = (text: string) =>
  JSON.stringify(text.replace(/\p{Surrogate}/gu, '\uFFFD')).replace(unprintable, escaped);

/** A test's description: one line, in which \ and # stand for themselves. */
const description = (text: string) => text.replace(/\s+/g, ' ').replace(/[\\#]/g, '\\$&');

function list(key: string, items: readonly string[]): string[] {
  return items.length > 0 ? [`${key}:`, ...items.map((item) => `  - ${quoted(item)}`)] : [];
}

const block = (items: readonly string[]) => ['---', ...items, '...'].map((line) => `  ${line}`);

function diagnostics({
  outcome,
  message = '',
  clauses,
  decisions,
  printed,
  calls = [],
  hostile,
}: CaseResult): string[] {
  const caller = hostile ? [`caller: ${quoted(hostileText)}`] : [];
  if (outcome !== 'fail' && outcome !== 'warn') return hostile ? block(caller) : [];
  return block([
    `severity: ${outcome}`,
    ...caller,
    `message: ${quoted(message)}`,
    ...list('clauses', clauses),
    ...list('decisions', decisions),
    ...(printed === undefined ? [] : [`printed: ${quoted(printed)}`]),
    // No list: Perl's reader takes an item with a colon in it for a mapping, quoted or not.
    ...(calls.length > 0 ? [`calls: ${quoted(calls.join('\n'))}`] : []),
  ]);
}

function lines(one: CaseResult, index: number): string[] {
  const { id, outcome, message = '', expectation } = one;
  const skip = outcome === 'skip' ? ` # SKIP ${description(message)}`.trimEnd() : '';
  // A failure with TODO is none to readers: that is how TAP says that it was expected.
  const todo = outcome === 'fail' && isKnownFinding(one) ? ` # TODO ${description(expectation!.reason)}` : '';
  return [
    `${outcome === 'fail' ? 'not ok' : 'ok'} ${index + 1} - ${description(id)}${skip}${todo}`,
    ...diagnostics(one),
  ];
}

function problemLines({ name, message }: RunProblem, index: number): string[] {
  return [
    `not ok ${index + 1} - ${description(name)}`,
    ...['---', 'severity: fail', `message: ${quoted(message)}`, '...'].map((line) => `  ${line}`),
  ];
}

/**
 * A report in TAP, the Test Anything Protocol. A warning is ok, and has its diagnostics. All of it is TAP 14 as well as
 * 13; it says 13 because a `prove` before Perl 5.38 refuses 14, and readers of 14 must take 13. What is wrong with the
 * run, and with none of its cases, is a test point of its own after them.
 * @example
 * const report = runConformance({ driver: () => createDriver(), cases: allCases() });
 * process.stdout.write(renderTap(report));
 */
export function renderTap({ driver, cases, problems = [] }: RunReport): string {
  const points = cases.length + problems.length;
  const plan = points > 0 ? `1..${points}` : '1..0 # SKIP no cases';
  const head = ['TAP version 13', `# driver: ${driver.replace(/\s+/g, ' ')}`, plan];
  const wrong = problems.flatMap((one, index) => problemLines(one, cases.length + index));
  return `${[...head, ...cases.flatMap(lines), ...wrong].join('\n')}\n`;
}
