/** The conformance suite: clauses, cases, runner, reporters. It is handed a driver and never imports one. */
export { allCases, allGroups } from './all-cases.js';
export { caseId, group, test } from './framework/case.js';
export type {
  Capability,
  CaseGroup,
  ConformanceCase,
  ParameterValue,
  TestBasis,
  TestBuilder,
  TestDefinition,
} from './framework/case.js';
export { CLAUSES, isClauseId } from './rules/clauses/index.js';
export type { Actor, Clause, ClauseId, Level } from './rules/clauses/index.js';
export type { CaseContext } from './d3d11/context.js';
export { DECISIONS, DEFAULT_SWITCHES } from './rules/decisions.js';
export type { Decision, DecisionId, SwitchName } from './rules/decisions.js';
export { caughtBy, citesAny, killMatrix, renderMatrix } from './framework/kill-matrix.js';
export type { FaultyRun, KillMatrix, MatrixColumn } from './framework/kill-matrix.js';
export type { Outcome } from './framework/outcome.js';
export { nearest } from './framework/nearest.js';
export { nearestQueries, parseQuery, selectCases } from './framework/query.js';
export { renderJson } from './framework/reporters/json.js';
export { renderJUnit } from './framework/reporters/junit.js';
export { renderPretty, summaryLine } from './framework/reporters/pretty.js';
export type { PrettyOptions } from './framework/reporters/pretty.js';
export { renderTap } from './framework/reporters/tap.js';
export { CaseFailure } from './framework/outcome.js';
export { ruleText } from './rules/rule-text.js';
export { caseRunner, runConformance, summarize } from './framework/runner.js';
export { SET_ASIDE } from './rules/set-aside.js';
export type { CaseResult, CaseRun, RunOptions, RunReport, RunSummary } from './framework/runner.js';
