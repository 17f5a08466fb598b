import { describe, expect, it } from '@jest/globals';
import { keyOf, mutantsOf } from './mutant.js';

/** What becomes of each line that a mutator changes, of a text that is a module. */
const changed = (text: string) =>
  mutantsOf('a.ts', text).map(({ mutator, text: mutated }) => [mutator, mutated.trim()]);

describe('the mutants of a text', () => {
  it.each([
    ['if (a) b();', 'condition negated', 'if (!(a)) b();'],
    ['if (a) b();', 'condition always', 'if (true) b();'],
    ['if (a) b();', 'condition never', 'if (false) b();'],
    ['if (a) b();', 'statement removed', 'if (a) ;'],
    ['const x = a < b;', 'comparison shifted', 'const x = a <= b;'],
    ['const x = a >= b;', 'comparison shifted', 'const x = a > b;'],
    ['const x = a === b;', 'comparison shifted', 'const x = a !== b;'],
    ['const x = a + b;', 'operator swapped', 'const x = a - b;'],
    ['const x = a && b;', 'operator swapped', 'const x = a || b;'],
    ['const x = a && b;', 'one side alone', 'const x = (a);'],
    ['const x = a ?? b;', 'one side alone', 'const x = (b);'],
    ['const x = !a;', 'sign dropped', 'const x = (a);'],
    ['const x = 16;', 'constant changed', 'const x = 17;'],
    ['const x = 0x10n;', 'constant changed', 'const x = 15n;'],
    ['const x = true;', 'truth changed', 'const x = false;'],
    ['function f() { return E_FAIL; }', 'code changed', 'function f() { return 0; }'],
    ['function f() { return S_OK; }', 'code changed', 'function f() { return 0x80004005; }'],
    ['function f() { return a; }', 'return of nothing', 'function f() { return undefined; }'],
    ['const f = () => a;', 'return of nothing', 'const f = () => undefined;'],
    ['const x = a.length;', 'size changed', 'const x = (a.length + 1);'],
    ['const x = rowPitch * 2;', 'size changed', 'const x = (rowPitch - 1) * 2;'],
    ['f(a, b);', 'arguments swapped', 'f(b, a);'],
    ['const x = a.slice();', 'copy shared', 'const x = a;'],
    ['const x = a.some(b);', 'call swapped', 'const x = a.every(b);'],
    ['const x = { a, b };', 'member left out', 'const x = { b };'],
    ['const x = { a, };', 'member left out', 'const x = {  };'],
    ['const x = [a, b];', 'element left out', 'const x = [b];'],
    ['const x = { a, b, };', 'member left out', 'const x = { a,  };'],
    ['const x = [a, b,];', 'element left out', 'const x = [a, ];'],
    ['for (const x of y) f(x);', 'loop over nothing', 'for (const x of []) f(x);'],
    ['try { f(); } finally { g(); }', 'finally emptied', 'try { f(); } finally {}'],
    ["throw new TypeError('no');", 'throw removed', ';'],
    ['for (;;) { break; }', 'jump removed', 'for (;;) { ; }'],
  ])('%s: %s', (text, mutator, mutated) => {
    expect(changed(text)).toContainEqual([mutator, mutated]);
  });

  it('are of code alone: not of types, imports, or what an error says', () => {
    const silent = [
      "import { a } from './a.js';",
      'type A = 1 | true;',
      'interface B { readonly length: 2 }',
      "export { b } from './b.js';",
    ];
    expect(changed(silent.join('\n'))).toEqual([]);
    expect(changed('throw new RangeError(`more than ${1 + 2}`);').map(([mutator]) => mutator)).toEqual([
      'throw removed',
    ]);
  });

  it('are each another text, none the text itself', () => {
    const text = 'if (a && b) return0(1, [2], { c: true });\nconst d = a && a;';
    const texts = mutantsOf('a.ts', text).map((one) => one.text);
    expect(new Set(texts).size).toBe(texts.length);
    expect(texts).not.toContain(text);
  });
});

describe('the name of a mutant', () => {
  const text = 'class A {\n  b(): number {\n    const c = () => 1;\n    return c() + 1;\n  }\n}\n';
  const keys = (source: string) => mutantsOf('a.ts', source).map(keyOf);

  it('says where it is: the functions around it, not the line number', () => {
    expect(mutantsOf('a.ts', text)).toContainEqual(
      expect.objectContaining({
        within: 'A.b.c',
        line: 'const c = () => 1;',
        from: '1',
        to: '2',
        lineNumber: 3,
      }),
    );
    expect(keys(`// more\n\nconst other = f;\n${text}`)).toEqual(expect.arrayContaining(keys(text)));
  });

  it('is another in another function, on another line, for another file', () => {
    expect(keys(text.replace('b()', 'd()'))).not.toEqual(expect.arrayContaining(keys(text)));
    expect(keys(text.replace('c() + 1', 'c() + 1 + e'))).not.toEqual(expect.arrayContaining(keys(text)));
    expect(mutantsOf('b.ts', text).map(keyOf)).not.toEqual(keys(text));
  });

  it('is one for each, also of two that look the same', () => {
    const twice = mutantsOf('a.ts', 'const x = [1, 1];').filter(({ to }) => to === '2');
    expect(twice.map(({ nth }) => nth)).toEqual([1, 2]);
    expect(new Set(twice.map(keyOf)).size).toBe(2);
  });
});
