import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyOf, mutantsOf } from './mutant.js';
import { Results } from './results.js';
import { sample } from './sample.js';
import { scoreTable, unlisted } from './score.js';
import type { Survivor } from './survivors.js';
import { listed, readSurvivors, stale } from './survivors.js';

const folder = mkdtempSync(join(tmpdir(), 'softumd-survivors-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const text = 'const f = (a: number) => a < 2;\n';
const mutants = mutantsOf('emulator/a.ts', text);
const shifted = mutants.find(({ to }) => to === '<=')!;
const line: Survivor = {
  file: 'emulator/a.ts',
  within: 'f',
  line: 'const f = (a: number) => a < 2;',
  from: '<',
  to: ['<='],
  reason: 'equivalent',
  why: 'nobody asks for 2',
};
const outcomeOf = (survivors: readonly Survivor[]) => ({
  results: mutants.map((one) =>
    new Results(undefined).add(one, { status: one === shifted ? 'survived' : 'killed' }),
  ),
  listed: listed(survivors),
});

describe('the list of survivors', () => {
  it('lets those live that it names, wherever they have moved; a survivor that is not in it is new', () => {
    expect(unlisted(outcomeOf([line]))).toEqual([]);
    expect(unlisted(outcomeOf([])).map(({ to }) => to)).toEqual(['<=']);
    const moved = mutantsOf('emulator/a.ts', `// a line\n\n${text}`).find(({ to }) => to === '<=')!;
    expect(listed([line]).has(keyOf(moved))).toBe(true);
    expect(unlisted(outcomeOf([{ ...line, within: 'g' }]))).toHaveLength(1);
    expect(unlisted(outcomeOf([{ ...line, nth: 2 }]))).toHaveLength(1);
  });

  it('names what is not made any more, of the files that were looked at', () => {
    const made = new Set(mutants.map(keyOf));
    const old = { ...line, from: '>' };
    expect(stale([line, old], made, new Set(['emulator/a.ts'])).map(({ from }) => from)).toEqual(['>']);
    expect(stale([old], made, new Set(['emulator/b.ts']))).toEqual([]);
  });

  it('of the project has a reason on each line, and no line twice', () => {
    const names = readSurvivors().flatMap(({ to, nth = 1, ...one }) =>
      to.map((t) => keyOf({ ...one, to: t, nth })),
    );
    expect(names).toHaveLength(new Set(names).size);
  });

  it.each([{ reason: 'tired' }, { why: '' }])('is refused with %j', (wrong) => {
    const lines = mkdtempSync(join(folder, 'lines-'));
    writeFileSync(join(lines, 'wrong.json'), JSON.stringify([{ ...line, ...wrong }]));
    expect(() => readSurvivors(lines)).toThrow(/expected a reason \(equivalent, .*\) and why/);
  });
});

describe('the score', () => {
  it('counts listed survivors apart, and new ones against', () => {
    const others = mutants.length - 1;
    const row = (survivors: readonly Survivor[]) => scoreTable(outcomeOf(survivors)).split('\n').at(-1);
    expect(row([line])).toBe(`| \`emulator\` | ${others + 1} | ${others} | 0 | 1 | 0 | 100.0 % |`);
    const share = ((100 * others) / (others + 1)).toFixed(1);
    expect(row([])).toBe(`| \`emulator\` | ${others + 1} | ${others} | 0 | 0 | 1 | ${share} % |`);
  });
});

describe('results in a file', () => {
  it('are there when it is opened again', () => {
    const file = join(folder, 'results.jsonl');
    new Results(file).add(shifted, { status: 'killed', by: 'a:b' });
    const again = new Results(file);
    expect(again.of(shifted)).toMatchObject({ status: 'killed', by: 'a:b', to: '<=' });
    expect(again.of({ ...shifted, to: '>' })).toBeUndefined();
  });
});

describe('a sample', () => {
  const many = Array.from({ length: 100 }, (_, index) => index);

  it('is the same for the same seed, of each once, and a smaller one is the beginning of a larger', () => {
    const drawn = sample(many, 40, 7);
    expect(new Set(drawn).size).toBe(40);
    expect(sample(many, 40, 7)).toEqual(drawn);
    expect(sample(many, 40, 8)).not.toEqual(drawn);
    expect(sample(many, 10, 7)).toEqual(drawn.slice(0, 10));
    expect([...sample(many, 1000, 7)].sort((a, b) => a - b)).toEqual(many);
  });
});
