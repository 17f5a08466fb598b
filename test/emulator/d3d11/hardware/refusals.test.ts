/** Each documented refusal by a function of hardware protection: its code, why, and that nothing changed (D-14). */
import { describe, expect, it } from '@jest/globals';
import { expectRefused } from '../refused-row.js';
import { hardwareCalls } from './calls.js';
import { hardwareBench } from './hardware-bench.js';
import { hardwareRefusals } from './refusal-rows.js';

const planOf = (name: string) => hardwareCalls.find(({ declaration }) => declaration.name === name)!;

describe.each(Object.entries(hardwareRefusals))('%s refuses', (name, ways) => {
  it.each(Object.entries(ways))('%s', (_what, row) => {
    const bench = hardwareBench(row.profile);
    expectRefused(bench, planOf(name), row);
    expect(bench.reported()).toBe(0);
  });
});
