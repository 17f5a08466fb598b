import type { Outcome } from '../outcome.js';
import type { CaseResult, RunReport, RunSummary } from '../runner.js';
import { groupBy, hostileText, linesOf, splitId, unnamedRules } from './grouping.js';
import { clipped, folded } from './last-calls.js';

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
  const count = (outcome: Outcome) => cases.filter((one) => one.outcome === outcome).length;
  const parts = (['fail', 'warn', 'skip'] as const)
    .filter((outcome) => count(outcome) > 0)
    .map((outcome) => paint(outcome, `${count(outcome)} ${outcome}`));
  const passed = `${count('pass')}/${cases.length}`;
  return `${paint(count('fail') > 0 ? 'fail' : 'pass', passed.padStart(9))}  ${name.padEnd(20)}${parts.join(', ')}`;
}

function finding(one: CaseResult, paint: Paint, shown: (call: string) => string): string {
  const rules = [...one.clauses, ...one.decisions].join(' ');
  const caller = one.hostile ? ` ${hostileText}` : '';
  const head = `${paint(one.outcome, one.outcome.toUpperCase())} ${one.id} ${paint('dim', rules)}${caller}`;
  const section = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? ['', paint('dim', title), ...lines.map((line) => `  ${line}`)] : [];
  const more = [
    ...section('the case is about:', unnamedRules(one)),
    ...section('it printed:', linesOf(one.printed)),
    ...section('the last calls:', folded(one).map(shown)),
  ];
  return `${head}\n${indented([one.message ?? '', ...more].join('\n'), '     ').replace(/ +$/gm, '')}`;
}

function skipLines(cases: readonly CaseResult[]): string[] {
  const skipped = cases.filter((one) => one.outcome === 'skip');
  return groupBy(skipped, (one) => one.message ?? 'no reason given').map(
    ([reason, same]) => `${String(same.length).padStart(9)}  ${reason}`,
  );
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
export function summaryLine({ passed, failed, warned, skipped }: RunSummary): string {
  const more = [...(warned > 0 ? [`${warned} warned`] : []), ...(skipped > 0 ? [`${skipped} skipped`] : [])];
  return [`${passed} passed`, `${failed} failed`, ...more].join(', ');
}

/** The findings, and where clipped calls can be read whole. */
function findings(cases: readonly CaseResult[], paint: Paint, isClipped: boolean): string[] {
  const cut = { calls: 0 };
  const shown = (call: string) => {
    const line = isClipped ? clipped(call) : call;
    if (line !== call) cut.calls += 1;
    return line;
  };
  const found = cases
    .filter(({ outcome }) => outcome === 'warn' || outcome === 'fail')
    .map((one) => finding(one, paint, shown));
  const note = 'Calls with … in the middle are whole in --reporter json=FILE or junit=FILE';
  return cut.calls > 0 ? [...found, '', paint('dim', note)] : found;
}

/**
 * A report for people: groups with counts, findings with their clauses, skips by reason; the summary comes last. The
 * calls that open every case are one line; the reports for programs have them whole.
 * @example
 * const report = runConformance({ driver: () => createDriver(), cases: allCases() });
 * process.stdout.write(renderPretty(report, { colored: true }));
 */
export function renderPretty(report: RunReport, options: PrettyOptions = {}): string {
  const paint = painter(options.colored ?? false);
  const { cases, summary, driver } = report;
  const sections = [
    [`driver: ${driver}`],
    groupBy(cases, ({ id }) => splitId(id)[0]).map((entry) => groupLine(entry, paint)),
    findings(cases, paint, options.clipped ?? false),
    summary.skipped > 0 ? ['Skipped:', ...skipLines(cases)] : [],
    leftOutLines(cases),
    hostileLines(cases),
    [summaryLine(summary)],
  ];
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
