import type { ConformanceCase } from '../conformance/index.js';
import { allGroups, ruleText } from '../conformance/index.js';

/**
 * A line for each case, with the clauses and decisions that it cites; a line with `#` begins each group. What was cited
 * follows, spelled out.
 */
function lines(cases: readonly ConformanceCase[]): string {
  const width = Math.max(...cases.map(({ id }) => id.length));
  const groups = allGroups()
    .map(({ name, about }) => ({ name, about, own: cases.filter(({ group }) => group === name) }))
    .filter(({ own }) => own.length > 0)
    .flatMap(({ name, about, own }) => [
      `# ${name}: ${about}`,
      ...own.map(({ id, clauses, decisions, hostile }) =>
        [id.padEnd(width), ...clauses, ...decisions, ...(hostile ? ['(hostile caller, D-67)'] : [])].join(
          ' ',
        ),
      ),
    ]);
  const rules = new Set(cases.flatMap(({ clauses, decisions }) => [...clauses, ...decisions]));
  return [...groups, '# what they cite', ...Array.from(rules, ruleText)].map((line) => `${line}\n`).join('');
}

/** What `softumd conformance --list` prints: the cases, nothing run. */
export function renderList(cases: readonly ConformanceCase[], form: 'pretty' | 'json'): string {
  if (form === 'pretty') return lines(cases);
  const about = new Map(allGroups().map((group) => [group.name, group.about]));
  const listed = cases.map(({ id, group, clauses, decisions, needs, hostile }) => ({
    id,
    group,
    about: about.get(group),
    clauses,
    decisions,
    needs,
    hostile,
  }));
  return `${JSON.stringify(listed, null, 2)}\n`;
}
