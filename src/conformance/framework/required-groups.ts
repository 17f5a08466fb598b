import { nearest } from '../../options/nearest.js';
import type { RunReport } from './runner.js';

const groupOf = (id: string) => id.split(':', 1)[0]!;

/**
 * Demands that groups judged something: one whose cases were all skipped becomes a problem of the run, since a driver
 * that loses a table, or a crypto type, fails nothing and says nothing.
 * @param groups by name, or `'all'` that the run has
 * @throws RangeError when no case of a group was run
 * @example
 * const report = runConformance({ driver: () => createDriver(), cases: allCases() });
 * const { problems = [] } = requireGroups(report, ['negotiate', 'decryption-blt']);
 * for (const { message } of problems) process.stderr.write(`${message}\n`);
 */
export function requireGroups(report: RunReport, groups: readonly string[] | 'all'): RunReport {
  const run = [...new Set(report.cases.map(({ id }) => groupOf(id)))];
  const required = groups === 'all' ? run : [...new Set(groups)];
  const found = required.flatMap((name) => {
    const own = report.cases.filter(({ id }) => groupOf(id) === name);
    if (own.length === 0) {
      const [near] = nearest(run, name, 1);
      throw new RangeError(`no case of group '${name}' was run${near ? `; did you mean ${near}?` : ''}`);
    }
    if (own.some(({ outcome }) => outcome !== 'skip')) return [];
    const reasons = [...new Set(own.map(({ message = 'no reason given' }) => message))];
    const more = reasons.length > 1 ? `; and for ${reasons.length - 1} more reasons` : '';
    const message = `required group ${name} judged nothing: all of its cases (${own.length}) were skipped: ${reasons[0]!}${more}`;
    return [{ name: `require:${name}`, message }];
  });
  const problems = [...(report.problems ?? []), ...found];
  return { ...report, ...(problems.length > 0 && { problems }) };
}
