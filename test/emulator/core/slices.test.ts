import { describe, expect, it } from '@jest/globals';
import type { Sliced } from '../../../emulator/core/slices.js';
import { Slices } from '../../../emulator/core/slices.js';

interface Owner extends Sliced {
  readonly name: string;
}

describe('slices of state', () => {
  it('are made for each owner, apart from each other, and ended last made first', () => {
    const ended: string[] = [];
    const slices = new Slices<Owner>();
    const first = slices.add(
      ({ name }) => [`first of ${name}`],
      (state) => ended.push(...state),
    );
    const second = slices.add(
      () => new Map<string, number>(),
      (state) => ended.push(`${state.size} in the second`),
    );
    const [a, b] = ['a', 'b'].map((name): Owner => ({ name, slices: [] })) as [Owner, Owner];
    slices.begin(a);
    slices.begin(b);
    second.of(b).set('key', 1);
    expect([first.of(a), first.of(b)]).toEqual([['first of a'], ['first of b']]);
    expect([second.of(a).size, second.of(b).size]).toEqual([0, 1]);
    slices.end(b);
    expect(ended).toEqual(['1 in the second', 'first of b']);
  });
});
