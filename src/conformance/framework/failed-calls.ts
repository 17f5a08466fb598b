import type { ConformanceCase } from './group.js';

/**
 * The last calls of a case that failed.
 * @example
 * const told = ({ calls, openingCalls = 0 }: FailedCalls) => calls.slice(openingCalls).join('\n');
 */
export interface FailedCalls {
  /** As text, oldest first. */
  readonly calls: readonly string[];
  /**
   * How many of them, from the first, only opened the driver and succeeded; absent for none. Never the last call: where
   * the list ends while the driver is being opened, that call is what the failure is about.
   */
  readonly openingCalls?: number;
}

/** What a line begins with that is a call which succeeded, or answered with a size. */
const success = /^(\w+)\(.*\) = (?:S_OK|STATUS_SUCCESS|\d+)(?:;|$)/s;

/**
 * The calls of a failure, with those counted that the case's fixture makes to open the driver.
 * @example
 * const { openingCalls } = failedCalls({ fixture: d3d11 }, ['OpenAdapter10_2() = S_OK', 'Flush() = 0']); // 1
 */
export function failedCalls(
  { fixture }: Pick<ConformanceCase, 'fixture'>,
  calls: readonly string[],
): FailedCalls {
  const names = (fixture.opening ?? []).map(({ name }) => name);
  const first = calls.findIndex((call) => !names.includes(success.exec(call)?.[1] ?? ''));
  const openingCalls = first < 0 ? Math.max(0, calls.length - 1) : Math.min(first, calls.length - 1);
  return { calls, ...(openingCalls > 0 && { openingCalls }) };
}
