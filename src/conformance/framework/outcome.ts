/**
 * What became of a case. Worst last: of several, the worst counts.
 * @example
 * const isFinding = (outcome: Outcome) => outcome === 'warn' || outcome === 'fail';
 */
export type Outcome = 'pass' | 'skip' | 'warn' | 'fail';

/**
 * Ends a case as failed. The message says what was expected, what came, and by which clause.
 * @example
 * throw new CaseFailure('CreateDevice: expected success, received E_OUTOFMEMORY');
 */
export class CaseFailure extends Error {
  override readonly name = 'CaseFailure';
}

/** Ends a case that cannot be run on this target. */
export class CaseSkip extends Error {
  override readonly name = 'CaseSkip';
}
