import type { ApiFunction, ApiInterposer, Environment } from '../api/kit/index.js';
import { guard } from '../api/kit/index.js';

/** Makes a function of a library of what implements it, an object that has it under its name. */
export type Exporter = <F>(declaration: ApiFunction<F>, implementation: object) => F;

/**
 * What a library exports: its functions behind their checks.
 * @param interposer what stands between callers and each function
 */
export function exporter(environment: Environment, interposer?: ApiInterposer): Exporter {
  const callee = { environment, isEnded: false };
  return <F>(declaration: ApiFunction<F>, implementation: object) => {
    const guarded = guard(declaration);
    const inner = (...args: readonly unknown[]) => guarded.call(callee, implementation, ...args);
    return (interposer ? interposer(declaration, inner) : inner) as F;
  };
}
