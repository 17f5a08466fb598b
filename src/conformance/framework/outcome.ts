/** What became of a case. Worst last: of several, the worst counts. */
export type Outcome = 'pass' | 'skip' | 'warn' | 'fail';

/** Ends a case as failed. The message says what was expected, what came, and by which clause. */
export class CaseFailure extends Error {
  override readonly name = 'CaseFailure';
}

/** Ends a case that cannot be run on this target. */
export class CaseSkip extends Error {
  override readonly name = 'CaseSkip';
}
