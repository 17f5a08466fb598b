import { hresult, VOID } from '../abi/index.js';
import { HRESULT } from '../ddi/index.js';
import type { ComMethod, ComObject } from '../api/kit/index.js';
import { hasThis, objectOf } from '../api/kit/index.js';
import { isCell } from '../api/kit/argument-checks.js';

/**
 * Answers a call of the API in the place of its body, as a call that fails is answered: places for objects get null. The
 * debug layer tells that it was a rule.
 * @param args This first
 * @returns what the caller gets
 */
export function answerMethod(method: ComMethod, args: readonly unknown[], answer: number | bigint): unknown {
  const own = hasThis(method) ? args.slice(1) : args;
  for (const [index, { passing }] of method.parameters.entries()) {
    const place = own[index];
    if (passing.as.startsWith('outObject') && isCell(place)) place.value = null;
  }
  const isVoid = method.returns === VOID;
  const callee = hasThis(method) ? (objectOf(args[0] as object) as ComObject | undefined) : undefined;
  const [check, text] = isVoid
    ? (['FAULT_RULE', 'a fault rule dropped the call'] as const)
    : (['FAULT_RULE_ANSWERED', 'a fault rule answered the call'] as const);
  if (isVoid || method.returns === HRESULT)
    callee?.environment.complain(method.name, check, text, hresult(Number(answer)));
  return isVoid ? undefined : answer;
}
