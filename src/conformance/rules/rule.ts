import type { ClauseId } from './clauses/index.js';
import { CLAUSES } from './clauses/index.js';
import type { DecisionId } from './decisions.js';
import { DECISIONS } from './decisions.js';

/**
 * What a case judges by: a clause of the documents, or a decision where they are silent.
 * @example
 * const rules: readonly Rule[] = ['NCS-7', 'D-14'];
 */
export type Rule = ClauseId | DecisionId;

const isDecision = (rule: Rule): rule is DecisionId => Object.hasOwn(DECISIONS, rule);

/**
 * A clause or decision as reports spell it out: its id and its text.
 * @example
 * ruleText('NCS-6'); // '[NCS-6] Plaintext = …'
 */
export function ruleText(rule: Rule): string {
  return `[${rule}] ${isDecision(rule) ? DECISIONS[rule].text : CLAUSES[rule].text}`;
}

/** True where an honest driver may differ: a decision, or a clause that is only inferred or a permission. */
export function isOpen(rule: Rule): boolean {
  return isDecision(rule) || ['IMPLIED', 'MAY'].includes(CLAUSES[rule].level);
}
