import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import type { Result } from 'tap-parser';
import { Parser } from 'tap-parser';
import type { Outcome, RunReport } from '../../../src/conformance/index.js';
import { renderJson, renderJUnit, renderPretty, renderTap } from '../../../src/conformance/index.js';
import { reportOf, result } from './report.js';

const known = (id: string, outcome: Outcome, reason: string) =>
  result(id, outcome, {
    message: `was ${outcome} [NCS-1]`,
    calls: [`Call of ${id}`],
    expectation: { outcomes: [outcome], reason, at: 'known.txt:3', received: outcome, met: true },
  });

const cases = [
  result('read:good', 'pass'),
  known('read:known', 'fail', 'BUG #1'),
  known('read:known:count=2', 'fail', 'BUG #1'),
  known('write:odd', 'warn', 'BUG #2'),
  known('write:gone', 'skip', 'not offered'),
];
const green = reportOf(cases);
const problem = { name: 'expect:known.txt:9', message: "known.txt:9: 'old' matches no case" };
const red: RunReport = { ...green, problems: [problem] };

function readTap(report: RunReport) {
  const tests: Result[] = [];
  const parser = new Parser({ strict: true });
  parser.on('assert', (test: Result) => tests.push(test));
  parser.end(renderTap(report));
  return { tests, results: parser.results! };
}

describe('what was known', () => {
  it('is no failure to readers of TAP: it is TODO, with its reason', () => {
    const { tests, results } = readTap(green);
    expect([results.ok, results.count, results.todo]).toEqual([true, 5, 2]);
    expect(tests[1]).toMatchObject({ ok: false, todo: 'BUG #1' });
    expect(tests[1]!.diag).toMatchObject({ message: 'was fail [NCS-1]' });
  });

  it('is skipped to readers of JUnit, with its reason, and all that there is to know in the text', async () => {
    const xml = await renderJUnit(green);
    expect(xml).not.toContain('<failure');
    expect(xml).toMatch(/<testsuites [^>]*tests="5" failures="0"/);
    expect(xml).toMatch(
      /<testsuite name="read" tests="3" failures="0" errors="0" time="\d.\d+" skipped="2">/,
    );
    expect(xml).toContain(
      '<skipped message="expected fail: BUG #1">expected fail: BUG #1\n\nwas fail [NCS-1]',
    );
    expect(xml).toContain('Call of read:known');
    expect(xml).toContain('<skipped message="was skip [NCS-1]">');
  });

  it('is no finding to people: it is counted, by reason', () => {
    const text = renderPretty(green);
    expect(text).not.toMatch(/FAIL|WARN|Call of/);
    expect(text).toContain('      1/3  read                2 as expected\n');
    expect(text).toContain('      0/2  write               1 skip, 1 as expected\n');
    expect(text).toContain('As expected:\n        2  fail: BUG #1\n        1  warn: BUG #2\n');
    expect(text.endsWith('\n\n1 passed, 0 failed, 3 as expected, 1 skipped\n')).toBe(true);
  });
});

describe('what is wrong with a run and none of its cases', () => {
  it('is a test point of its own in TAP', () => {
    const { tests, results } = readTap(red);
    expect([results.ok, results.count]).toEqual([false, 6]);
    expect(tests[5]).toMatchObject({ ok: false, name: problem.name, diag: { message: problem.message } });
    const alone = readTap({ ...reportOf([]), problems: [problem] }).results;
    expect([alone.ok, alone.count]).toEqual([false, 1]);
  });

  it('is a failed case of a suite of its own in JUnit, which is still valid', async () => {
    const xml = await renderJUnit(red);
    const document = XmlDocument.fromString(xml);
    const schema = readFileSync(new URL('../../../fixtures/junit/junit.xsd', import.meta.url), 'utf8');
    XsdValidator.fromDoc(XmlDocument.fromString(schema)).validate(document);
    const find = (xpath: string) => document.find(xpath).map((node) => node.content);
    expect(find('/testsuites/@failures')).toEqual(['1']);
    expect(find('/testsuites/@tests')).toEqual(['6']);
    expect(find('//failure/@message')).toEqual([problem.message]);
    expect(find('//testsuite[testcase/failure]/testcase/@name')).toEqual([problem.name]);
  });

  it('is said to people just before the summary, and to programs', () => {
    expect(renderPretty(red)).toContain(`\n\nFAIL ${problem.message}\n\n1 passed`);
    expect((JSON.parse(renderJson(red)) as RunReport).problems).toEqual([problem]);
  });
});
