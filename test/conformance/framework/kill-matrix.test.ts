import { describe, expect, it } from '@jest/globals';
import type { CaseResult, Outcome, RunReport } from '../../../src/conformance/index.js';
import { citesAny, killMatrix, renderMatrix, summarize } from '../../../src/conformance/index.js';

const report = (outcomes: Record<string, Outcome>): RunReport => {
  const cases = Object.entries(outcomes).map(([id, outcome]): CaseResult => ({
    id,
    outcome,
    clauses: [id === 'a' ? 'NCS-1' : 'NCS-6'],
    decisions: id === 'b' ? ['D-02'] : [],
    milliseconds: 0,
  }));
  return { driver: 'made', summary: summarize(cases), cases };
};

describe('the kill matrix', () => {
  const good = report({ a: 'pass', b: 'pass', c: 'pass', d: 'skip' });
  const runs = [
    { name: 'one', breaks: ['NCS-1'], report: report({ a: 'fail', b: 'fail', c: 'pass', d: 'skip' }) },
    { name: 'two', breaks: ['D-02'], report: report({ a: 'pass', b: 'pass', c: 'pass', d: 'fail' }) },
    { name: 'three', breaks: ['D-02'], report: report({ a: 'pass', b: 'fail', c: 'fail', d: 'skip' }) },
  ];
  const matrix = killMatrix(good, runs);

  it('names drivers that no case catches; what the good driver skips proves nothing', () => {
    expect(matrix.drivers.map(({ killedBy }) => killedBy)).toEqual([['a', 'b'], [], ['b', 'c']]);
    expect(matrix.survivors).toEqual(['two']);
  });

  it('names cases that no driver fails for what it breaks: to fail by accident proves nothing', () => {
    expect(matrix.unproven).toEqual(['c']);
    expect(killMatrix(good, runs.slice(0, 1)).unproven).toEqual(['b', 'c']);
  });

  it('is drawn with an x where the one catches the other', () => {
    expect(renderMatrix(matrix, ['a', 'b', 'c'])).toBe(
      '1  one\n2  two\n3  three\n\n123\nx..  a\nx.x  b\n..x  c\n',
    );
  });

  it('takes clauses and decisions alike for what a case cites', () => {
    const cited = { clauses: ['NCS-1'], decisions: ['D-02'] } as const;
    expect([['NCS-1'], ['D-02'], ['NCS-2', 'D-01'], []].map((breaks) => citesAny(cited, breaks))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
