import { failed, hresult } from '../abi/index.js';
import type { MatcherContext, Outcome } from './outcome.js';
import { codeText, isCode, outcomeOf } from './outcome.js';

/** What a matcher answers. jest and vitest read it alike. */
export interface MatcherResult {
  readonly pass: boolean;
  readonly message: () => string;
}

function result(pass: boolean, expected: string, { code, said }: Outcome): MatcherResult {
  const message = () => `expected ${expected}, received ${codeText(code)}${said && `\n\n${said}`}`;
  return { pass, message };
}

/**
 * That a call succeeds: S_OK, S_FALSE or any other code without the severity bit; a call that is void, or gives something
 * else than a number, by not throwing.
 * @param received an HRESULT; a function, which is called
 * @throws what the function throws, if that is no HResultError
 *
 * @example
 * ```ts
 * import { expect } from 'vitest';
 * import { createDevice } from 'softumd';
 * import * as matchers from 'softumd/matchers';
 *
 * expect.extend(matchers);
 * expect(() => createDevice()).toSucceed();
 * ```
 */
export function toSucceed(this: MatcherContext, received: unknown): MatcherResult {
  const outcome = outcomeOf(this, 'toSucceed', received);
  const pass = !failed(outcome.code);
  return result(pass, pass ? 'a failure' : 'success', outcome);
}

/**
 * That a call fails with one code and no other.
 * @param received an HRESULT; a function, which is called; an HResultError, behind `rejects`
 * @param code the code, signed or unsigned (D-63)
 * @throws TypeError for a code that is a success
 *
 * @example
 * ```ts
 * import { expect } from 'vitest';
 * import { createDevice } from 'softumd';
 * import { E_OUTOFMEMORY } from 'softumd/d3d11';
 * import * as matchers from 'softumd/matchers';
 *
 * expect.extend(matchers);
 * const device = createDevice();
 * device.driver.control.failAllocation(1);
 * expect(() => device.createBuffer('staging', 16)).toFailWith(E_OUTOFMEMORY);
 * ```
 */
export function toFailWith(this: MatcherContext, received: unknown, code: number): MatcherResult {
  if (!isCode(code)) throw new TypeError(`toFailWith: expected an HRESULT, received ${String(code)}`);
  const expected = hresult(code);
  if (!failed(expected))
    throw new TypeError(`toFailWith: ${codeText(expected)} is a success; there is toSucceed()`);
  const outcome = outcomeOf(this, 'toFailWith', received);
  const pass = outcome.code === expected;
  return result(pass, pass ? `anything but ${codeText(expected)}` : codeText(expected), outcome);
}
