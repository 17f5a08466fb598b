import type { ClauseId } from './clauses/index.js';
import { CLAUSES } from './clauses/index.js';
import type { DecisionId } from './decisions.js';
import { DECISIONS } from './decisions.js';

/** A clause or decision as reports spell it out: its id and its text. */
export function ruleText(rule: ClauseId | DecisionId): string {
  return `[${rule}] ${rule in DECISIONS ? DECISIONS[rule as DecisionId].text : CLAUSES[rule as ClauseId].text}`;
}
