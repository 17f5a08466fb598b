import type { ConformanceCase } from '../conformance/index.js';
import { allCases, allGroups, ruleText, SELECTIONS } from '../conformance/index.js';

/**
 * A line for each case, with the clauses and decisions that it cites; a line with `#` begins each group. What was cited
 * follows, spelled out; of the whole suite the saved selections too.
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
  const saved = cases.length === allCases().length ? selectionLines() : [];
  return [...groups, '# what they cite', ...Array.from(rules, ruleText), ...saved]
    .map((line) => `${line}\n`)
    .join('');
}

/** The saved selections, and what of them cannot be asked yet. */
function selectionLines(): string[] {
  const lines = SELECTIONS.map(({ name, about, queries, missing }) => {
    const not = missing === undefined ? '' : `; not yet: ${missing}`;
    return [`@${name}: ${about}${not}`, ...queries.map((query) => `    ${query}`)].join('\n');
  });
  return ['# saved selections', ...lines];
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
