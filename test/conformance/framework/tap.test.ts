import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Result } from 'tap-parser';
import { Parser } from 'tap-parser';
import type { RunReport } from '../../../src/conformance/index.js';
import { allCases, renderTap, runConformance, selectCases } from '../../../src/conformance/index.js';
import { createDriver } from '../../../src/facade/index.js';
import { ofEachTest } from '../some-cases.js';
import { hostileReports, hostileTexts, reportOf, result } from './report.js';
import { runs } from '../../support/runs.js';

/** Some that pass and some that are skipped. */
const someGroups = ofEachTest(
  'first',
  selectCases(allCases(), ['device', 'certificate', 'negotiate', 'copp-open']),
);

/** What a reader of TAP makes of a report; nothing in it may be other than test lines, diagnostics and comments. */
function read(report: RunReport) {
  const tests: Result[] = [];
  const stray: string[] = [];
  const parser = new Parser({ strict: true });
  parser.on('assert', (test: Result) => tests.push(test));
  parser.on('extra', (line: string) => stray.push(line));
  parser.end(renderTap(report));
  return { tests, stray, results: parser.results! };
}

const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\uFFFD');

describe('renderTap', () => {
  it('has a line for each case, diagnostics where something was found, reasons for skips', () => {
    const text = renderTap(
      reportOf([
        result('negotiate:right-key', 'pass'),
        result('negotiate:wrong-size:bytes=1', 'fail', {
          message: 'expected this\n  received that',
          printed: 'no room\n  at all',
          calls: ['Outer() = S_OK', '  Inner()'],
        }),
        result('create:removed', 'skip', { message: 'the driver has no control' }),
        result('create:many', 'warn', { message: 'an odd code', decisions: [] }),
      ]),
    );
    expect(text).toBe(`TAP version 13
# driver: mine
1..4
ok 1 - negotiate:right-key
not ok 2 - negotiate:wrong-size:bytes=1
  ---
  severity: fail
  message: "expected this\\n  received that"
  clauses:
    - "NCS-1"
  decisions:
    - "D-03"
  printed: "no room\\n  at all"
  calls: "Outer() = S_OK\\n  Inner()"
  ...
ok 3 - create:removed # SKIP the driver has no control
ok 4 - create:many
  ---
  severity: warn
  message: "an odd code"
  clauses:
    - "NCS-1"
  ...
`);
  });

  it('plans nothing for no case', () => {
    const { results, stray } = read(reportOf([]));
    expect([results.ok, results.count, results.plan.skipAll, stray]).toEqual([true, 0, true, []]);
  });

  it('is read as it was meant, for tests of the suite on the embedded driver', () => {
    const report = runConformance({
      driver: () => createDriver(),
      cases: someGroups,
    });
    const { tests, stray, results } = read(report);
    expect(tests.map(({ name }) => name)).toEqual(report.cases.map(({ id }) => id));
    expect([results.pass, results.fail, results.skip, results.failures.length, stray]).toEqual([
      report.summary.passed + report.summary.skipped,
      report.summary.failed,
      report.summary.skipped,
      0,
      [],
    ]);
  });

  it.each(hostileReports().map((report, index) => [JSON.stringify(hostileTexts[index]), report] as const))(
    'carries %s as message, call and driver',
    (_text, report) => {
      const { tests, stray, results } = read(report);
      const text = wellFormed(report.driver);
      expect(stray).toEqual([]);
      expect(tests.map(({ ok, name }) => [ok, name])).toEqual([
        [true, 'group:pass'],
        [false, 'group:fail'],
        [true, 'group:warn'],
        [true, 'group:skip'],
      ]);
      expect(tests[1]!.diag).toMatchObject({ severity: 'fail', message: text, calls: text });
      expect(tests[2]!.diag).toMatchObject({ severity: 'warn', message: text, clauses: ['NCS-1'] });
      expect(tests[3]!.skip).toBeTruthy();
      expect([results.count, results.fail, results.bailout]).toEqual([4, 1, false]);
    },
  );

  it('keeps what looks like a directive in an id or a reason to itself', () => {
    const { tests } = read(
      reportOf([result('a:b # SKIP c \\# d', 'fail'), result('a:c', 'skip', { message: '#1 # TODO' })]),
    );
    expect(tests.map(({ ok, name, skip, todo }) => [ok, name, skip, todo])).toEqual([
      [false, 'a:b # SKIP c \\# d', false, false],
      [true, 'a:c', expect.stringContaining('1'), false],
    ]);
  });

  it('gives every message back, but for lone surrogates', () => {
    const units = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: units })), (message) => {
        const { tests } = read(reportOf([result('group:one', 'fail', { message })]));
        expect(tests[0]!.diag).toMatchObject({ message: wellFormed(message) });
      }),
      { numRuns: runs(200) },
    );
  });
});
