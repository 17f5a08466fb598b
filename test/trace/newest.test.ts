import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCallLog } from 'softumd/ddi';
import { Newest } from '../../src/trace/newest.js';

describe('the newest of what is added', () => {
  it('are kept, oldest first, and no more of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 7 }), fc.array(fc.integer()), (keep, items) => {
        const newest = new Newest<number>(keep);
        for (const item of items) newest.add(item);
        expect(newest.list()).toEqual(items.slice(-keep));
      }),
    );
  });

  it.each([0, -1, Number.NaN])('are at least one, not %p', (keep) => {
    expect(() => createCallLog(keep)).toThrow(
      new RangeError(`keep: expected a number from 1, received ${keep}`),
    );
  });
});
