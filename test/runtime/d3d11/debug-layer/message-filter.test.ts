import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type {
  FilteredMessage,
  FilterEntries,
  FilterLists,
} from '../../../../src/runtime/d3d11/debug-layer/message-filter.js';
import { emptyFilter, FilterStack } from '../../../../src/runtime/d3d11/debug-layer/message-filter.js';

const entries = (given: Partial<FilterEntries>): FilterEntries => ({
  categories: [],
  severities: [],
  ids: [],
  ...given,
});
const allowing = (given: Partial<FilterEntries>): FilterLists => ({ ...emptyFilter, allow: entries(given) });
const denying = (given: Partial<FilterEntries>): FilterLists => ({ ...emptyFilter, deny: entries(given) });
const message: FilteredMessage = { category: 5, severity: 1, id: 0x47 };

describe('a filter', () => {
  it.each<[string, FilterLists, boolean]>([
    ['an empty one', emptyFilter, true],
    ['its category allowed', allowing({ categories: [5] }), true],
    ['another category allowed', allowing({ categories: [6] }), false],
    ['its severity and another id allowed', allowing({ severities: [1], ids: [1] }), false],
    ['its severity and its id allowed', allowing({ severities: [1, 2], ids: [0x47] }), true],
    ['its id denied', denying({ ids: [0x47] }), false],
    ['another id denied', denying({ ids: [0x48] }), true],
    [
      'allowed and denied',
      { allow: entries({ categories: [5] }), deny: entries({ severities: [1] }) },
      false,
    ],
  ])('with %s', (_what, lists, passes) => {
    expect(new FilterStack(lists).passes(message)).toBe(passes);
  });
});

describe('a stack of filters', () => {
  it('is empty at first: all passes, and popping is nothing', () => {
    const stack = new FilterStack();
    stack.pop();
    stack.clear();
    expect([stack.size, stack.top, stack.passes(message)]).toEqual([0, emptyFilter, true]);
  });

  it('goes by the filter on top alone', () => {
    const stack = new FilterStack(denying({ ids: [0x47] }));
    expect(stack.passes(message)).toBe(false);
    stack.push(emptyFilter);
    expect([stack.size, stack.passes(message)]).toEqual([2, true]);
    stack.pop();
    expect(stack.passes(message)).toBe(false);
    stack.clear();
    expect([stack.size, stack.passes(message)]).toEqual([1, true]);
  });

  it('adds to the lists on top, each value once, and makes a filter where there is none', () => {
    const stack = new FilterStack();
    stack.add(denying({ ids: [1, 2] }));
    stack.add({ allow: entries({ categories: [5] }), deny: entries({ ids: [2, 3] }) });
    expect([stack.size, stack.top]).toEqual([
      1,
      { allow: entries({ categories: [5] }), deny: entries({ ids: [1, 2, 3] }) },
    ]);
  });

  const values = fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 });
  const half = fc.record({ categories: values, severities: values, ids: values });
  const lists = fc.record({ allow: half, deny: half });
  const step = fc.oneof(
    lists.map((given) => ({ does: 'push', given }) as const),
    lists.map((given) => ({ does: 'add', given }) as const),
    fc.constantFrom({ does: 'pop' } as const, { does: 'clear' } as const, { does: 'copy' } as const),
  );
  const small = fc.integer({ min: 0, max: 3 });

  /** Written from the words of the docstrings, with arrays. */
  const passesModel = ({ allow, deny }: FilterLists, { category, severity, id }: FilteredMessage) => {
    const isIn = (list: readonly number[], value: number) => list.includes(value);
    if (isIn(deny.categories, category) || isIn(deny.severities, severity) || isIn(deny.ids, id))
      return false;
    const fits = (list: readonly number[], value: number) => list.length === 0 || isIn(list, value);
    return fits(allow.categories, category) && fits(allow.severities, severity) && fits(allow.ids, id);
  };
  const both = (one: FilterEntries, other: FilterEntries): FilterEntries => ({
    categories: [...one.categories, ...other.categories],
    severities: [...one.severities, ...other.severities],
    ids: [...one.ids, ...other.ids],
  });

  it('goes by a list of lists (property)', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 12 }),
        fc.record({ category: small, severity: small, id: small }),
        (steps, one) => {
          const stack = new FilterStack();
          const model: FilterLists[] = [];
          for (const { does, ...rest } of steps) {
            const given = 'given' in rest ? rest.given : emptyFilter;
            const top = model.at(-1) ?? emptyFilter;
            if (does === 'push') model.push(given);
            if (does === 'copy') model.push(top);
            if (does === 'pop' || does === 'add') model.pop();
            if (does === 'add')
              model.push({ allow: both(top.allow, given.allow), deny: both(top.deny, given.deny) });
            if (does === 'clear' && model.length > 0) model[model.length - 1] = emptyFilter;
            if (does === 'push' || does === 'add') stack[does](given);
            else if (does === 'copy') stack.push(stack.top);
            else stack[does]();
            expect([stack.size, stack.passes(one)]).toEqual([
              model.length,
              passesModel(model.at(-1) ?? emptyFilter, one),
            ]);
          }
        },
      ),
    );
  });
});
