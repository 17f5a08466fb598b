import { describe, expect, it } from '@jest/globals';
import { AllocationGate } from '../../../emulator/core/allocation-gate.js';

/** What so many allocations in a row come to. */
const taken = (gate: AllocationGate, count: number) => Array.from({ length: count }, () => gate.take());

describe('the allocation gate', () => {
  it('lets everything pass until it is told otherwise', () => {
    expect(taken(new AllocationGate(), 3)).toEqual([true, true, true]);
  });

  it.each([1, 2, 3, 4])('fails allocation %p from now on, and no other', (nth) => {
    const gate = new AllocationGate();
    gate.take();
    gate.failAt(nth);
    expect(taken(gate, 6)).toEqual([1, 2, 3, 4, 5, 6].map((index) => index !== nth));
  });

  it('takes the order back, or another one in its place', () => {
    const gate = new AllocationGate();
    gate.failAt(1);
    gate.failAt(0);
    expect(taken(gate, 2)).toEqual([true, true]);
    gate.failAt(1);
    gate.failAt(2);
    expect(taken(gate, 3)).toEqual([true, false, true]);
  });

  it.each([-1, 1.5, Number.NaN, Infinity])('knows no allocation %p, and keeps to its order', (nth) => {
    const gate = new AllocationGate();
    gate.failAt(2);
    expect(() => {
      gate.failAt(nth);
    }).toThrow(RangeError);
    expect(taken(gate, 3)).toEqual([true, false, true]);
  });
});
