import { describe, expect, it } from '@jest/globals';
import { EmulatedClock } from '../../../emulator/core/clock.js';

describe('the clock of a driver', () => {
  it('stands at 0 and goes on when it is told, by nothing too', () => {
    const clock = new EmulatedClock();
    expect(clock.now).toBe(0);
    for (const [passing, now] of [
      [500, 500],
      [0, 500],
      [0.5, 500.5],
      [1, 501.5],
    ] as const) {
      clock.advance(passing);
      expect(clock.now).toBe(now);
    }
  });

  it.each([-1, -0.5, Number.NaN, Infinity])('does not go on by %p', (ms) => {
    const clock = new EmulatedClock();
    clock.advance(7);
    expect(() => {
      clock.advance(ms);
    }).toThrow(RangeError);
    expect(clock.now).toBe(7);
  });
});
