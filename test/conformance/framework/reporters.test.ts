import { describe, expect, it } from '@jest/globals';
import type { CaseResult, RunReport } from '../../../src/conformance/index.js';
import {
  renderJson,
  renderPretty,
  ruleText,
  summarize,
  summaryLine,
} from '../../../src/conformance/index.js';

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
  it('says what cases that passed have not seen', () => {
    const less = [
      { ...result('create:many', 'pass'), leftOut: ['no blt', 'no certificate'] },
      { ...result('create:one', 'warn', 'odd'), leftOut: ['no blt'] },
    ];
    const text = renderPretty({ driver: 'mine', summary: summarize(less), cases: less });
    expect(text).toContain(
      'Steps left out of cases that did not fail:\n        2  no blt\n        1  no certificate\n\n1 passed',
    );
    expect(renderPretty(report)).not.toContain('left out');
    expect(renderJson({ ...report, cases: less })).toContain('"no certificate"');
  });

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

  it('shows what the driver printed, before the calls', () => {
    const failure = {
      ...result('create:many', 'fail', 'this'),
      printed: 'no room\n  at all',
      calls: ['Inner()'],
    };
    const text = renderPretty({ driver: 'mine', summary: summarize([failure]), cases: [failure] });
    const lines = [
      '     it printed:',
      '       no room',
      '         at all',
      '',
      '     the last calls:',
      '       Inner()',
    ];
    expect(text).toContain(`\n\n${lines.join('\n')}\n`);
    expect(renderPretty(report)).not.toContain('it printed');
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

/** The lines under `the last calls:`. */
function lastCalls(more: Partial<CaseResult>, options = {}): string[] {
  const failure = { ...result('create:many', 'fail', `this [NCS-1]`), ...more };
  const text = renderPretty({ driver: 'mine', summary: summarize([failure]), cases: [failure] }, options);
  const [, after = ''] = text.split('the last calls:\n');
  return after
    .split('\n\n')[0]!
    .split('\n')
    .map((line) => line.slice(7));
}

const opening = [
  'OpenAdapter10_2(pOpenData: 0x10 -> { Interface: 0xb000f }) = S_OK; pOpenData: { hAdapter: 0x77 }',
  'CalcPrivateDeviceSize(hAdapter: 0x77, pData: 0x20) = 32',
  'CreateDevice(hAdapter: 0x77, pCreateData: 0x30) = S_OK',
  'RetrieveSubObject(hDevice: 0x40, SubDeviceID: 2) = S_OK',
];

describe('the last calls of a failure, for people', () => {
  it('have the calls that only opened the driver in one line', () => {
    const calls = [...opening, 'CreateCryptoSession(hDevice: 0x40) …'];
    expect(lastCalls({ calls, openingCalls: opening.length })).toEqual([
      'OpenAdapter10_2, CalcPrivateDeviceSize, CreateDevice, RetrieveSubObject: succeeded',
      'CreateCryptoSession(hDevice: 0x40) …',
    ]);
    expect(lastCalls({ calls, openingCalls: 1 })).toEqual(['OpenAdapter10_2: succeeded', ...calls.slice(1)]);
    expect(lastCalls({ calls })).toEqual(calls);
  });

  it('lose their middle on a terminal when they are very long, and it says where that is', () => {
    const long = `CreateCryptoSession(${'x'.repeat(400)}) = E_INVALIDARG`;
    const calls = [long, 'x'.repeat(240), '\u{1F600}'.repeat(240), '\u{1F600}'.repeat(241)];
    expect(lastCalls({ calls })).toEqual(calls);
    const [first, second, third, fourth] = lastCalls({ calls }, { clipped: true });
    expect(first).toMatch(/^CreateCryptoSession\(x{137} … x{64}\) = E_INVALIDARG$/);
    expect([second, third]).toEqual(calls.slice(1, 3));
    expect(Array.from(fourth!)).toHaveLength(240);
    expect(fourth).not.toMatch(/\p{Surrogate}/u);
    const note = 'are whole in --reporter json=FILE or junit=FILE';
    const failure = { ...result('create:many', 'fail', 'this'), calls };
    const one = { driver: 'mine', summary: summarize([failure]), cases: [failure] };
    expect(renderPretty(one, { clipped: true })).toContain(`Calls with … in the middle ${note}\n\n0 passed`);
    expect(renderPretty(one)).not.toContain(note);
    const short = { ...one, cases: [{ ...failure, calls: opening }] };
    expect(renderPretty(short, { clipped: true })).not.toContain(note);
  });
});

describe('renderJson', () => {
  it('has all calls as they are, and what was printed', () => {
    const failure = { ...result('create:many', 'fail', 'this'), printed: 'no room', calls: opening };
    const text = renderJson({ driver: 'mine', summary: summarize([failure]), cases: [failure] });
    expect((JSON.parse(text) as RunReport).cases).toEqual([failure]);
  });

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
