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

/** The cases of one cause, a line for each test: its id where it has one of them, else how many. */
export function sameCauseLines(same: readonly CaseResult[]): string[] {
  if (same.length < 2) return [];
  const testOf = ({ id }: CaseResult) => {
    const [group, rest] = splitId(id);
    return `${group}:${splitId(rest)[0]}`;
  };
  return groupBy(same, testOf).map(([test, own]) =>
    own.length > 1 ? `${test} (${own.length} cases)` : own[0]!.id,
  );
}
