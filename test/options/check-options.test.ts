import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  anyMembers,
  checkOptions,
  describeValue,
  given,
  hasMethods,
  listOf,
  members,
  oneOf,
  text,
  unsigned64,
  wholeNumber,
} from '../../src/options/index.js';
import { caught } from '../support/caught.js';

const schema = members({
  mode: oneOf('fast', 'safe'),
  retries: wholeNumber(0, 3),
  hosts: listOf(members({ name: text(), id: unsigned64() })),
});
const good = { mode: 'safe', retries: 3, hosts: [{ name: 'a', id: 1n }] };
const refusal = (value: unknown, root?: string) => caught(() => checkOptions('start', schema, value, root));

describe('options by a schema', () => {
  it('come back as a copy, as deep as the schema', () => {
    const read = checkOptions('start', schema, good);
    expect(read).toEqual(good);
    expect(read.hosts[0]).not.toBe(good.hosts[0]);
  });

  it.each<[unknown, string]>([
    [{ ...good, mode: 'slow' }, "start: mode: expected 'fast' or 'safe', received 'slow'"],
    [{ ...good, retries: 4 }, 'start: retries: expected a whole number from 0 to 3, received 4'],
    [{ ...good, retries: '2' }, "start: retries: expected a whole number from 0 to 3, received '2'"],
    [
      { ...good, hosts: [good.hosts[0], { name: 'b', id: 2 }] },
      'start: hosts[1].id: expected a BigInt of 64 bits, such as 0n, received 2',
    ],
    [
      { ...good, hosts: [{ name: 'b', id: 2n, Name: 'c' }] },
      'start: hosts[0].Name: unknown option; did you mean name?',
    ],
    [{ mode: 'fast', retries: 1 }, 'start: hosts: expected an array, received undefined'],
    [{ ...good, retires: 1 }, 'start: retires: unknown option; did you mean retries?'],
    [{ mode: 7, modes: 7 }, 'start: modes: unknown option; did you mean mode?'],
    [[], "start: mode: expected 'fast' or 'safe', received undefined"],
    [undefined, 'start: expected an object, received undefined'],
  ])('are refused with what was expected: %#', (value, message) => {
    expect(refusal(value)).toEqual(new TypeError(message));
  });

  it('have the name that their holder gives them', () => {
    expect(refusal({ ...good, mode: 1 }, 'policy')).toEqual(
      new TypeError("start: policy.mode: expected 'fast' or 'safe', received 1"),
    );
    expect(refusal(1, 'policy')).toEqual(new TypeError('start: policy: expected an object, received 1'));
  });

  it('may all be left out where any will do, but not be wrong', () => {
    const any = anyMembers({ mode: oneOf('fast', 'safe'), name: text() });
    expect([checkOptions('start', any, {}), checkOptions('start', any, { mode: 'fast' })]).toEqual([
      {},
      { mode: 'fast' },
    ]);
    expect(() => checkOptions('start', any, { mode: undefined })).toThrow(TypeError);
    expect(checkOptions('start', any, given({ mode: undefined, name: 'a' }))).toEqual({ name: 'a' });
    expect([given(null), given(1)]).toEqual([null, 1]);
  });

  it('of 64 bits and of whole numbers are exactly those within the limits (property)', () => {
    const isRight = (one: Parameters<typeof checkOptions>[1], value: unknown) =>
      caught(() => checkOptions('start', one, value)) === undefined;
    fc.assert(
      fc.property(fc.bigInt({ min: -(1n << 66n), max: 1n << 66n }), (value) => {
        expect(isRight(unsigned64(), value)).toBe(value >= 0n && value < 1n << 64n);
      }),
    );
    fc.assert(
      fc.property(fc.oneof(fc.integer({ min: -5, max: 15 }), fc.double()), (value) => {
        expect(isRight(wholeNumber(0, 10), value)).toBe([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10].includes(value));
      }),
    );
  });
});

describe('a value in words', () => {
  it.each<[unknown, string]>([
    ['short', "'short'"],
    ['k'.repeat(61), 'text of 61 characters'],
    [5n, '5n'],
    [Number.NaN, 'NaN'],
    [undefined, 'undefined'],
    [Symbol('s'), 'Symbol(s)'],
    [() => 1, 'a function'],
    [[1, 2], 'an array of 2'],
    [new Uint8Array(4), 'Uint8Array'],
    [{}, 'an object'],
    [Object.create(null), 'an object'],
    [Object.assign(Object.create(null), { constructor: 1 }), 'an object'],
  ])('%p', (value, words) => {
    expect(describeValue(value)).toBe(words);
  });
});

describe('methods', () => {
  it('are found in objects, in their classes, and nowhere else', () => {
    expect(hasMethods(new Map(), 'get', 'set')).toBe(true);
    expect(hasMethods({ get: () => 1 }, 'get')).toBe(true);
    for (const value of [{ get: 1 }, new Map(), null, 'get', undefined])
      expect(hasMethods(value, 'get', 'put')).toBe(false);
  });
});
