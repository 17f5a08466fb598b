import type { ClauseId, Level } from './clauses/index.js';
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

/**
 * What a violated rule comes to: `required` fails a case, `decided` fails it where the target declares a profile and
 * warns otherwise, `reported` warns.
 */
export type Weight = 'required' | 'decided' | 'reported';

const byLevel: Readonly<Record<Level, Weight>> = {
  MUST: 'required',
  SHOULD: 'required',
  IMPLIED: 'decided',
  MAY: 'reported',
};

/** What it comes to when this rule is violated. */
export function weightOf(rule: Rule): Weight {
  if (!isDecision(rule)) return byLevel[CLAUSES[rule].level];
  return DECISIONS[rule].level === 'ADVISORY' ? 'reported' : 'decided';
}

/** The weightiest of some rules that a driver is bound by; those that bind others say nothing about it. */
export function strictestWeight(rules: readonly Rule[]): Weight {
  const binding = rules.filter((rule) => isDecision(rule) || CLAUSES[rule].actor === 'driver').map(weightOf);
  return (['required', 'decided'] as const).find((weight) => binding.includes(weight)) ?? 'reported';
}

/** The outcome that a weight stands for, on a target with a profile or without. */
export function outcomeOf(weight: Weight, hasProfile: boolean): 'fail' | 'warn' {
  return weight === 'required' || (weight === 'decided' && hasProfile) ? 'fail' : 'warn';
}
