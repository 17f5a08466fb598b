import { hresult, VOID } from '../abi/index.js';
import type { ComMethod } from '../api/kit/index.js';
import { hasThis, objectOf } from '../api/kit/index.js';
import { isCell } from '../api/kit/argument-checks.js';

/**
 * Answers a call of the API in the place of its body, as a call that fails is answered: places for objects get null. Of a
 * method that returns nothing the debug layer has the code.
 * @param args This first
 * @returns what the caller gets
 */
export function answerMethod(method: ComMethod, args: readonly unknown[], answer: number | bigint): unknown {
  const own = hasThis(method) ? args.slice(1) : args;
  for (const [index, { passing }] of method.parameters.entries()) {
    const place = own[index];
    if (passing.as === 'outObject' && isCell(place)) place.value = null;
  }
  if (method.returns !== VOID) return answer;
  const { environment } = objectOf(args[0] as object);
  environment.complain(method.name, 'FAULT_RULE', 'a fault rule dropped the call', hresult(Number(answer)));
  return undefined;
}
