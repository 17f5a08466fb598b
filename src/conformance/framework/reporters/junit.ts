import type { Outcome } from '../outcome.js';
import type { CaseResult, RunProblem, RunReport } from '../runner.js';
import { isKnownFinding } from '../runner.js';
import { groupBy, hostileText, linesOf, splitId, unnamedRules } from './grouping.js';
import type { XmlElement } from './xml.js';
import { renderXml } from './xml.js';

/** To the millisecond: junit-10, the schema that Jenkins' xUnit plugin checks, has no place for more. */
const seconds = (cases: readonly CaseResult[]) =>
  (cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000).toFixed(3);

/** What a report's readers are to take a case for: a failure that was expected is nothing that was tested. */
const shownAs = (one: CaseResult): Outcome =>
  one.outcome === 'fail' && isKnownFinding(one) ? 'skip' : one.outcome;

const count = (cases: readonly CaseResult[], outcome: Outcome) =>
  cases.filter((one) => shownAs(one) === outcome).length;

const cites = ({ clauses, decisions }: CaseResult) => `cites: ${[...clauses, ...decisions].join(' ')}`;

/** Everything about a case that a person wants to read; the schema knows no properties on a test case. */
function details(one: CaseResult): string {
  const { message = '', printed = '', calls = [], leftOut = [] } = one;
  const section = (title: string, lines: readonly string[]) =>
    lines.length > 0 ? ['', title, ...lines.map((line) => `  ${line}`)] : [];
  const output = section('it printed:', linesOf(printed));
  const trace = section('the last calls:', calls);
  const less = section('steps left out:', leftOut);
  const rules = unnamedRules(one).map((rule) => `  ${rule}`);
  const caller = one.hostile ? [hostileText] : [];
  return [message, '', ...caller, cites(one), ...rules, ...less, ...output, ...trace].join('\n');
}

const firstLine = (text = '') => text.split(/[\r\n]/, 1)[0]!;

const findings: Readonly<Record<Outcome, (one: CaseResult) => readonly XmlElement[]>> = {
  pass: ({ leftOut = [], hostile }) => {
    const less = leftOut.length > 0 ? [`steps left out: ${leftOut.join('; ')}`] : [];
    const told = [...(hostile ? [hostileText] : []), ...less];
    return told.length > 0 ? [{ name: 'system-out', children: told.join('\n') }] : [];
  },
  warn: (one) => [{ name: 'system-out', children: `warning: ${details(one)}` }],
  // Jenkins shows the attribute, GitLab the text.
  skip: (one) => {
    const { message = '', expectation, outcome, hostile } = one;
    if (outcome === 'skip') {
      const children = hostile ? `${message}\n${hostileText}` : message;
      return [{ name: 'skipped', attributes: { message }, children }];
    }
    const known = `expected ${expectation?.received}: ${expectation?.reason}`;
    return [{ name: 'skipped', attributes: { message: known }, children: `${known}\n\n${details(one)}` }];
  },
  fail: (one) => [
    {
      name: 'failure',
      attributes: { message: firstLine(one.message), type: 'conformance' },
      children: details(one),
    },
  ],
};

/** The last part of a driver's path, without the characters that mean something in a class name. */
function driverPart(driver: string): string {
  const [file] = driver.split(/[\\/]/).slice(-1);
  return file!.replace(/[^\p{L}\p{N}_-]+/gu, '-') || 'unnamed';
}

/** Jenkins cuts class names at dots, into packages: those in a driver's name would cut it to pieces. */
const className = (driver: string, group: string) => ['softumd', driverPart(driver), group].join('.');

function testCase(one: CaseResult, driver: string): XmlElement {
  const [group, name] = splitId(one.id);
  return {
    name: 'testcase',
    attributes: { classname: className(driver, group), name, time: seconds([one]) },
    children: findings[shownAs(one)](one),
  };
}

const counts = (cases: readonly CaseResult[]) => ({
  tests: cases.length,
  failures: count(cases, 'fail'),
  errors: 0,
  time: seconds(cases),
});

function testSuite([group, cases]: [string, readonly CaseResult[]], driver: string): XmlElement {
  const facts = { driver, warned: String(count(cases, 'warn')) };
  const properties = Object.entries(facts).map(([name, value]) => ({
    name: 'property',
    attributes: { name, value },
  }));
  return {
    name: 'testsuite',
    attributes: { name: group, ...counts(cases), skipped: count(cases, 'skip') },
    children: [{ name: 'properties', children: properties }, ...cases.map((one) => testCase(one, driver))],
  };
}

/** What is wrong with the run and with none of its cases: a suite of its own, or nothing. */
function problemSuite(problems: readonly RunProblem[], driver: string): XmlElement[] {
  if (problems.length === 0) return [];
  const children = problems.map(({ name, message }) => ({
    name: 'testcase',
    attributes: { classname: className(driver, 'run'), name, time: seconds([]) },
    children: [{ name: 'failure', attributes: { message, type: 'conformance' }, children: message }],
  }));
  const { length } = problems;
  const attributes = {
    name: 'run',
    tests: length,
    failures: length,
    errors: 0,
    time: seconds([]),
    skipped: 0,
  };
  const properties = {
    name: 'properties',
    children: [{ name: 'property', attributes: { name: 'driver', value: driver } }],
  };
  return [{ name: 'testsuite', attributes, children: [properties, ...children] }];
}

/**
 * A report for Jenkins, GitLab and whatever else reads JUnit's XML: a suite for each group. A warning passes, with what
 * was found as its output; a failure that was expected is skipped, with the reason. No time of day is in it, so that of two runs only the durations differ.
 * @example
 * const report = runConformance({ driver: () => createDriver(), cases: allCases() });
 * const written = renderJUnit(report).then((xml) => process.stdout.write(xml));
 */
export function renderJUnit({ driver, cases, problems = [] }: RunReport): Promise<string> {
  const suites = groupBy(cases, ({ id }) => splitId(id)[0]).map((entry) => testSuite(entry, driver));
  const { tests, failures, ...others } = counts(cases);
  const totals = { tests: tests + problems.length, failures: failures + problems.length, ...others };
  return renderXml({
    name: 'testsuites',
    attributes: { name: `softumd conformance: ${driver}`, ...totals },
    children: [...suites, ...problemSuite(problems, driver)],
  });
}
