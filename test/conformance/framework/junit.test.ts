import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { XmlDocument, XsdValidator } from 'libxml2-wasm';
import type { RunReport } from '../../../src/conformance/index.js';
import {
  allCases,
  renderJUnit,
  ruleText,
  runConformance,
  selectCases,
} from '../../../src/conformance/index.js';
import { createDriver } from '../../../src/facade/index.js';
import { ofEachTest } from '../some-cases.js';
import { hostileReports, hostileTexts, reportOf, result } from './report.js';
import { runs } from '../../support/runs.js';

/** Some that pass and some that are skipped. */
const someGroups = ofEachTest(
  'first',
  selectCases(allCases(), ['device', 'certificate', 'negotiate', 'copp-open']),
);

const schema = XsdValidator.fromDoc(
  XmlDocument.fromString(readFileSync(new URL('../../../fixtures/junit/junit.xsd', import.meta.url), 'utf8')),
);

/** Parses and validates; throws with the validator's words. Gives what an XPath finds, as text. */
function read(xml: string): (xpath: string) => string[] {
  const document = XmlDocument.fromString(xml);
  schema.validate(document);
  return (xpath) => document.find(xpath).map((node) => node.content);
}

const render = async (report: RunReport) => read(await renderJUnit(report));

/** What of a text XML 1.0 can carry, code point by code point, after its section 2.2; ends of lines after 2.11. */
function carried(text: string): string {
  const allowed = (code: number) =>
    [9, 10].includes(code) ||
    [
      [0x20, 0xd7ff],
      [0xe000, 0xfffd],
      [0x10000, 0x10ffff],
    ].some(([from, to]) => code >= from! && code <= to!);
  const ends = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n');
  return Array.from(ends, (one) => (allowed(one.codePointAt(0)!) ? one : '\uFFFD')).join('');
}

const cases = [
  result('negotiate:right-key', 'pass'),
  result('negotiate:wrong-size:bytes=1,hash=sha1', 'fail', {
    message: 'expected this\n  received that',
    calls: ['Outer() = S_OK', '  Inner()'],
    milliseconds: 1234.5678,
  }),
  result('create:removed', 'skip', { message: 'the driver has no control' }),
  result('negotiate:many', 'warn', { message: 'an odd code' }),
];

describe('renderJUnit', () => {
  it('has what the driver printed in the text of the failure, and its calls as they are', async () => {
    const calls = ['OpenAdapter10_2(pOpenData: 0x10) = S_OK', `Inner(${'x'.repeat(300)}) …`];
    const failed = result('negotiate:many', 'fail', { message: 'this', printed: 'no room\n  at all', calls });
    const find = await render(reportOf([failed]));
    expect(find('//failure')[0]).toContain(
      `\n\nit printed:\n  no room\n    at all\n\nthe last calls:\n  ${calls.join('\n  ')}`,
    );
    expect(find('//failure/@message')).toEqual(['this']);
  });

  it('writes a suite for each group, with its counts', async () => {
    expect(await renderJUnit(reportOf(cases))).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="softumd conformance: mine" tests="4" failures="1" errors="0" time="1.239">
  <testsuite name="negotiate" tests="3" failures="1" errors="0" time="1.238" skipped="0">
    <properties>
      <property name="driver" value="mine"/>
      <property name="warned" value="1"/>
    </properties>
    <testcase classname="softumd.mine.negotiate" name="right-key" time="0.002"/>
    <testcase classname="softumd.mine.negotiate" name="wrong-size:bytes=1,hash=sha1" time="1.235">
      <failure message="expected this" type="conformance">expected this
  received that

cites: NCS-1 D-03
  ${ruleText('NCS-1')}
  ${ruleText('D-03')}

the last calls:
  Outer() = S_OK
    Inner()</failure>
    </testcase>
    <testcase classname="softumd.mine.negotiate" name="many" time="0.002">
      <system-out>warning: an odd code

cites: NCS-1 D-03</system-out>
    </testcase>
  </testsuite>
  <testsuite name="create" tests="1" failures="0" errors="0" time="0.002" skipped="1">
    <properties>
      <property name="driver" value="mine"/>
      <property name="warned" value="0"/>
    </properties>
    <testcase classname="softumd.mine.create" name="removed" time="0.002">
      <skipped message="the driver has no control">the driver has no control</skipped>
    </testcase>
  </testsuite>
</testsuites>
`,
    );
  });

  it('is valid for every outcome, and for no case at all', async () => {
    const find = await render(reportOf(cases));
    expect(find('//testcase/@name')).toHaveLength(4);
    const none = await render(reportOf([]));
    expect(none('/testsuites/@tests')).toEqual(['0']);
    expect(none('//testsuite')).toEqual([]);
  });

  it('is valid for tests of the suite on the embedded driver, with every case in it', async () => {
    const report = runConformance({
      driver: () => createDriver(),
      cases: someGroups,
    });
    const find = await render(report);
    const groups = find('//testcase/@classname').map((name) => name.split('.').at(-1)!);
    const ids = find('//testcase/@name').map((name, index) => `${groups[index]!}:${name}`);
    expect(ids).toEqual(report.cases.map(({ id }) => id));
    expect(find('/testsuites/@tests')).toEqual([String(report.cases.length)]);
    expect(find('//skipped')).toHaveLength(report.summary.skipped);
    expect(find('//failure')).toHaveLength(report.summary.failed);
  });

  it.each(hostileReports().map((report, index) => [JSON.stringify(hostileTexts[index]), report] as const))(
    'carries %s as message, call and driver',
    async (_text, report) => {
      const find = await render(report);
      const text = carried(report.driver);
      const rules = ['cites: NCS-1 D-03', ruleText('NCS-1'), ruleText('D-03')].join('\n  ');
      expect(find('//testsuite/properties/property[@name="driver"]/@value')).toEqual([text]);
      const printed = text === '' ? '' : `\n\nit printed:\n${text.replace(/^|\n/g, '$&  ')}`;
      expect(find('//failure')[0]).toBe(`${text}\n\n${rules}${printed}\n\nthe last calls:\n  ${text}`);
      expect(find('//failure/@message')[0]).toBe(text.split('\n')[0]);
      expect(find('//skipped')).toEqual([text]);
      expect(find('//skipped/@message')).toEqual([text]);
      expect(find('//system-out')).toEqual([`warning: ${text}\n\ncites: NCS-1 D-03`]);
    },
  );

  it('gives every text back, but for what XML forbids', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) }),
      fc.string({ unit: fc.constantFrom(...Array.from(']>&<"\'\r\n\t\0 #;x'), '\uD800', '\uDC00') }),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (message) => {
        const find = await render(reportOf([result('group:one', 'skip', { message })]));
        expect(find('//skipped')).toEqual([carried(message)]);
        expect(find('//skipped/@message')).toEqual([carried(message)]);
      }),
      { numRuns: runs(200) },
    );
  });

  it('says what a case that passed has not seen', async () => {
    const find = await render(reportOf([result('create:many', 'pass', { leftOut: ['no blt', 'no key'] })]));
    expect(find('//system-out')).toEqual(['steps left out: no blt; no key']);
  });

  it.each([
    ['./build/libdriver.so.1', 'libdriver-so-1'],
    ['C:\\drivers\\my umd.dll', 'my-umd-dll'],
    ['prüfling_2', 'prüfling_2'],
    ['', 'unnamed'],
  ])('makes one part of a class name of the driver %j', async (driver, part) => {
    const find = await render(reportOf(cases.slice(0, 1), driver));
    expect(find('//testcase/@classname')).toEqual([`softumd.${part}.negotiate`]);
  });

  it('takes durations that are not short', async () => {
    const find = await render(reportOf([result('a:b', 'pass', { milliseconds: 3_600_000 })]));
    expect(find('//@time')).toEqual(['3600.000', '3600.000', '3600.000']);
  });
});
