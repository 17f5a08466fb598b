import { describe, expect, it } from '@jest/globals';
import type { Fixture, ParameterValue } from '../../../src/conformance/index.js';
import { Case, caseId, d3d11, group, RunMemory, test } from '../../../src/conformance/index.js';
import { createDriver } from '../../../src/facade/index.js';
import { emptyDriver } from '../drivers.js';
import { plain } from './plain.js';

const basis = { clauses: ['NCS-1'] } as const;
const nothing = () => undefined;
const driver = createDriver();

/** A fixture of an interface that the suite has no chapter for. */
class OutputCase extends Case {
  readonly outputs = ['HDMI', 'DisplayPort'];
}
const output: Fixture<OutputCase> = { name: 'output', create: (setup) => new OutputCase(setup) };

describe('declaring cases', () => {
  it('makes one case for each combination of parameters', () => {
    const seen: unknown[] = [];
    const { cases } = group('keys', 'about', plain, [
      test('sizes', { ...basis, decisions: ['D-02'], needs: ['oracle'] })
        .params({ bytes: [1, 2], hash: ['sha1'] })
        .run((_t, parameters) => seen.push(parameters)),
      test('plain', basis).run(nothing),
    ]);
    expect(cases.map(({ id }) => id)).toEqual([
      'keys:sizes:bytes=1,hash=sha1',
      'keys:sizes:bytes=2,hash=sha1',
      'keys:plain',
    ]);
    expect(cases[1]).toMatchObject({
      group: 'keys',
      test: 'sizes',
      parameters: { bytes: 2, hash: 'sha1' },
      clauses: ['NCS-1'],
      decisions: ['D-02'],
      needs: ['oracle'],
    });
    for (const { prepare } of cases) prepare({ driver, run: new RunMemory() }).run();
    expect(seen).toEqual([
      { bytes: 1, hash: 'sha1' },
      { bytes: 2, hash: 'sha1' },
    ]);
  });

  it('refuses two cases with one id', () => {
    const one = test('twice', basis).run(nothing);
    expect(() => group('keys', 'about', plain, [one, one])).toThrow(/'keys:twice' twice/);
    const same = test('same', basis)
      .params({ bytes: [1, 1] })
      .run(nothing);
    expect(() => group('keys', 'about', plain, [same])).toThrow(/'keys:same:bytes=1' twice/);
  });

  it('refuses a test without clauses', () => {
    expect(() => test('idle', { clauses: [] as never })).toThrow(/idle: expected at least one clause/);
  });

  it.each(['Upper', 'a:b', 'a*', '', 'a b', 'a--b'])('refuses the name %j', (name) => {
    expect(() => test(name, basis)).toThrow(TypeError);
    expect(() => group(name, 'about', plain, [])).toThrow(TypeError);
  });

  it.each<[ParameterValue[]]>([[[]], [['a,b']], [['a=b']], [['a:b']], [['*']]])(
    'refuses the parameter values %j',
    (values) => {
      expect(() => test('named', basis).params({ value: values }).run(nothing)).toThrow(/named: /);
    },
  );

  it('keeps the order of parameters in ids', () => {
    expect(caseId('g', 't', { b: 1, a: false })).toBe('g:t:b=1,a=false');
    expect(caseId('g', 't', {})).toBe('g:t');
  });
});

describe('the fixture of a group', () => {
  it('makes what the body gets, anew for each case', () => {
    const seen: OutputCase[] = [];
    const { cases } = group('outputs', 'about', output, [
      test('each', basis)
        .params({ index: [0, 1] })
        .run((t) => seen.push(t)),
    ]);
    const run = new RunMemory();
    const driver = emptyDriver();
    const prepared = cases.map(({ prepare }) => prepare({ driver, run }));
    for (const one of prepared) one.run();
    expect(seen).toEqual(prepared.map((one) => one.case));
    expect(seen[0]).not.toBe(seen[1]);
    expect(seen.map(({ id, outputs }) => [id, outputs[0]])).toEqual(cases.map(({ id }) => [id, 'HDMI']));
    expect(seen.every((t) => t.run === run && t.driver === driver)).toBe(true);
  });

  /* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-return --
     what is wrong here is marked, and the compiler has to see it */
  it('says what the body is: its members and no others', () => {
    const tests = () => [
      group('outputs', 'about', output, [
        test('its-own', basis).run((t) => t.outputs.length),
        // @ts-expect-error -- a fixture that opens no adapter has none
        test('a-strangers', basis).run((t) => t.adapter()),
      ]),
      group('devices', 'about', d3d11, [
        test('its-own', basis).run((t) => t.adapter()),
        test('everybodys', basis).run((t: Case) => t.random),
        // @ts-expect-error -- made for another fixture
        test('a-strangers', basis).run((t: OutputCase) => t.outputs),
      ]),
    ];
    expect(tests().map(({ name }) => name)).toEqual(['outputs', 'devices']);
  });
  /* eslint-enable */
});

describe('what a test needs', () => {
  it('is there in its body, and in no other', () => {
    const { cases } = group('needs', 'about', plain, [
      test('control', { ...basis, needs: ['control'] }).run((t) => {
        t.driver.control.failAllocation(0);
        // @ts-expect-error -- not needed, so perhaps not there
        expect(() => t.driver.oracle.remembers(new Uint8Array(16))).toThrow(TypeError);
      }),
      test('both', { ...basis, needs: ['control', 'oracle'] })
        .params({ bytes: [16, 24] })
        .run((t, { bytes }) => {
          t.driver.control.failAllocation(0);
          expect(t.driver.oracle.remembers(new Uint8Array(bytes satisfies 16 | 24).fill(1))).toBe(false);
        }),
      test('nothing', basis).run((t) => {
        expect(() => {
          // @ts-expect-error -- not needed, so perhaps not there
          t.driver.control.failAllocation(0);
        }).not.toThrow();
      }),
      // @ts-expect-error -- no such capability
      test('more', { ...basis, needs: ['magic'] }).run(nothing),
    ]);
    const { name, memory, code, OpenAdapter10_2, control, oracle } = driver;
    const having = { control: { control }, both: { control, oracle }, nothing: { control } };
    for (const { test: one, prepare } of cases.filter(({ test: name }) => name in having)) {
      const capable = { name, memory, code, OpenAdapter10_2, ...having[one as keyof typeof having] };
      prepare({ driver: capable, run: new RunMemory() }).run();
    }
    expect.assertions(4);
  });
});
