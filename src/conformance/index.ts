/**
 * The conformance suite: clauses, cases, runner, reporters. It is handed a driver and never imports one.
 *
 * In the examples `createDriver` is that of `softumd`, other names are exported here or by `softumd/ddi`, and `t` is
 * what the body of a test in a group over {@link d3d11} gets.
 */
export { allCases, allGroups } from './all-cases.js';
export type { Selection } from './selections.js';
export { expandSelections, SELECTIONS } from './selections.js';
export type { CaseSetup, GuardedBytes } from './framework/case.js';
export { Case } from './framework/case.js';
export type { CaseParameters, ParameterValue } from './framework/case-id.js';
export { caseId } from './framework/case-id.js';
export type { Expectation, ExpectedOutcome } from './framework/expectations.js';
export { parseExpectations } from './framework/expectations.js';
export { applyExpectations, renderExpectations } from './framework/expected-outcomes.js';
export type { FailedCalls } from './framework/failed-calls.js';
export { failedCalls } from './framework/failed-calls.js';
export type { Capability, Fixture, Needing } from './framework/fixture.js';
export type { FunctionNames } from './framework/function-use.js';
export { FunctionUse } from './framework/function-use.js';
export type { CaseGroup, ConformanceCase, PreparedCase } from './framework/group.js';
export { group } from './framework/group.js';
export type { FaultyRun, KillMatrix, MatrixColumn } from './framework/kill-matrix.js';
export { caughtBy, citesAny, killMatrix, passedBy, renderMatrix } from './framework/kill-matrix.js';
export { nearest } from '../options/nearest.js';
export type { Outcome } from './framework/outcome.js';
export { CaseFailure } from './framework/outcome.js';
export { nearestQueries, parseQuery, selectCases } from './framework/query.js';
export { renderJson } from './framework/reporters/json.js';
export { renderJUnit } from './framework/reporters/junit.js';
export type { PrettyOptions } from './framework/reporters/pretty.js';
export { renderPretty, summaryLine } from './framework/reporters/pretty.js';
export { renderTap } from './framework/reporters/tap.js';
export { requireGroups } from './framework/required-groups.js';
export { RunMemory } from './framework/run-memory.js';
export type {
  CaseResult,
  CaseRun,
  ComparedExpectation,
  RunOptions,
  RunProblem,
  RunReport,
  RunSummary,
} from './framework/runner.js';
export { caseRunner, runConformance, summarize } from './framework/runner.js';
export type { TestBasis, TestBuilder, TestDefinition } from './framework/test.js';
export { test } from './framework/test.js';
export type { Actor, Clause, ClauseId, Level } from './rules/clauses/index.js';
export { CLAUSES, isClauseId, SET_ASIDE } from './rules/clauses/index.js';
export type { Decision, DecisionId, SwitchName } from './rules/decisions.js';
export { DECISIONS } from './rules/decisions.js';
export type { Rule } from './rules/rule.js';
export { ruleText } from './rules/rule.js';
export { DEFAULT_SWITCHES } from '../driver/index.js';
export * from './copp/index.js';
export * from './d3d11/index.js';
export * from './opm/index.js';
