import type { Outcome } from '../outcome.js';
import type { CaseResult, RunReport, RunSummary } from '../runner.js';
import { groupBy, splitId, unnamedRules } from './grouping.js';

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

function finding(one: CaseResult, paint: Paint): string {
  const rules = [...one.clauses, ...one.decisions].join(' ');
  const head = `${paint(one.outcome, one.outcome.toUpperCase())} ${one.id} ${paint('dim', rules)}`;
  const section = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? ['', paint('dim', title), ...lines.map((line) => `  ${line}`)] : [];
  const more = [
    ...section('the case is about:', unnamedRules(one)),
    ...section('the last calls:', one.calls ?? []),
  ];
  return `${head}\n${indented([one.message ?? '', ...more].join('\n'), '     ').replace(/ +$/gm, '')}`;
}

function skipLines(cases: readonly CaseResult[]): string[] {
  const skipped = cases.filter((one) => one.outcome === 'skip');
  return groupBy(skipped, (one) => one.message ?? 'no reason given').map(
    ([reason, same]) => `${String(same.length).padStart(9)}  ${reason}`,
  );
}

/** `N passed, N failed`, and warnings and skips only where there are any. */
export function summaryLine({ passed, failed, warned, skipped }: RunSummary): string {
  const more = [...(warned > 0 ? [`${warned} warned`] : []), ...(skipped > 0 ? [`${skipped} skipped`] : [])];
  return [`${passed} passed`, `${failed} failed`, ...more].join(', ');
}

/** A report for people: groups with counts, findings with their clauses, skips by reason; the summary comes last. */
export function renderPretty(report: RunReport, options: { readonly colored?: boolean } = {}): string {
  const paint = painter(options.colored ?? false);
  const { cases, summary, driver } = report;
  const sections = [
    [`driver: ${driver}`],
    groupBy(cases, ({ id }) => splitId(id)[0]).map((entry) => groupLine(entry, paint)),
    cases.filter((one) => one.outcome === 'warn' || one.outcome === 'fail').map((one) => finding(one, paint)),
    summary.skipped > 0 ? ['Skipped:', ...skipLines(cases)] : [],
    [summaryLine(summary)],
  ];
  const filled = sections.filter((lines) => lines.length > 0);
  return `${filled.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}
