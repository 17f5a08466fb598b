import type { CaseResult, Outcome, RunReport } from '../../../src/conformance/index.js';
import { summarize } from '../../../src/conformance/index.js';

/** A result as the runner makes them. */
export function result(id: string, outcome: Outcome, more: Partial<CaseResult> = {}): CaseResult {
  return { id, outcome, clauses: ['NCS-1'], decisions: ['D-03'], milliseconds: 1.5, ...more };
}

/** A report of these results. */
export function reportOf(cases: readonly CaseResult[], driver = 'mine'): RunReport {
  return { driver, summary: summarize(cases), cases };
}

/** Text that a format can stumble over, and what a driver's output may hold. */
export const hostileTexts: readonly string[] = [
  ']]>',
  '<failure message="x">&amp;&lt;&#0;</failure>',
  `"double" and 'single' & <more>`,
  '\x00 nothing',
  '\x1b[31mred\x1b[0m',
  'tab\tline\nend\r\nreturn\rdone',
  'emoji \u{1F600} and \u{10FFFF}',
  'lone \uD800 high, lone \uDC00 low, swapped \uDC00\uD800',
  'next line \u0085, separators \u2028\u2029, \uFEFF, \uFFFE\uFFFF',
  '  spaces around  ',
  ' # SKIP not really \\# TODO \\',
  '---\n...\nBail out!\nnot ok 1\n1..0',
  '{ "json": [1] } # : - ? | >',
  '',
];

/** Every outcome with every hostile text, as message, call and driver. */
export function hostileReports(): RunReport[] {
  const outcomes = ['pass', 'fail', 'warn', 'skip'] as const;
  return hostileTexts.map((text) => {
    const cases = outcomes.map((outcome) =>
      result(`group:${outcome}`, outcome, {
        message: text,
        ...(outcome === 'fail' && { printed: text, calls: [text] }),
      }),
    );
    return reportOf(cases, text);
  });
}
