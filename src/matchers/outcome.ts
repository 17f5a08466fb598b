import type { Hresult } from '../abi/index.js';
import { hresult, hresultText } from '../abi/index.js';
import { hresultName, S_OK } from '../ddi/index.js';

/** What came of a call. */
export interface Outcome {
  readonly code: Hresult;
  /** What the error says that carried the code; empty where a call returned it. */
  readonly said: string;
}

/** What a runner gives a matcher as `this`, as far as it is looked at. */
export interface MatcherContext {
  /** `'resolves'` or `'rejects'` where the matcher stands behind that word: what it gets is no promise any more. */
  readonly promise?: string;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Whether a value is an HRESULT as somebody may have it: signed or unsigned (D-63). */
export function isCode(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= -0x80000000 && (value as number) <= 0xffffffff;
}

/** E_OUTOFMEMORY (0x8007000E), or the number alone of a code without a name. */
export function codeText(code: Hresult): string {
  const [name, text] = [hresultName(code), hresultText(code)];
  return name === text ? text : `${name} (${text})`;
}

/** An HResultError, of whatever realm: jest's sandbox has errors of its own. */
function outcomeOfError(error: unknown): Outcome | undefined {
  if (!isObject(error) || !('hresult' in error) || !isCode(error.hresult)) return undefined;
  return { code: hresult(error.hresult), said: 'message' in error ? String(error.message) : '' };
}

function refusePromise(matcher: string, value: unknown): void {
  if (isObject(value) && 'then' in value && typeof value.then === 'function') {
    void (value as PromiseLike<unknown>).then(undefined, () => undefined); // its rejection is not news any more
    throw new TypeError(
      `${matcher}: received a promise; await it: \`await expect(promise).resolves.toSucceed()\`, ` +
        '`await expect(promise).rejects.toFailWith(code)`',
    );
  }
}

function outcomeOfCall(matcher: string, call: () => unknown): Outcome {
  try {
    const returned = call();
    refusePromise(matcher, returned);
    return { code: isCode(returned) ? hresult(returned) : S_OK, said: '' };
  } catch (error) {
    const outcome = outcomeOfError(error);
    if (outcome) return outcome;
    throw error; // neither success nor failure of a call: a wrong argument, a fault in the test
  }
}

/**
 * What came of what a test expects something of.
 * @param received an HRESULT; a function, which is called; an HResultError; behind `resolves` anything
 * @throws TypeError for anything else
 */
export function outcomeOf(context: MatcherContext, matcher: string, received: unknown): Outcome {
  if (typeof received === 'function') return outcomeOfCall(matcher, received as () => unknown);
  refusePromise(matcher, received);
  const isResult = isCode(received) || context.promise === 'resolves';
  const outcome = isResult
    ? { code: isCode(received) ? hresult(received) : S_OK, said: '' }
    : outcomeOfError(received);
  if (outcome) return outcome;
  throw new TypeError(
    `${matcher}: expected an HRESULT, a function to call or an HResultError, received ${received === null ? 'null' : typeof received}`,
  );
}
