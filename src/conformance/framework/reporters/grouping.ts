import { ruleText } from '../../rules/rule.js';
import type { CaseResult } from '../runner.js';

/** A case's id in two: the group, and what names the case within it. */
export function splitId(id: string): readonly [group: string, rest: string] {
  const end = id.indexOf(':');
  return end < 0 ? [id, id] : [id.slice(0, end), id.slice(end + 1)];
}

/** Cases with the same key together, in the order in which the keys come first. */
export function groupBy(
  cases: readonly CaseResult[],
  key: (one: CaseResult) => string,
): [string, CaseResult[]][] {
  const groups = new Map<string, CaseResult[]>();
  for (const one of cases) {
    const same = groups.get(key(one));
    if (same) same.push(one);
    else groups.set(key(one), [one]);
  }
  return [...groups];
}

/** What every report says of a case whose caller breaks the runtime's own contract. */
export const hostileText = 'hostile caller (D-67)';

/**
 * What a case is about, a line for each clause and decision, for a finding whose message names none: a crash, a hang,
 * a write outside of what was given. Empty for every other.
 */
export function unnamedRules({ outcome, message = '', clauses, decisions, calls }: CaseResult): string[] {
  const rules = [...clauses, ...decisions];
  const named = rules.some((rule) => message.includes(`[${rule}]`));
  const isCrash = outcome === 'warn' && calls !== undefined;
  return (outcome === 'fail' || isCrash) && !named ? rules.map(ruleText) : [];
}

/** The lines of a text; none for an empty one. */
export function linesOf(text = ''): string[] {
  return text === '' ? [] : text.split(/\r\n?|\n/);
}
