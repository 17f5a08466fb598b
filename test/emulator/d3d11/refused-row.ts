import { expect } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import type { Bench } from './bench.js';
import type { CallPlan } from './calls.js';
import { run } from './calls.js';
import type { RefusalRow } from './refusal-rows.js';

/** A way to be refused, and the code. */
export type CodedRow = RefusalRow & { readonly code: ddi.Hresult };

/** Refuses a call that is good but for what the row has: its code, its cause, and nothing changed (D-14). */
export function expectRefused(bench: Bench, plan: CallPlan, row: CodedRow): void {
  const { name, parameters } = plan.declaration;
  const args = plan.good(bench, bench.device);
  for (const [parameter, value] of Object.entries(row.changes(bench))) {
    const index = parameters.findIndex((one) => one.name === parameter);
    expect([parameter, index]).not.toEqual([parameter, -1]);
    args[index] = value;
  }
  row.arrange?.(bench);
  const { refusals } = bench.driver.control;
  refusals.keep(true);
  const before = bench.snapshot();
  expect(ddi.hresultName(run(bench, plan, args))).toBe(ddi.hresultName(row.code));
  expect(bench.snapshot()).toEqual(before);
  expect(refusals.take(name)).toMatchObject({ function: name, ...row.cause });
  expect(refusals.take()).toBeNull();
}
