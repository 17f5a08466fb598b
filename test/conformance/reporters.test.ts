import { describe, expect, it } from '@jest/globals';
import type { CaseResult, RunReport } from '../../src/conformance/index.js';
import { renderJson, renderPretty, ruleText, summarize, summaryLine } from '../../src/conformance/index.js';

const result = (id: string, outcome: CaseResult['outcome'], message?: string): CaseResult => ({
  id,
  outcome,
  clauses: ['NCS-1'],
  decisions: ['D-03'],
  milliseconds: 1.5,
  ...(message !== undefined && { message }),
});

const cases = [
  result('negotiate:right-key', 'pass'),
  result('negotiate:wrong-size:bytes=1', 'fail', 'expected this\n  received that'),
  result('negotiate:removed', 'skip', 'the driver has no control'),
  result('create:removed', 'skip', 'the driver has no control'),
  result('create:many', 'warn', 'an odd code'),
];
const report: RunReport = { driver: 'mine', summary: summarize(cases), cases };

describe('summaryLine', () => {
  it.each([
    [{ passed: 3, failed: 0, warned: 0, skipped: 0 }, '3 passed, 0 failed'],
    [{ passed: 0, failed: 2, warned: 1, skipped: 0 }, '0 passed, 2 failed, 1 warned'],
    [{ passed: 1, failed: 0, warned: 0, skipped: 4 }, '1 passed, 0 failed, 4 skipped'],
    [{ passed: 1, failed: 1, warned: 1, skipped: 1 }, '1 passed, 1 failed, 1 warned, 1 skipped'],
  ])('of %j is %s', (summary, line) => {
    expect(summaryLine(summary)).toBe(line);
  });
});

describe('renderPretty', () => {
  it('shows groups with counts, findings with clauses, skips by reason, and the summary last', () => {
    expect(renderPretty(report)).toBe(
      [
        'driver: mine',
        '',
        '      1/3  negotiate           1 fail, 1 skip',
        '      0/2  create              1 warn, 1 skip',
        '',
        'FAIL negotiate:wrong-size:bytes=1 NCS-1 D-03',
        '     expected this',
        '       received that',
        '',
        '     the case is about:',
        `       ${ruleText('NCS-1')}`,
        `       ${ruleText('D-03')}`,
        'WARN create:many NCS-1 D-03',
        '     an odd code',
        '',
        'Skipped:',
        '        2  the driver has no control',
        '',
        '1 passed, 1 failed, 1 warned, 2 skipped',
        '',
      ].join('\n'),
    );
  });

  it('shows the last calls under a failure, further in', () => {
    const failure = {
      ...result('create:many', 'fail', `expected this\n  ${ruleText('D-03')}`),
      calls: ['Outer() = S_OK', '  Inner()'],
    };
    const text = renderPretty({ driver: 'mine', summary: summarize([failure]), cases: [failure] });
    const lines = [
      `       ${ruleText('D-03')}`,
      '',
      '     the last calls:',
      '       Outer() = S_OK',
      '         Inner()',
      '',
    ];
    expect(text).toContain(lines.join('\n'));
  });

  it('has colours only when asked for', () => {
    expect(renderPretty(report)).not.toContain('\x1b');
    expect(renderPretty(report, { colored: true })).toContain('\x1b[31mFAIL\x1b[0m');
  });

  it('leaves out what there is none of', () => {
    const passed = cases.slice(0, 1);
    const text = renderPretty({ driver: 'mine', summary: summarize(passed), cases: passed });
    expect(text).not.toContain('Skipped');
    expect(text.endsWith('\n\n1 passed, 0 failed\n')).toBe(true);
  });
});

describe('renderJson', () => {
  it('has the calls of a failure, as lines', () => {
    const failure = { ...result('create:many', 'fail', 'expected this'), calls: ['Outer() = S_OK'] };
    const text = renderJson({ driver: 'mine', summary: summarize([failure]), cases: [failure, cases[0]!] });
    const { cases: written } = JSON.parse(text) as RunReport;
    expect(written.map(({ calls }) => calls)).toEqual([['Outer() = S_OK'], undefined]);
  });

  it('is one object with driver, summary and cases', () => {
    expect(JSON.parse(renderJson(report))).toEqual({
      driver: 'mine',
      summary: { passed: 1, failed: 1, warned: 1, skipped: 2 },
      cases: cases.map((one) => ({ ...one, message: one.message ?? '' })),
    });
  });
});
