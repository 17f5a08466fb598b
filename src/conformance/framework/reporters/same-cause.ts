import type { CaseResult } from '../runner.js';
import { isKnownFinding } from '../runner.js';
import { groupBy, splitId } from './grouping.js';

/**
 * The findings that a report tells, those with one outcome and one message together. Where several have one cause, that
 * is most worth knowing: they come first, the largest before all; the others keep their order.
 */
export function sameCause(cases: readonly CaseResult[]): readonly [CaseResult, ...CaseResult[]][] {
  const isTold = (one: CaseResult) =>
    (one.outcome === 'fail' || one.outcome === 'warn') && !isKnownFinding(one);
  const weight = (same: readonly CaseResult[]) => (same.length > 1 ? same.length : 0);
  return groupBy(cases.filter(isTold), ({ outcome, message = '' }) => `${outcome} ${message}`)
    .map(([, same]) => same as [CaseResult, ...CaseResult[]])
    .sort((a, b) => weight(b) - weight(a));
}

const mostLines = 12;

const groupOf = ({ id }: CaseResult) => splitId(id)[0];

function testOf({ id }: CaseResult): string {
  const [group, rest] = splitId(id);
  return `${group}:${splitId(rest)[0]}`;
}

/**
 * The cases of one cause: a line for each test, with the id where it is one case of it; where those would be many, a
 * line for each group.
 * @param all the run's cases
 */
export function sameCauseLines(same: readonly CaseResult[], all: readonly CaseResult[]): string[] {
  const tests = groupBy(same, testOf);
  if (tests.length <= mostLines) {
    return tests.map(([test, own]) => (own.length > 1 ? `${test} (${own.length} cases)` : own[0]!.id));
  }
  const sizes = new Map(groupBy(all, groupOf).map(([group, own]) => [group, own.length]));
  return groupBy(same, groupOf).map(
    ([group, own]) => `${group} (${own.length} of ${sizes.get(group) ?? own.length} cases)`,
  );
}
