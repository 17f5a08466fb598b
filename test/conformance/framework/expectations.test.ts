import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CaseResult, ExpectedOutcome, Outcome } from '../../../src/conformance/index.js';
import {
  allCases,
  applyExpectations,
  group,
  parseExpectations,
  renderExpectations,
  renderJson,
  test,
} from '../../../src/conformance/index.js';
import { plain } from './plain.js';
import { hostileTexts, reportOf, result } from './report.js';

const ids = ['read:one', 'read:many:count=1', 'read:many:count=2', 'write:one'];
const body = () => undefined;
const { cases: readCases } = group('read', 'reading', plain, [
  test('one', { clauses: ['NCS-1'] }).run(body),
  test('many', { clauses: ['NCS-7'] })
    .params({ count: [1, 2] })
    .run(body),
]);
const { cases: writeCases } = group('write', 'writing', plain, [
  test('one', { clauses: ['NCS-1'] }).run(body),
]);
const suite = [...readCases, ...writeCases];

const reportWith = (...outcomes: readonly Outcome[]) =>
  reportOf(outcomes.map((outcome, index) => result(ids[index]!, outcome, { message: `was ${outcome}` })));

/** Outcomes and summary of a run of `read:one` and so on, judged by a file. */
function judged(file: string, ...outcomes: readonly Outcome[]) {
  return applyExpectations(reportWith(...outcomes), parseExpectations(file, 'known.txt'), suite);
}
const outcomesOf = ({ cases }: { cases: readonly CaseResult[] }) => cases.map(({ outcome }) => outcome);

describe('a file of known outcomes', () => {
  it('has a query, outcomes and a reason on each line; comments and empty lines say nothing', () => {
    const text =
      '\uFEFF# known\r\n\r\nread:many:count=1 [ fail ] BUG-1\n  write [Fail crash]no [ key ] # yet\n';
    expect(parseExpectations(text, 'a/known.txt')).toEqual([
      { query: 'read:many:count=1', outcomes: ['fail'], reason: 'BUG-1', at: 'a/known.txt:3' },
      { query: 'write', outcomes: ['fail', 'crash'], reason: 'no [ key ] # yet', at: 'a/known.txt:4' },
    ]);
  });

  it.each([
    ['read:one', "expected QUERY [ outcome ] reason, received 'read:one'"],
    ['read:one fail reason', 'expected QUERY [ outcome ] reason'],
    ['[ fail ] reason', 'expected QUERY [ outcome ] reason'],
    ['read:one [ fail ]', 'no reason after the brackets'],
    ['read:one [ fail ]   ', 'no reason after the brackets'],
    ['read:one [ ] reason', 'no outcome in the brackets'],
    ['read:one [ fial ] reason', "no outcome 'fial'; did you mean fail?"],
    ['read:one [ flaky ] reason', "no outcome 'flaky'; there are pass, fail, warn, skip, crash"],
    ['a:b:c:d [ fail ] reason', "received 'a:b:c:d'"],
    ['first [ skip ] again', "'first' stands at known.txt:1 already"],
  ])('says where a line is no line: %s', (line, message) => {
    const read = () => parseExpectations(`first [ fail ] good\n# comment\n${line}`, 'known.txt');
    expect(read).toThrow(SyntaxError);
    expect(read).toThrow(/^known\.txt:3: /);
    expect(read).toThrow(message);
  });
});

describe('the file in the README', () => {
  it('is one, and each of its lines matches cases of the suite', () => {
    const readme = readFileSync(new URL('../../../src/conformance/README.md', import.meta.url), 'utf8');
    const [, text = ''] = /## Known outcomes.*?^```\n(.*?)^```$/ms.exec(readme) ?? [];
    const known = parseExpectations(text, 'README.md');
    expect(known.length).toBeGreaterThan(0);
    expect(applyExpectations(reportOf([]), known, allCases()).problems).toBeUndefined();
  });
});

describe('a run judged by known outcomes', () => {
  it('does not fail for failures and warnings that are known, and tells them', () => {
    const report = judged('read:one [ fail ] BUG-1\nread:many [ warn fail ] BUG-2', 'fail', 'warn', 'fail');
    expect(report.summary).toEqual({ passed: 0, failed: 0, warned: 0, skipped: 0, expected: 3 });
    expect(outcomesOf(report)).toEqual(['fail', 'warn', 'fail']);
    expect(report.cases[0]!.expectation).toEqual({
      ...{ outcomes: ['fail'], reason: 'BUG-1', at: 'known.txt:1' },
      ...{ received: 'fail', met: true },
    });
    expect(report.problems).toBeUndefined();
    const written = JSON.parse(renderJson(report)) as typeof report;
    expect([written.summary, written.cases[0]!.expectation]).toEqual([
      report.summary,
      report.cases[0]!.expectation,
    ]);
  });

  it.each<[ExpectedOutcome, Outcome]>([
    ['fail', 'pass'],
    ['fail', 'skip'],
    ['fail', 'warn'],
    ['warn', 'fail'],
    ['skip', 'pass'],
    ['pass', 'skip'],
    ['crash', 'fail'],
  ])('fails where %s is known and %s comes', (known, came) => {
    const report = judged(`read:one [ ${known} ] BUG-1`, came, 'pass');
    expect(report.summary).toEqual({ passed: 1, failed: 1, warned: 0, skipped: 0 });
    expect(report.cases[0]!.message).toBe(
      `expected ${known} (known.txt:1: BUG-1), received ${came}\nwas ${came}`,
    );
    expect(report.cases[0]!.expectation).toMatchObject({ met: false, received: came });
  });

  it('tells a crash from a failure', () => {
    const crashed = reportOf([result('read:one', 'fail', { crashed: true })]);
    const by = (outcome: string) =>
      applyExpectations(crashed, parseExpectations(`read:one [ ${outcome} ] BUG-1`, 'f'), suite).summary
        .failed;
    expect([by('crash'), by('fail'), by('fail crash')]).toEqual([0, 1, 0]);
  });

  it('leaves what no line names as it is', () => {
    const report = judged('read:one [ fail ] BUG-1', 'fail', 'fail', 'warn', 'skip');
    expect(report.summary).toEqual({ passed: 0, failed: 1, warned: 1, skipped: 1, expected: 1 });
  });

  it('goes by the last line that names a case', () => {
    const file = '* [ pass ] all\nread [ fail ] BUG-1\nread:many:count=1 [ pass ] mended';
    const report = judged(file, 'fail', 'pass', 'fail', 'skip');
    expect(outcomesOf(report)).toEqual(['fail', 'pass', 'fail', 'fail']);
    expect(report.summary).toEqual({ passed: 1, failed: 1, warned: 0, skipped: 0, expected: 2 });
  });

  it('has a problem for a line that matches no case of the suite, and none for cases that were not run', () => {
    const report = judged('write:one [ fail ] BUG-1\nread:on [ fail ] BUG-2\nNCS-99 [ skip ] old', 'pass');
    expect(report.summary.failed).toBe(0);
    expect(report.problems).toEqual([
      {
        name: 'expect:known.txt:2',
        message: "known.txt:2: 'read:on' matches no case; did you mean read:one?",
      },
      {
        name: 'expect:known.txt:3',
        message: expect.stringMatching(/^known\.txt:3: 'NCS-99' matches no case/),
      },
    ]);
  });

  it('takes clauses for queries', () => {
    expect(judged('NCS-7 [ fail ] BUG-1', 'pass', 'fail', 'fail').summary).toMatchObject({
      passed: 1,
      failed: 0,
      expected: 2,
    });
  });
});

describe('a file that is made from a run', () => {
  it('has a line for each case that did not pass, with the first line of its message to fill in', () => {
    const report = reportOf([
      result('read:one', 'fail', { message: 'expected this\n  [NCS-1] text' }),
      result('read:many:count=1', 'pass'),
      result('read:many:count=2', 'skip', { message: 'no control' }),
      result('write:one', 'fail', { message: 'the driver crashed', crashed: true }),
    ]);
    const lines = renderExpectations(report, suite)
      .split('\n')
      .filter((line) => !line.startsWith('#'));
    expect(lines).toEqual([
      '* [ pass ] all that is not listed below',
      'read:one [ fail ] TODO: expected this',
      'read:many:count=2 [ skip ] TODO: no control',
      'write:one [ crash ] TODO: the driver crashed',
      '',
    ]);
    expect(renderExpectations(reportWith('fail'), suite)).not.toContain('[ pass ]');
  });

  it('makes the run as expected, and every other run of the suite not, whatever messages say', () => {
    const outcome = fc.constantFrom<Outcome>('pass', 'skip', 'warn', 'fail');
    const message = fc.oneof(fc.constantFrom(...hostileTexts), fc.string({ unit: 'binary' }));
    const run = fc
      .tuple(...ids.map(() => fc.record({ outcome, message, crashed: fc.boolean() })))
      .map((all) =>
        reportOf(
          all.map((one, index) =>
            result(ids[index]!, one.outcome, {
              message: one.message,
              ...(one.outcome === 'fail' && one.crashed && { crashed: true as const }),
            }),
          ),
        ),
      );
    const seen = ({ cases }: { cases: readonly CaseResult[] }) =>
      cases.map((one) => (one.crashed ? 'crash' : one.outcome)).join();
    fc.assert(
      fc.property(run, run, (first, second) => {
        const known = parseExpectations(renderExpectations(first, suite), 'known.txt');
        const isGreen = ({ summary, problems = [] }: ReturnType<typeof applyExpectations>) =>
          summary.failed + summary.warned + problems.length === 0;
        expect(isGreen(applyExpectations(first, known, suite))).toBe(true);
        expect(isGreen(applyExpectations(second, known, suite))).toBe(seen(first) === seen(second));
      }),
    );
  });

  it('keeps the reasons of an earlier file where they are still right', () => {
    const before = parseExpectations('read [ fail ] BUG-1\nwrite [ skip ] later', 'known.txt');
    const text = renderExpectations(reportWith('fail', 'pass', 'warn', 'fail'), suite, before);
    expect(text).toContain('\nread:one [ fail ] BUG-1\n');
    expect(text).toContain(
      '\nread:many:count=2 [ warn ] TODO: was warn\nwrite:one [ fail ] TODO: was fail\n',
    );
    expect(text).not.toContain('later');
  });
});
