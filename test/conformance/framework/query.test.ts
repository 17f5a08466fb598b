import { describe, expect, it } from '@jest/globals';
import { group, nearestQueries, selectCases, test } from '../../../src/conformance/index.js';
import { plain } from './plain.js';

const basis = { clauses: ['NCS-1'] } as const;
const ruled = { clauses: ['NCS-1', 'NCS-7'], decisions: ['D-03'] } as const;
const nothing = () => undefined;
const { cases: negotiate } = group('negotiate', 'about', plain, [
  test('wrong-size', basis)
    .params({ bytes: [1, 25, 255], hash: ['sha1', 'sha256'] })
    .run(nothing),
  test('right-key', ruled).run(nothing),
]);
const { cases: create } = group('create', 'about', plain, [test('many', basis).run(nothing)]);
const all = [...negotiate, ...create];
const ids = (...queries: string[]) => selectCases(all, queries).map(({ id }) => id);

describe('queries', () => {
  it('name everything when there is none', () => {
    expect(ids()).toEqual(all.map(({ id }) => id));
  });

  it('name a group, a test, a case', () => {
    expect(ids('create')).toEqual(['create:many']);
    expect(ids('negotiate:right-key')).toEqual(['negotiate:right-key']);
    expect(ids('negotiate:wrong-size:bytes=25,hash=sha1')).toEqual([
      'negotiate:wrong-size:bytes=25,hash=sha1',
    ]);
  });

  it('leave open what they do not name', () => {
    const sizes = [1, 25, 255].map((bytes) => `negotiate:wrong-size:bytes=${bytes},hash=sha1`);
    expect(ids('negotiate:wrong-size:hash=sha1')).toEqual(sizes);
    expect(ids('negotiate:wrong-size:hash=sha1,bytes=255')).toEqual([sizes[2]]);
    expect(ids('negotiate:right-key:bytes=25')).toEqual([]);
  });

  it('match whole words, and wildcards anywhere', () => {
    expect(ids('creat')).toEqual([]);
    expect(ids('reate')).toEqual([]);
    expect(ids('negotiate:wrong-size:bytes=2')).toEqual([]);
    expect(ids('c*')).toEqual(['create:many']);
    expect(ids('*:*-key')).toEqual(['negotiate:right-key']);
    expect(ids('*:*:bytes=25*')).toEqual(
      [25, 255].flatMap((bytes) =>
        ['sha1', 'sha256'].map((hash) => `negotiate:wrong-size:bytes=${bytes},hash=${hash}`),
      ),
    );
    expect(ids('*:*:*')).toEqual(ids());
    expect(ids('n.g*')).toEqual([]);
  });

  it('name the clause or the decision that cases cite', () => {
    expect(ids('NCS-7')).toEqual(['negotiate:right-key']);
    expect(ids('D-03')).toEqual(['negotiate:right-key']);
    expect(ids('NCS-1')).toEqual(ids());
    expect(ids('NCS-*')).toEqual(ids());
    expect(ids('NCS-77', 'D-0')).toEqual([]);
    expect(nearestQueries(all, 'NCS-77', 1)).toEqual(['NCS-7']);
  });

  it('of several, name the union, each case once and in order', () => {
    expect(ids('create', 'negotiate:right-key', 'negotiate:right*')).toEqual([
      'negotiate:right-key',
      'create:many',
    ]);
  });

  it.each(['', ':a', 'a:', 'a:b:', 'a:b:c', 'a:b:=1', 'a:b:c=1:d'])('refuse %j', (query) => {
    expect(() => ids(query)).toThrow(SyntaxError);
  });

  it('have suggestions at the same depth', () => {
    expect(nearestQueries(all, 'negotiat', 1)).toEqual(['negotiate']);
    expect(nearestQueries(all, 'negotiate:rigth-key', 1)).toEqual(['negotiate:right-key']);
    expect(nearestQueries(all, 'creat')).toEqual(['create']);
    expect(nearestQueries(all, 'somebody:right-key')).toEqual([]);
  });
});
