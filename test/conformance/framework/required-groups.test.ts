import { describe, expect, it } from '@jest/globals';
import { requireGroups } from '../../../src/conformance/index.js';
import { reportOf, result } from './report.js';

const skipped = (id: string, message = 'no video table') => result(id, 'skip', { message });
const report = reportOf([
  skipped('read:one'),
  result('read:two', 'warn'),
  skipped('write:one'),
  skipped('write:two', 'no control'),
  result('copy:one', 'fail'),
]);
const problemsOf = (groups: readonly string[] | 'all') => requireGroups(report, groups).problems ?? [];

describe('required groups', () => {
  it('must have judged something, if only by failing', () => {
    expect(problemsOf(['read', 'copy'])).toEqual([]);
    const [problem, ...others] = problemsOf(['write', 'read', 'write']);
    expect(others).toEqual([]);
    expect(problem!.name).toBe('require:write');
    expect(problem!.message).toMatch(
      /^required group write judged nothing: .*\(2\).*: no video table; .*1 more/,
    );
  });

  it('are all that ran, for all', () => {
    expect(problemsOf('all').map(({ name }) => name)).toEqual(['require:write']);
    expect(problemsOf([])).toEqual([]);
  });

  it('must have been run', () => {
    expect(() => problemsOf(['wirte'])).toThrow(RangeError);
    expect(() => problemsOf(['wirte'])).toThrow("no case of group 'wirte' was run; did you mean write?");
  });

  it('come after the problems that the run has already', () => {
    const before = { name: 'expect:f:1', message: 'one' };
    const { problems } = requireGroups({ ...report, problems: [before] }, 'all');
    expect(problems!.map(({ name }) => name)).toEqual(['expect:f:1', 'require:write']);
  });
});
