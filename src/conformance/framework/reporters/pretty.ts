import type { Outcome } from '../outcome.js';
import type { CaseResult, RunReport, RunSummary } from '../runner.js';
import { isKnownFinding } from '../runner.js';
import { groupBy, hostileText, linesOf, splitId, unnamedRules } from './grouping.js';
import { clipped, folded } from './last-calls.js';
import { sameCause, sameCauseLines } from './same-cause.js';

/**
 * How a report for people looks.
 * @example
 * const options: PrettyOptions = { colored: process.stdout.isTTY, clipped: process.stdout.isTTY };
 */
export interface PrettyOptions {
  readonly colored?: boolean;
  /** For a terminal: calls that are very long lose their middle. */
  readonly clipped?: boolean;
}

const colors: Readonly<Record<Outcome | 'dim', string>> = {
  pass: '32',
  fail: '31',
  warn: '33',
  skip: '36',
  dim: '2',
};

type Paint = (color: keyof typeof colors, text: string) => string;

const painter =
  (colored: boolean): Paint =>
  (color, text) =>
    colored ? `\x1b[${colors[color]}m${text}\x1b[0m` : text;

const indented = (text: string, by: string) => text.replace(/^/gm, by);

function groupLine([name, cases]: [string, CaseResult[]], paint: Paint): string {
  const known = cases.filter(isKnownFinding).length;
  const count = (outcome: Outcome) =>
    cases.filter((one) => one.outcome === outcome && !isKnownFinding(one)).length;
  const parts = (['fail', 'warn', 'skip'] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => paint(outcome, `${count(outcome)} ${outcome}`));
  if (known > 0) parts.push(paint('dim', `${known} as expected`));
  const passed = `${count('pass')}/${cases.length}`;
  return `${paint(count('fail') > 0 ? 'fail' : 'pass', passed.padStart(9))}  ${name.padEnd(20)}${parts.join(', ')}`;
}

/** What a finding is shown with: how, and among which cases. */
interface Showing {
  readonly paint: Paint;
  readonly call: (text: string) => string;
  readonly all: readonly CaseResult[];
}

function finding(same: readonly [CaseResult, ...CaseResult[]], { paint, call, all }: Showing): string {
  const [one, ...others] = same;
  const rules = [...one.clauses, ...one.decisions].join(' ');
  const caller = one.hostile ? ` ${hostileText}` : '';
  const head = `${paint(one.outcome, one.outcome.toUpperCase())} ${one.id} ${paint('dim', rules)}${caller}`;
  const section = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? ['', paint('dim', title), ...lines.map((line) => `  ${line}`)] : [];
  const more = [
    ...section(`same message: ${same.length} cases`, others.length > 0 ? sameCauseLines(same, all) : []),
    ...section('the case is about:', unnamedRules(one)),
    ...section('it printed:', linesOf(one.printed)),
    ...section(others.length > 0 ? `the last calls of ${one.id}:` : 'the last calls:', folded(one).map(call)),
  ];
  return `${head}\n${indented([one.message ?? '', ...more].join('\n'), '     ').replace(/ +$/gm, '')}`;
}

function skipLines(cases: readonly CaseResult[]): string[] {
  const skipped = cases.filter((one) => one.outcome === 'skip');
  return groupBy(skipped, (one) => one.message ?? 'no reason given').map(
    ([reason, same]) => `${String(same.length).padStart(9)}  ${reason}`,
  );
}

/** What failed or warned as it was known, counted by the line that says so. */
function expectedLines(cases: readonly CaseResult[]): string[] {
  const lines = groupBy(cases.filter(isKnownFinding), ({ expectation }) =>
    [expectation?.received, expectation?.reason].join(': '),
  ).map(([text, same]) => `${String(same.length).padStart(9)}  ${text}`);
  return lines.length > 0 ? ['As expected:', ...lines] : [];
}

const mostColumns = 110;

/** Functions that are there and that no case called, a few lines of them. */
function uncalledLines(uncalled: readonly string[]): string[] {
  const lines = uncalled.reduce<string[]>((before, name) => {
    const line = before.at(-1);
    const longer = `${line ?? ''} ${name}`;
    if (line === undefined || longer.length > mostColumns) return [...before, `         ${name}`];
    return [...before.slice(0, -1), longer];
  }, []);
  if (lines.length === 0) return [];
  return [`In the driver's tables and called by no case, so that nothing is known of them:`, ...lines];
}

/** How the cases of hostile callers came out, which say least about a driver. */
function hostileLines(cases: readonly CaseResult[]): string[] {
  const hostile = cases.filter((one) => one.hostile);
  if (hostile.length === 0) return [];
  const counts = groupBy(hostile, ({ outcome }) => outcome).map(
    ([outcome, same]) => `${same.length} ${outcome}`,
  );
  return [`Cases with a ${hostileText}: ${counts.join(', ')}`];
}

/** The steps that were left out, counted by reason. */
function leftOutLines(cases: readonly CaseResult[]): string[] {
  const reasons = cases.flatMap(({ leftOut = [] }) => leftOut);
  const lines = [...new Set(reasons)].map((reason) => {
    const count = reasons.filter((other) => other === reason).length;
    return `${String(count).padStart(9)}  ${reason}`;
  });
  return lines.length > 0 ? ['Steps left out of cases that did not fail:', ...lines] : [];
}

/**
 * `N passed, N failed`, and warnings and skips only where there are any.
 * @example
 * summaryLine({ passed: 3, failed: 0, warned: 1, skipped: 0 }); // '3 passed, 0 failed, 1 warned'
 */
export function summaryLine({ passed, failed, warned, skipped, expected = 0 }: RunSummary): string {
  const optional = { warned, 'as expected': expected, skipped };
  const more = Object.entries(optional).flatMap(([what, cases]) => (cases > 0 ? [`${cases} ${what}`] : []));
  return [`${passed} passed`, `${failed} failed`, ...more].join(', ');
}

/** The findings, and where clipped calls can be read whole. */
function findings(cases: readonly CaseResult[], paint: Paint, isClipped: boolean): string[] {
  const cut = { calls: 0 };
  const call = (text: string) => {
    const line = isClipped ? clipped(text) : text;
    if (line !== text) cut.calls += 1;
    return line;
  };
  const found = sameCause(cases).map((same) => finding(same, { paint, call, all: cases }));
  const note = 'Calls with … in the middle are whole in --reporter json=FILE or junit=FILE';
  return cut.calls > 0 ? [...found, '', paint('dim', note)] : found;
}

/**
 * A report for people: groups with counts, findings with their clauses, skips by reason; the summary comes last.
 * Cases that fail with one message are one finding, and such findings come first, the one of most cases before all. The
 * calls that open every case are one line; the reports for programs have them whole.
 * @example
 * const report = runConformance({ driver: () => createDriver(), cases: allCases() });
 * process.stdout.write(renderPretty(report, { colored: true }));
 */
export function renderPretty(report: RunReport, options: PrettyOptions = {}): string {
  const paint = painter(options.colored ?? false);
  const { cases, summary, driver, uncalled = [], problems = [] } = report;
  const sections = [
    [`driver: ${driver}`],
    groupBy(cases, ({ id }) => splitId(id)[0]).map((entry) => groupLine(entry, paint)),
    findings(cases, paint, options.clipped ?? false),
    summary.skipped > 0 ? ['Skipped:', ...skipLines(cases)] : [],
    leftOutLines(cases),
    expectedLines(cases),
    uncalledLines(uncalled),
    hostileLines(cases),
    problems.map(({ message }) => `${paint('fail', 'FAIL')} ${message}`),
    [summaryLine(summary)],
  ];
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
