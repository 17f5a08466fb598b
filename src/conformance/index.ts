/** The conformance suite: clauses, cases, runner, reporters. It is handed a driver and never imports one. */
export { allCases, allGroups } from './all-cases.js';
export { caseId, group, test } from './case.js';
export type {
  Capability,
  CaseGroup,
  ConformanceCase,
  ParameterValue,
  TestBasis,
  TestBuilder,
  TestDefinition,
} from './case.js';
export { CLAUSES, isClauseId } from './clauses/index.js';
export type { Actor, Clause, ClauseId, Level } from './clauses/index.js';
export type { CaseContext } from './context.js';
export { DECISIONS, DEFAULT_SWITCHES } from './decisions.js';
export type { Decision, DecisionId, SwitchName } from './decisions.js';
export { caughtBy, citesAny, killMatrix, renderMatrix } from './kill-matrix.js';
export type { FaultyRun, KillMatrix, MatrixColumn } from './kill-matrix.js';
export type { Outcome } from './outcome.js';
export { nearest } from './nearest.js';
export { nearestQueries, parseQuery, selectCases } from './query.js';
export { renderJson } from './reporters/json.js';
export { renderJUnit } from './reporters/junit.js';
export { renderPretty, summaryLine } from './reporters/pretty.js';
export type { PrettyOptions } from './reporters/pretty.js';
export { renderTap } from './reporters/tap.js';
export { CaseFailure } from './outcome.js';
export { ruleText } from './rules.js';
export { caseRunner, runConformance, summarize } from './runner.js';
export { SET_ASIDE } from './set-aside.js';
export type { CaseResult, CaseRun, RunOptions, RunReport, RunSummary } from './runner.js';
