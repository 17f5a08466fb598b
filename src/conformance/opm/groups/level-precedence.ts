import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { OpmCase, Semantics } from '../fixture.js';
import { activeOutput } from '../helpers/handshake.js';
import type { TypeName } from '../helpers/known.js';
import { expectLevels, setLevel, targetWith } from '../helpers/levels.js';
import { kindNames, kindOf, levelsThere } from '../helpers/protection-kinds.js';
import { destroyOutput } from '../helpers/protected-outputs.js';

const redistribution = 8;

/** From the weakest to the strongest, where that is not the order of the numbers (OPM-37). */
const precedences: Partial<Record<TypeName, readonly number[]>> = {
  ACP: [0, 1, 3, 2],
  CGMSA: [0, 1, 3, 2, 4],
};

/** What levels on one connector come to: the redistribution bit is left out of the comparison, and added again. */
export function strongest(type: TypeName, levels: readonly number[]): number {
  const plain = type === 'CGMSA' ? levels.map((level) => level & ~redistribution) : levels;
  const rank = (level: number) => precedences[type]?.indexOf(level) ?? level;
  const best = plain.reduce((one, other) => (rank(other) > rank(one) ? other : one), 0);
  const isDemanded = type === 'CGMSA' && levels.some((level) => level & redistribution);
  return isDemanded ? best | redistribution : best;
}

/** Sets the levels, one on each object, and demands what each reads of them. */
function expectStrongest(
  t: OpmCase,
  outputs: readonly ReturnType<typeof activeOutput>[],
  type: TypeName,
  levels: readonly number[],
): void {
  const actual = strongest(type, levels);
  for (const [index, output] of outputs.entries()) setLevel(t, output, type, levels[index]!);
  const rules = { actual: 'OPM-37' } as const;
  for (const [index, output] of outputs.entries()) {
    const expected = { virtual: levels[index]!, actual };
    expectLevels(t, output, type, expected, `levels ${levels.join(' and ')} on one connector`, rules);
  }
}

const outputsOn = (t: OpmCase, semantics: Semantics, type: TypeName, count: number) => {
  const target = targetWith(t, semantics, type);
  return Array.from({ length: count }, () => activeOutput(t, semantics, target));
};

/** Every pair and, of two and three objects, what levels of one connector come to (OPM-37, D-55). */
export const precedenceTests: readonly TestDefinition<OpmCase>[] = [
  test('precedence', { clauses: ['OPM-37', 'OPM-24'], decisions: ['D-55'] })
    .params({ of: kindNames })
    .run((t, { of }) => {
      const { semantics, type } = kindOf(of);
      const outputs = outputsOn(t, semantics, type, 2);
      const levels = levelsThere(t, outputs[0]!, type);
      // In both orders: the later one does not win for being later.
      for (const first of levels)
        for (const second of levels) expectStrongest(t, outputs, type, [first, second]);
    }),
  test('precedence-of-three', { clauses: ['OPM-37', 'OPM-40'], decisions: ['D-55'] })
    .params({ of: kindNames })
    .run((t, { of }) => {
      const { semantics, type } = kindOf(of);
      const outputs = outputsOn(t, semantics, type, 3);
      const levels = levelsThere(t, outputs[0]!, type).slice().reverse();
      const at = (index: number) => levels[index % levels.length]!;
      for (const index of levels.keys())
        expectStrongest(t, outputs, type, [at(index), at(2 * index + 1), at(index + 2)]);
      // One goes, and the others are what is left.
      const last = [at(0), at(1), at(2)];
      expectStrongest(t, outputs, type, last);
      destroyOutput(t, outputs[0]!);
      const expected = { virtual: last[1]!, actual: strongest(type, last.slice(1)) };
      const rules = { actual: 'OPM-40' } as const;
      expectLevels(t, outputs[1]!, type, expected, 'the first of three was destroyed', rules);
    }),
  test('lowered', { clauses: ['OPM-37', 'OPM-24'] })
    .params({ of: ['OPM-ACP', 'OPM-CGMSA', 'COPP-ACP', 'COPP-CGMSA'] })
    .run((t, { of }) => {
      const { semantics, type } = kindOf(of);
      const outputs = outputsOn(t, semantics, type, 2);
      for (const levels of [
        [2, 1],
        [3, 1],
        [1, 1],
        [0, 1],
        [0, 0],
      ])
        expectStrongest(t, outputs, type, levels);
    }),
];
