import type { Ntstatus } from '../../../ddi/index.js';
import { NTSTATUSES as S, OPM_GUIDS as G, STATUS_SUCCESS } from '../../../ddi/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { OpmCase } from '../fixture.js';
import { semanticsNames } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput } from '../helpers/handshake.js';
import type { TypeName } from '../helpers/known.js';
import { bitOf, protectionTypes } from '../helpers/known.js';
import {
  expectLevels,
  expectLives,
  expectUnchanged,
  setLevel,
  targetWith,
  trySetLevel,
  typesOf,
  typesOn,
} from '../helpers/levels.js';
import { commandBytes, levelCommand, levelData, sendCommand } from '../helpers/messages.js';
import { expectCommandsRefused } from '../helpers/refusals.js';
import { kindNames, kindOf, levelsThere } from '../helpers/protection-kinds.js';
import { destroyOutput } from '../helpers/protected-outputs.js';

/** More lines than any television standard has: nothing there carries ACP. */
const hugeMode = { width: 16_384, height: 16_384 } as const;
/** Likewise, no wider than television. */
const tallMode = { width: 720, height: 16_384 } as const;

const redistribution = 8;

/** SET_PROTECTION_LEVEL_ACCORDING_TO_CSS_DVD, which does what it can; the number is used where it was taken. */
function trySetBest(t: OpmCase, output: ActiveOutput, type: TypeName, level: number): Ntstatus {
  const data = levelData(bitOf(type, output.semantics), level);
  const code = sendCommand(
    t,
    output,
    commandBytes(output, G.OPM_SET_PROTECTION_LEVEL_ACCORDING_TO_CSS_DVD, data),
  );
  if (code === STATUS_SUCCESS) output.commandNumber = (output.commandNumber + 1) >>> 0;
  return code;
}

function setBest(t: OpmCase, output: ActiveOutput, type: TypeName, level: number, what: string): void {
  t.expectCode(trySetBest(t, output, type, level), [STATUS_SUCCESS], 'OPM-45', what);
}

const televisionOutput = (t: OpmCase, ...types: readonly TypeName[]) =>
  activeOutput(t, 'COPP', targetWith(t, 'COPP', ...types));

/** What the present mode, the best-effort command and the analog types have to do with levels. */
export const modeTests: readonly TestDefinition<OpmCase>[] = [
  test('mode-too-large', { clauses: ['OPM-32', 'OPM-27'], decisions: ['D-14'], needs: ['control'] }).run(
    (t) => {
      const outputs = t.outputs();
      const output = televisionOutput(t, 'ACP');
      const { mode } = outputs.list()[output.target]!;
      const types = typesOf(t, output);
      for (const { width, height } of [hugeMode, tallMode]) {
        outputs.changeMode(output.target, { width, height });
        const commands = [1, 2, 3].map((level) => ({
          make: () => levelCommand(output, bitOf('ACP', 'COPP'), level),
          what: `ACP ${level} at ${width} by ${height}`,
        }));
        expectCommandsRefused(t, output, {
          commands,
          code: S.STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH,
          rules: ['OPM-32', 'OPM-32'],
        });
      }
      t.expect(typesOf(t, output) === types, 'OPM-32', 'in a larger mode: expected the same types');
      outputs.changeMode(output.target, mode);
      setLevel(t, output, 'ACP', 1, 'OPM-32');
      expectLevels(t, output, 'ACP', { virtual: 1, actual: 1 }, 'ACP in the first mode');
    },
  ),
  test('any-mode', { clauses: ['OPM-32', 'OPM-24'], needs: ['control'] })
    .params({ of: kindNames })
    .run((t, { of }) => {
      const { semantics, type } = kindOf(of);
      const outputs = t.outputs();
      const output = activeOutput(t, semantics, targetWith(t, semantics, type));
      for (const [width, height] of [
        [1, 1],
        [720, 480],
        [1920, 1080],
        [16_384, 1],
        [0xffff_ffff, 0xffff_ffff],
      ] as const) {
        outputs.changeMode(output.target, { width, height });
        const code = trySetLevel(t, output, type, 1);
        const what = `${type} at ${width} by ${height}`;
        t.expectCode(code, [STATUS_SUCCESS, S.STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH], 'OPM-32', what);
        const level = code === STATUS_SUCCESS ? 1 : 0;
        expectLevels(t, output, type, { virtual: level, actual: level }, what);
        t.expectCode(trySetLevel(t, output, type, 0), [STATUS_SUCCESS], 'OPM-32', `${what}: level 0`);
      }
    }),
  test('larger-mode-while-on', { clauses: ['OPM-32', 'OPM-40', 'OPM-24'], needs: ['control'] })
    .params({ of: kindNames })
    .run((t, { of }) => {
      const { semantics, type } = kindOf(of);
      const output = activeOutput(t, semantics, targetWith(t, semantics, type));
      setLevel(t, output, type, 1);
      t.outputs().changeMode(output.target, hugeMode);
      const what = `${type} switched off in a larger mode`;
      t.expectCode(trySetLevel(t, output, type, 0), [STATUS_SUCCESS], 'OPM-32', what);
      expectLevels(t, output, type, { virtual: 0, actual: 0 }, what);
      destroyOutput(t, output);
    }),
  test('best-effort', { clauses: ['OPM-45', 'OPM-24'] })
    .params({ of: kindNames })
    .run((t, { of }) => {
      const { semantics, type } = kindOf(of);
      // Where nothing is in its way, it does what the other command does.
      const output = activeOutput(t, semantics, targetWith(t, semantics, type));
      for (const level of [...levelsThere(t, output, type), 0]) {
        setBest(t, output, type, level, `best effort, ${type} level ${level}`);
        const rules = { virtual: 'OPM-45', actual: 'OPM-45' } as const;
        expectLevels(
          t,
          output,
          type,
          { virtual: level, actual: level },
          `best effort, level ${level}`,
          rules,
        );
      }
    }),
  test('best-effort-in-a-large-mode', { clauses: ['OPM-45', 'OPM-32'], needs: ['control'] }).run((t) => {
    const output = televisionOutput(t, 'ACP');
    t.outputs().changeMode(output.target, hugeMode);
    setBest(t, output, 'ACP', 2, 'best effort, ACP in a mode that cannot carry it');
    const none = { virtual: 0, actual: 0 };
    expectLevels(t, output, 'ACP', none, 'best effort where nothing could be done', { virtual: 'OPM-45' });
    expectLives(t, output, 'OPM-27', 'after a best effort');
  }),
  test('best-effort-is-no-excuse', { clauses: ['OPM-45', 'OPM-31'], decisions: ['D-14'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      // It is about what an output can do: what is no level at all is refused all the same.
      const [target] = t.targets(semantics);
      const type = typesOn(t, semantics, target!)[0] ?? t.skip('the driver’s first output has no protection');
      const output = activeOutput(t, semantics, target);
      expectUnchanged(t, output, 'D-14', 'best efforts that are none', () => {
        for (const level of protectionTypes[type].wrong) {
          const code = trySetBest(t, output, type, level);
          const invalid = [S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST];
          t.expectCode(code, invalid, 'OPM-31', `best effort, ${type} level 0x${level.toString(16)}`);
        }
      });
    }),
  test('redistribution', { clauses: ['OPM-45', 'OPM-37'], decisions: ['D-14'] }).run((t) => {
    // It is applied, or the command fails; the best effort does without.
    const output = televisionOutput(t, 'CGMSA');
    const code = trySetLevel(t, output, 'CGMSA', redistribution | 2);
    if (code === STATUS_SUCCESS) {
      const level = redistribution | 2;
      const rules = { virtual: 'OPM-45', actual: 'OPM-45' } as const;
      expectLevels(
        t,
        output,
        'CGMSA',
        { virtual: level, actual: level },
        'with redistribution control',
        rules,
      );
      return;
    }
    const invalid = [S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST];
    t.expectCode(code, invalid, 'OPM-45', 'redistribution control that the output has not');
    expectLevels(t, output, 'CGMSA', { virtual: 0, actual: 0 }, 'after a refused level');
    setBest(t, output, 'CGMSA', redistribution | 2, 'best effort, with redistribution control');
    const rules = { virtual: 'OPM-45', actual: 'OPM-45' } as const;
    expectLevels(t, output, 'CGMSA', { virtual: 2, actual: 2 }, 'the best that can be done', rules);
  }),
  test('redistribution-as-declared', { clauses: ['OPM-45', 'OPM-31'] })
    .params({ level: [8, 9, 10, 11, 12] })
    .run((t, { level }) => {
      // A television that has CGMS-A on a driver that takes the bit at one level takes it at each.
      const output = televisionOutput(t, 'CGMSA');
      const isTaken = trySetLevel(t, output, 'CGMSA', redistribution | 1) === STATUS_SUCCESS;
      const wanted = isTaken ? STATUS_SUCCESS : S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST;
      t.expectCode(trySetLevel(t, output, 'CGMSA', level), [wanted], 'OPM-45', `CGMS-A level ${level}`);
      const now = isTaken ? level : 0;
      expectLevels(t, output, 'CGMSA', { virtual: now, actual: now }, `CGMS-A level ${level}`);
    }),
  test('analog-under-opm', { clauses: ['OPM-44', 'OPM-31'], decisions: ['D-54', 'D-14'] })
    .params({ type: ['ACP', 'CGMSA'] })
    .run((t, { type }) => {
      const { target } = televisionOutput(t, type);
      if (!t.targets('OPM').includes(target)) t.skip('the driver has no OPM semantics on its television');
      const output = activeOutput(t, 'OPM', target);
      const isThere = typesOn(t, 'OPM', target).includes(type);
      const allows = t.setting('opmAnalog') === 'allow';
      const text = `${type} under OPM semantics: expected it ${allows ? 'told' : 'hidden'}`;
      t.decided('D-54', isThere === allows, text);
      if (isThere) {
        setLevel(t, output, type, 1, 'OPM-44');
        expectLevels(t, output, type, { virtual: 1, actual: 1 }, `${type} under OPM semantics`);
        return;
      }
      const code =
        type === 'ACP'
          ? S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_ACP
          : S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_CGMSA;
      const commands = [0, 1].map((level) => ({
        make: () => levelCommand(output, bitOf(type, 'OPM'), level),
        what: `${type} level ${level} under OPM semantics`,
      }));
      expectCommandsRefused(t, output, { commands, code, rules: ['D-54', 'D-54'] });
    }),
];
