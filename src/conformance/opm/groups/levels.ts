import { NTSTATUSES as S, STATUS_SUCCESS } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { OpmCase, Semantics } from '../fixture.js';
import { opm, semanticsNames } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput } from '../helpers/handshake.js';
import type { TypeName } from '../helpers/known.js';
import { bitOf } from '../helpers/known.js';
import {
  allLevels,
  expectLevels,
  offeredTypes,
  setLevel,
  targetWith,
  trySetLevel,
  typesOn,
} from '../helpers/levels.js';
import { createdOutput, destroyCode, destroyOutput } from '../helpers/protected-outputs.js';
import { kindNames, kindOf, levelsThere } from '../helpers/protection-kinds.js';
import { ask } from '../helpers/replies.js';
import { modeTests } from './level-modes.js';
import { precedenceTests } from './level-precedence.js';

/** Objects on one output that has a type. */
export function outputsOn(
  t: OpmCase,
  count: number,
  semantics: Semantics,
  ...types: readonly TypeName[]
): readonly ActiveOutput[] {
  const target = targetWith(t, semantics, ...types);
  return Array.from({ length: count }, () => activeOutput(t, semantics, target));
}

/** Milliseconds that the clock is let pass between two looks at HDCP, and in all. */
const [stepMs, mostMs] = [50, 60_000];

/** SET_PROTECTION_LEVEL, and the virtual and actual levels. */
export const levelsGroup = group('opm-levels', 'protection levels, of an object and of its connector', opm, [
  test('none-at-first', { clauses: ['OPM-24'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      for (const target of t.targets(semantics)) {
        const output = activeOutput(t, semantics, target);
        for (const type of typesOn(t, semantics, target)) {
          const { value } = ask(t, output, 'VirtualLevel', bitOf(type, semantics));
          t.expect(
            value === 0,
            'OPM-24',
            `a new output: expected virtual ${type} level 0, received ${value}`,
          );
        }
      }
    }),
  test('set', { clauses: ['OPM-24', 'OPM-31', 'OPM-37'] })
    .params({ of: kindNames })
    .run((t, { of }) => {
      const { semantics, type } = kindOf(of);
      const [output] = outputsOn(t, 1, semantics, type);
      // Each after each other one: up, down, and the same again.
      const levels = levelsThere(t, output!, type);
      for (const level of [...levels, ...levels.slice().reverse(), 0]) {
        setLevel(t, output!, type, level, 'OPM-31');
        expectLevels(t, output!, type, { virtual: level, actual: level }, `after level ${level}`);
      }
    }),
  test('together', { clauses: ['OPM-24', 'OPM-31'] }).run((t) => {
    const [output] = outputsOn(t, 1, 'COPP', 'ACP', 'CGMSA');
    for (const [ACP, CGMSA] of [
      [1, 4],
      [3, 1],
      [0, 3],
      [2, 0],
    ] as const) {
      setLevel(t, output!, 'ACP', ACP);
      setLevel(t, output!, 'CGMSA', CGMSA);
      const what = `after ACP ${ACP} and CGMSA ${CGMSA}`;
      expectLevels(t, output!, 'ACP', { virtual: ACP, actual: ACP }, what);
      expectLevels(t, output!, 'CGMSA', { virtual: CGMSA, actual: CGMSA }, what);
    }
  }),
  test('together-digital', { clauses: ['OPM-24', 'OPM-31'] }).run((t) => {
    const [output] = outputsOn(t, 1, 'OPM', 'HDCP', 'DPCP');
    for (const [HDCP, DPCP] of [
      [1, 0],
      [1, 1],
      [0, 1],
    ] as const) {
      setLevel(t, output!, 'HDCP', HDCP);
      setLevel(t, output!, 'DPCP', DPCP);
      const what = `after HDCP ${HDCP} and DPCP ${DPCP}`;
      expectLevels(t, output!, 'HDCP', { virtual: HDCP, actual: HDCP }, what);
      expectLevels(t, output!, 'DPCP', { virtual: DPCP, actual: DPCP }, what);
    }
  }),
  test('of-both-semantics', { clauses: ['OPM-24', 'OPM-37'] })
    .params({ first: semanticsNames })
    .run((t, { first }) => {
      // One connector: whoever asks, and by whichever bit, HDCP is on for both.
      const target = t
        .targets('OPM')
        .find((one) =>
          semanticsNames.every(
            (semantics) => t.targets(semantics).includes(one) && typesOn(t, semantics, one).includes('HDCP'),
          ),
        );
      if (target === undefined) t.skip('the driver has no output with HDCP and both semantics');
      const asking = activeOutput(t, first, target);
      const other = activeOutput(t, first === 'OPM' ? 'COPP' : 'OPM', target);
      setLevel(t, asking, 'HDCP', 1);
      expectLevels(t, asking, 'HDCP', { virtual: 1, actual: 1 }, 'HDCP asked for');
      expectLevels(t, other, 'HDCP', { virtual: 0, actual: 1 }, 'asked for by the other semantics');
      destroyOutput(t, asking);
      expectLevels(t, other, 'HDCP', { virtual: 0, actual: 0 }, 'the other was destroyed');
    }),
  test('counted', { clauses: ['OPM-37', 'OPM-24'] })
    .params({ of: kindNames })
    .run((t, { of }) => {
      const { semantics, type } = kindOf(of);
      const [first, second] = outputsOn(t, 2, semantics, type);
      // Asked for twice by one, once by the other: each counts once.
      for (const output of [first!, first!, second!]) setLevel(t, output, type, 1);
      setLevel(t, first!, type, 0);
      const rules = { actual: 'OPM-37' } as const;
      expectLevels(t, first!, type, { virtual: 0, actual: 1 }, 'one of two gave its level back', rules);
      setLevel(t, second!, type, 0);
      expectLevels(t, second!, type, { virtual: 0, actual: 0 }, 'both gave their level back', rules);
    }),
  test('destroyed', { clauses: ['OPM-40', 'OPM-37'] })
    .params({ of: kindNames })
    .run((t, { of }) => {
      const { semantics, type } = kindOf(of);
      const [first, second] = outputsOn(t, 2, semantics, type);
      setLevel(t, first!, type, 1);
      destroyOutput(t, first!);
      const rules = { actual: 'OPM-40' } as const;
      const none = { virtual: 0, actual: 0 };
      expectLevels(t, second!, type, none, 'the output with the level was destroyed', rules);
      setLevel(t, second!, type, 1);
      expectLevels(t, second!, type, { virtual: 1, actual: 1 }, 'set again', rules);
    }),
  test('destroyed-beside', { clauses: ['OPM-40', 'OPM-37'] })
    .params({ of: kindNames })
    .run((t, { of }) => {
      const { semantics, type } = kindOf(of);
      const [first, second, third] = outputsOn(t, 3, semantics, type);
      for (const output of [first!, second!]) setLevel(t, output, type, 1);
      destroyOutput(t, first!);
      const rules = { actual: 'OPM-40', virtual: 'OPM-40' } as const;
      const one = { virtual: 0, actual: 1 };
      expectLevels(t, second!, type, { virtual: 1, actual: 1 }, 'another was destroyed', rules);
      expectLevels(t, third!, type, one, 'one of two with the level was destroyed', rules);
      destroyCode(t, first!); // a second time it withdraws nothing more
      expectLevels(t, third!, type, one, 'and was destroyed again', rules);
      destroyOutput(t, second!);
      expectLevels(t, third!, type, { virtual: 0, actual: 0 }, 'both were destroyed', rules);
    }),
  test('created-beside', { clauses: ['OPM-24', 'OPM-40'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const { type } = offeredTypes(t, semantics)[0]!;
      const [output] = outputsOn(t, 1, semantics, type);
      setLevel(t, output!, type, 1);
      const other = createdOutput(t, semantics, output!.target);
      const third = activeOutput(t, semantics, output!.target);
      expectLevels(t, third, type, { virtual: 0, actual: 1 }, 'an output beside one with a level');
      for (const gone of [other, third]) destroyOutput(t, gone);
      expectLevels(t, output!, type, { virtual: 1, actual: 1 }, 'outputs came and went', {
        actual: 'OPM-40',
      });
    }),
  test('other-connectors', { clauses: ['OPM-24', 'OPM-37'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const outputs = t.targets(semantics).map((target) => activeOutput(t, semantics, target));
      if (outputs.length < 2) t.skip('the driver has one output only');
      for (const output of outputs) {
        const others = outputs.filter((one) => one !== output);
        const before = others.map((one) => allLevels(t, one));
        // An engine that another output has is none of this case’s business.
        for (const type of typesOn(t, semantics, output.target)) trySetLevel(t, output, type, 1);
        const after = others.map((one) => allLevels(t, one));
        const text = `levels of target ${output.target} were set: expected the others as before`;
        t.expect(before.join() === after.join(), 'OPM-37', text);
      }
    }),
  test('set-outside', { clauses: ['OPM-24'], needs: ['control'] })
    .params({ of: kindNames })
    .run((t, { of }) => {
      const { semantics, type } = kindOf(of);
      const outputs = t.outputs();
      const [output] = outputsOn(t, 1, semantics, type);
      const protect = (level: number) => {
        outputs.protect(output!.target, type, level);
      };
      protect(1);
      expectLevels(t, output!, type, { virtual: 0, actual: 1 }, 'set from outside');
      setLevel(t, output!, type, 1);
      setLevel(t, output!, type, 0);
      expectLevels(t, output!, type, { virtual: 0, actual: 1 }, 'set from outside, and by an output');
      protect(0);
      expectLevels(t, output!, type, { virtual: 0, actual: 0 }, 'given back outside');
    }),
  test('hdcp-delay', { clauses: ['OPM-24', 'OPM-33'], decisions: ['D-56'], needs: ['control'] })
    .params({ type: ['HDCP', 'TYPE_ENFORCEMENT_HDCP'] })
    .run((t, { type }) => {
      const clock = t.driver.control.clock ?? t.skip('the driver has no clock that can be told to pass');
      const [output, other] = outputsOn(t, 2, 'OPM', type);
      const bit = bitOf(type, 'OPM');
      const actualOf = (one: ActiveOutput) => ask(t, one, 'ActualLevel', bit).value;
      const read = () => [ask(t, output!, 'VirtualLevel', bit).value, actualOf(output!), actualOf(other!)];
      const expectNow = (level: number, what: string) => {
        const levels = read();
        const text = `${what}: expected ${type} level ${level}, received ${levels.join(', ')}`;
        t.decided(
          'D-56',
          levels.every((one) => one === level),
          text,
        );
      };
      setLevel(t, output!, type, 1);
      let waitedMs = 0;
      // Nobody is told before it holds: the object, the connector, and who asks beside learn of it at once.
      for (; waitedMs < mostMs && !read().includes(1); waitedMs += stepMs) clock.advance(stepMs);
      expectNow(1, `${waitedMs} ms after it was asked for`);
      setLevel(t, output!, type, 0);
      expectNow(0, 'switched off');
      if (waitedMs === 0) return;
      setLevel(t, output!, type, 1);
      clock.advance(waitedMs - stepMs);
      setLevel(t, output!, type, 1); // what is on its way does not begin anew
      expectNow(0, 'not there yet, and asked for again');
      clock.advance(stepMs);
      expectNow(1, `${waitedMs} ms after it was asked for first`);
      setLevel(t, output!, type, 0);
      setLevel(t, output!, type, 1);
      setLevel(t, output!, type, 0);
      clock.advance(waitedMs);
      expectNow(0, 'taken back on its way');
    }),
  test('hdcp-at-several', { clauses: ['OPM-31', 'OPM-24'], decisions: ['D-57'] }).run((t) => {
    // HDCP on at one output after another: each is on, or the hardware is used up and it is off.
    const targets = t.targets().filter((target) => typesOn(t, 'OPM', target).includes('HDCP'));
    if (targets.length === 0) t.skip('the driver has no output with OPM semantics and HDCP');
    const outputs = targets.map((target) => activeOutput(t, 'OPM', target));
    const refused = outputs.filter((output) => {
      const code = trySetLevel(t, output, 'HDCP', 1);
      const allowed = [STATUS_SUCCESS, S.STATUS_GRAPHICS_OPM_ALL_HDCP_HARDWARE_ALREADY_IN_USE];
      t.expectCode(code, allowed, 'D-57', `HDCP at target ${output.target}`);
      const level = code === STATUS_SUCCESS ? 1 : 0;
      expectLevels(t, output, 'HDCP', { virtual: level, actual: level }, `HDCP at target ${output.target}`);
      return level === 0;
    });
    t.expect(!refused.includes(outputs[0]!), 'OPM-31', 'the first output: expected HDCP to go on');
    if (refused.length === 0) return;
    // What is given back is there for another.
    for (const output of outputs.filter((one) => !refused.includes(one))) setLevel(t, output, 'HDCP', 0);
    setLevel(t, refused[0]!, 'HDCP', 1, 'OPM-31');
    expectLevels(t, refused[0]!, 'HDCP', { virtual: 1, actual: 1 }, 'after another gave it back');
  }),
  ...precedenceTests,
  ...modeTests,
]);
