/**
 * What `expect(…)` has by the matchers, for the compiler: of vitest, of `@jest/globals`, of `@types/jest`. A runner that is
 * not installed is left out, for which its line is not checked.
 */
/* eslint-disable @typescript-eslint/ban-ts-comment, @typescript-eslint/no-namespace, @typescript-eslint/no-unused-vars,
   @typescript-eslint/no-empty-object-type -- to add to other packages' interfaces has this form and no other */

/** @typeParam R what an assertion gives: nothing, or a promise behind `resolves` and `rejects` */
export interface HResultMatchers<R> {
  /** That an HRESULT is a success, or that a call succeeds: it returns one, or does not throw. */
  toSucceed(): R;
  /** That an HRESULT, or what a call returns or throws, is this failure. Signed or unsigned. */
  toFailWith(code: number): R;
}

/** @ts-ignore -- not installed */
declare module 'vitest' {
  interface Assertion<T> extends HResultMatchers<void> {}
}

/** @ts-ignore -- not installed */
declare module 'expect' {
  interface Matchers<R, T> extends HResultMatchers<R> {}
}

declare global {
  namespace jest {
    interface Matchers<R, T> extends HResultMatchers<R> {}
  }
}
