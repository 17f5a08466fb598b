import { outcomeOf, strictestWeight } from '../rules/rule.js';
import type { ConformanceCase } from './group.js';
import type { Outcome } from './outcome.js';

/** What of a case its verdict is weighed by. */
export type Weighed = Pick<ConformanceCase, 'clauses' | 'decisions' | 'hostile'>;

/**
 * What it comes to that a driver crashed in a case, or died, or threw: the level of what the case was checking, which is
 * the strictest of the clauses and decisions that it cites and that bind a driver.
 */
export function crashOutcome({ clauses, decisions, hostile }: Weighed, hasProfile: boolean): 'fail' | 'warn' {
  const outcome = outcomeOf(strictestWeight([...clauses, ...decisions]), hasProfile);
  return callersOutcome({ hostile }, outcome, hasProfile);
}

/** An outcome with the caller taken into account: no rule obliges a foreign driver to bear a hostile one (D-67). */
export function callersOutcome<O extends Outcome>(
  { hostile }: Pick<Weighed, 'hostile'>,
  outcome: O,
  hasProfile: boolean,
): O | 'warn' {
  return hostile && outcome === 'fail' && !hasProfile ? 'warn' : outcome;
}

/** The worse of two outcomes. */
export function worse(one: Outcome, other: Outcome): Outcome {
  const ranks: readonly Outcome[] = ['pass', 'skip', 'warn', 'fail'];
  return ranks.indexOf(one) < ranks.indexOf(other) ? other : one;
}
