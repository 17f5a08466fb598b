import { describe, expect, it } from '@jest/globals';
import { caseId, group, type ParameterValue, test } from '../../../src/conformance/index.js';

const basis = { clauses: ['NCS-1'] } as const;
const nothing = () => undefined;

describe('declaring cases', () => {
  it('makes one case for each combination of parameters', () => {
    const seen: unknown[] = [];
    const { cases } = group('keys', 'about', [
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
    for (const { body } of cases) body(undefined as never);
    expect(seen).toEqual([
      { bytes: 1, hash: 'sha1' },
      { bytes: 2, hash: 'sha1' },
    ]);
  });

  it('refuses two cases with one id', () => {
    const one = test('twice', basis).run(nothing);
    expect(() => group('keys', 'about', [one, one])).toThrow(/'keys:twice' twice/);
    const same = test('same', basis)
      .params({ bytes: [1, 1] })
      .run(nothing);
    expect(() => group('keys', 'about', [same])).toThrow(/'keys:same:bytes=1' twice/);
  });

  it('refuses a test without clauses', () => {
    expect(() => test('idle', { clauses: [] as never })).toThrow(/idle: expected at least one clause/);
  });

  it.each(['Upper', 'a:b', 'a*', '', 'a b', 'a--b'])('refuses the name %j', (name) => {
    expect(() => test(name, basis)).toThrow(TypeError);
    expect(() => group(name, 'about', [])).toThrow(TypeError);
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
