import { DDERR_TOOBIGSIZE, E_INVALIDARG, S_OK } from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { CoppCase } from '../fixture.js';
import { copp } from '../fixture.js';
import { activeSession } from '../helpers/handshake.js';
import {
  allLevels,
  anyType,
  deviceWith,
  expectLevels,
  expectUnchanged,
  setLevel,
  trySetLevel,
  typesOf,
} from '../helpers/levels.js';
import type { TypeName } from '../helpers/known.js';
import { noTypes, protectionTypes, typeNames } from '../helpers/known.js';
import { levelCommand, sendCommand } from '../helpers/messages.js';
import { ask } from '../helpers/replies.js';
import { closeCode, closeSession, openSession } from '../helpers/sessions.js';

/** Sessions on one output that has a type. */
function sessionsOn(t: CoppCase, count: number, ...types: readonly TypeName[]) {
  const DevID = deviceWith(t, ...types);
  return Array.from({ length: count }, () => activeSession(t, DevID));
}

/** Two levels of each type, the first of which is the stronger by number (D-55). */
const strongerAndWeaker = [
  ['HDCP', 1, 0],
  ['ACP', 3, 2],
  ['ACP', 2, 1],
  ['CGMSA', 8, 4],
  ['CGMSA', 4, 3],
  ['CGMSA', 3, 2],
  ['CGMSA', 10, 9],
] as const satisfies readonly (readonly [TypeName, number, number])[];

const pairText = ([type, stronger, weaker]: readonly [TypeName, number, number]) =>
  `${type}-${stronger}-over-${weaker}`;

/** More lines than any television standard has: nothing there carries ACP. */
const hugeMode = { width: 16_384, height: 16_384 } as const;

/** Likewise, no wider than television. */
const tallMode = { width: 720, height: 16_384 } as const;

/** Milliseconds that the clock is let pass between two looks at HDCP, and in all. */
const [stepMs, mostMs] = [100, 60_000];

/** DXVA_COPPSetProtectionLevel, and the local and global levels. */
export const levelGroup = group('copp-level', 'protection levels, of a session and of its connector', copp, [
  test('set', { clauses: ['COPP-33', 'COPP-34', 'COPP-18'] })
    .params({ type: typeNames })
    .run((t, { type }) => {
      const [session] = sessionsOn(t, 1, type);
      // Each after each other one: up, down, and the same again.
      const { levels } = protectionTypes[type];
      for (const level of [...levels, ...levels.slice().reverse(), 0]) {
        setLevel(t, session!, type, level);
        expectLevels(t, session!, type, { local: level, global: level }, `after level ${level}`);
      }
    }),
  test('together', { clauses: ['COPP-33', 'COPP-34'] }).run((t) => {
    const [session] = sessionsOn(t, 1, 'ACP', 'CGMSA');
    for (const [ACP, CGMSA] of [
      [1, 4],
      [3, 1],
      [0, 11],
      [2, 0],
    ] as const) {
      setLevel(t, session!, 'ACP', ACP);
      setLevel(t, session!, 'CGMSA', CGMSA);
      const what = `after ACP ${ACP} and CGMSA ${CGMSA}`;
      expectLevels(t, session!, 'ACP', { local: ACP, global: ACP }, what);
      expectLevels(t, session!, 'CGMSA', { local: CGMSA, global: CGMSA }, what);
    }
  }),
  test('not-a-level', { clauses: ['COPP-18', 'COPP-17'], decisions: ['D-14'] })
    .params({ type: typeNames })
    .run((t, { type }) => {
      const [session] = sessionsOn(t, 1, type);
      setLevel(t, session!, type, 1);
      const { wrong } = protectionTypes[type];
      expectUnchanged(t, session!, 'COPP-17', `${type} levels that are none`, () => {
        for (const level of wrong) {
          const code = trySetLevel(t, session!, type, level);
          t.expectCode(code, [E_INVALIDARG], 'COPP-18', `${type}, level 0x${level.toString(16)}`);
        }
      });
    }),
  test('not-a-type', { clauses: ['COPP-18', 'COPP-17'], decisions: ['D-14'] })
    .params({ type: (Object.keys(noTypes) as (keyof typeof noTypes)[]).filter((name) => name !== 'none') })
    .run((t, { type }) => {
      const { session } = anyType(t);
      expectUnchanged(t, session, 'COPP-17', `a level of ${type}`, () => {
        for (const level of [0, 1]) {
          const code = sendCommand(t, session, levelCommand(session, noTypes[type], level));
          t.expectCode(code, [E_INVALIDARG], 'COPP-18', `${type}, level ${level}`);
        }
      });
    }),
  test('unsupported-type', { clauses: ['COPP-18', 'COPP-17', 'COPP-37'], decisions: ['D-14'] }).run((t) => {
    const tried = t.devices().map((DevID) => {
      const session = activeSession(t, DevID);
      const types = typesOf(t, session);
      const wrong = typeNames.filter((name) => (types & protectionTypes[name].bit) === 0);
      expectUnchanged(t, session, 'COPP-17', `types that DevID ${DevID} has not`, () => {
        for (const type of wrong) {
          const code = trySetLevel(t, session, type, 1);
          t.expectCode(code, [E_INVALIDARG], 'COPP-18', `${type} on an output without it`);
        }
      });
      return wrong.length;
    });
    if (tried.every((count) => count === 0)) t.skip('the driver has every type on every output with COPP');
  }),
  test('strongest', { clauses: ['COPP-34', 'COPP-33', 'COPP-44'], decisions: ['D-55'] })
    .params({ pair: strongerAndWeaker.map(pairText) })
    .run((t, { pair }) => {
      const [type, stronger, weaker] = strongerAndWeaker.find((one) => pairText(one) === pair)!;
      const [first, second] = sessionsOn(t, 2, type);
      // In both orders: the later one does not win for being later.
      for (const [strong, weak] of [
        [first!, second!],
        [second!, first!],
      ] as const) {
        setLevel(t, strong, type, stronger);
        setLevel(t, weak, type, weaker);
        expectLevels(t, strong, type, { local: stronger, global: stronger }, 'the stronger of two sessions');
        expectLevels(t, weak, type, { local: weaker, global: stronger }, 'the weaker of two sessions');
      }
    }),
  test('counted', { clauses: ['COPP-34', 'COPP-44'] })
    .params({ type: typeNames })
    .run((t, { type }) => {
      const [first, second] = sessionsOn(t, 2, type);
      // Asked for twice by one, once by the other: each counts once.
      for (const session of [first!, first!, second!]) setLevel(t, session, type, 1);
      setLevel(t, first!, type, 0);
      expectLevels(t, first!, type, { local: 0, global: 1 }, 'one of two sessions gave its level back');
      setLevel(t, second!, type, 0);
      expectLevels(t, second!, type, { local: 0, global: 0 }, 'both sessions gave their level back');
    }),
  test('lowered', { clauses: ['COPP-34'] })
    .params({ type: ['ACP', 'CGMSA'] })
    .run((t, { type }) => {
      const [first, second] = sessionsOn(t, 2, type);
      setLevel(t, first!, type, 3);
      setLevel(t, second!, type, 1);
      setLevel(t, first!, type, 2);
      expectLevels(t, second!, type, { local: 1, global: 2 }, 'the stronger of two went down by one');
      setLevel(t, first!, type, 0);
      expectLevels(t, second!, type, { local: 1, global: 1 }, 'the stronger of two went down to 0');
    }),
  test('closed', { clauses: ['COPP-36', 'COPP-34'] })
    .params({ type: typeNames })
    .run((t, { type }) => {
      const [first, second] = sessionsOn(t, 2, type);
      setLevel(t, first!, type, 1);
      closeSession(t, first!);
      const rules = { global: 'COPP-36' } as const;
      expectLevels(t, second!, type, { local: 0, global: 0 }, 'the session with the level was closed', rules);
      setLevel(t, second!, type, 1);
      expectLevels(t, second!, type, { local: 1, global: 1 }, 'set again', rules);
    }),
  test('closed-beside', { clauses: ['COPP-36', 'COPP-34'] })
    .params({ type: typeNames })
    .run((t, { type }) => {
      const [first, second, third] = sessionsOn(t, 3, type);
      for (const session of [first!, second!]) setLevel(t, session, type, 1);
      closeSession(t, first!);
      const rules = { global: 'COPP-36' } as const;
      const one = { local: 0, global: 1 };
      expectLevels(t, third!, type, one, 'one of two sessions with the level was closed', rules);
      closeCode(t, { ...first! }); // a second close withdraws nothing more
      expectLevels(t, third!, type, one, 'that session was closed again', rules);
      closeSession(t, second!);
      const none = { local: 0, global: 0 };
      expectLevels(t, third!, type, none, 'both sessions with the level were closed', rules);
    }),
  test('opened-beside', { clauses: ['COPP-34', 'COPP-35', 'COPP-36'] })
    .params({ type: typeNames })
    .run((t, { type }) => {
      const [session] = sessionsOn(t, 1, type);
      setLevel(t, session!, type, 1);
      const other = openSession(t, session!.DevID);
      const third = activeSession(t, session!.DevID);
      expectLevels(t, third, type, { local: 0, global: 1 }, 'a session beside one with a level', {
        local: 'COPP-35',
      });
      closeSession(t, other);
      closeSession(t, third);
      expectLevels(t, session!, type, { local: 1, global: 1 }, 'sessions came and went');
    }),
  test('other-outputs', { clauses: ['COPP-34', 'COPP-44'] }).run((t) => {
    const sessions = t.devices().map((DevID) => activeSession(t, DevID));
    if (sessions.length < 2) t.skip('the driver has COPP on one output only');
    for (const session of sessions) {
      const others = sessions.filter((one) => one !== session);
      const before = others.map((one) => allLevels(t, one));
      const types = typesOf(t, session);
      for (const type of typeNames.filter((name) => types & protectionTypes[name].bit))
        setLevel(t, session, type, 1);
      const text = `levels of DevID ${session.DevID} were set: expected the other outputs as before`;
      t.expect(
        others.every((one, index) => allLevels(t, one) === before[index]),
        'COPP-34',
        text,
      );
    }
  }),
  test('set-outside', { clauses: ['COPP-33'], needs: ['control'] })
    .params({ type: typeNames })
    .run((t, { type }) => {
      const outputs = t.outputs();
      const [session] = sessionsOn(t, 1, type);
      const rules = { global: 'COPP-33' } as const;
      outputs.protect(session!.DevID, type, 1);
      expectLevels(t, session!, type, { local: 0, global: 1 }, 'set from outside', rules);
      setLevel(t, session!, type, 1);
      setLevel(t, session!, type, 0);
      expectLevels(t, session!, type, { local: 0, global: 1 }, 'set from outside, and by a session', rules);
      outputs.protect(session!.DevID, type, 0);
      expectLevels(t, session!, type, { local: 0, global: 0 }, 'given back outside', rules);
    }),
  test('hdcp-delay', { clauses: ['COPP-33'], decisions: ['D-56'], needs: ['control'] }).run((t) => {
    const clock = t.driver.control.clock ?? t.skip('the driver has no clock that can be told to pass');
    const [session] = sessionsOn(t, 1, 'HDCP');
    const { bit } = protectionTypes.HDCP;
    const expectNow = (level: number, what: string) => {
      for (const query of ['LocalProtectionLevel', 'GlobalProtectionLevel'] as const) {
        const { data } = ask(t, session!, query, bit);
        t.decided(
          'D-56',
          data === level,
          `${what}: expected HDCP level ${level}, received ${data} (${query})`,
        );
      }
    };
    setLevel(t, session!, 'HDCP', 1);
    let waitedMs = 0;
    while (waitedMs < mostMs && ask(t, session!, 'LocalProtectionLevel', bit).data === 0) {
      clock.advance(stepMs);
      waitedMs += stepMs;
    }
    expectNow(1, `${waitedMs} ms after it was asked for`);
    setLevel(t, session!, 'HDCP', 0);
    expectNow(0, 'switched off');
    if (waitedMs === 0) return;
    setLevel(t, session!, 'HDCP', 1);
    clock.advance(waitedMs - stepMs);
    setLevel(t, session!, 'HDCP', 1); // what is on its way does not begin anew
    expectNow(0, 'not there yet, and asked for again');
    clock.advance(stepMs);
    expectNow(1, `${waitedMs} ms after it was asked for first`);
    setLevel(t, session!, 'HDCP', 0);
    setLevel(t, session!, 'HDCP', 1);
    setLevel(t, session!, 'HDCP', 0);
    clock.advance(waitedMs);
    expectNow(0, 'taken back on its way');
  }),
  test('mode-too-large', { clauses: ['COPP-20', 'COPP-37', 'COPP-17'], needs: ['control'] }).run((t) => {
    const outputs = t.outputs();
    const [session] = sessionsOn(t, 1, 'ACP');
    const types = typesOf(t, session!);
    const { mode } = outputs.list()[session!.DevID]!;
    for (const { width, height } of [hugeMode, tallMode]) {
      outputs.changeMode(session!.DevID, { width, height });
      expectUnchanged(t, session!, 'COPP-17', 'ACP in a mode that no standard has', () => {
        for (const level of [1, 2, 3]) {
          const code = trySetLevel(t, session!, 'ACP', level);
          t.expectCode(code, [DDERR_TOOBIGSIZE], 'COPP-20', `ACP ${level} at ${width} by ${height}`);
        }
      });
    }
    t.expect(typesOf(t, session!) === types, 'COPP-37', 'in a larger mode: expected the same types');
    outputs.changeMode(session!.DevID, mode);
    setLevel(t, session!, 'ACP', 1, 'COPP-20');
    expectLevels(t, session!, 'ACP', { local: 1, global: 1 }, 'ACP in the first mode');
  }),
  test('any-mode', { clauses: ['COPP-20', 'COPP-37', 'COPP-33'], needs: ['control'] })
    .params({ type: typeNames })
    .run((t, { type }) => {
      const outputs = t.outputs();
      const [session] = sessionsOn(t, 1, type);
      const types = typesOf(t, session!);
      for (const [width, height] of [
        [1, 1],
        [720, 480],
        [1920, 1080],
        [16_384, 1],
        [1, 16_384],
        [0xffff_ffff, 0xffff_ffff],
      ] as const) {
        outputs.changeMode(session!.DevID, { width, height });
        const code = trySetLevel(t, session!, type, 1);
        const what = `${type} at ${width} by ${height}`;
        t.expectCode(code, [S_OK, DDERR_TOOBIGSIZE], 'COPP-20', what);
        const level = code === S_OK ? 1 : 0;
        expectLevels(t, session!, type, { local: level, global: level }, what);
        t.expect(typesOf(t, session!) === types, 'COPP-37', `${what}: expected the same types`);
        t.expectCode(trySetLevel(t, session!, type, 0), [S_OK], 'COPP-20', `${what}: level 0`);
      }
    }),
  test('larger-mode-while-on', { clauses: ['COPP-20', 'COPP-36'], needs: ['control'] })
    .params({ type: typeNames })
    .run((t, { type }) => {
      const outputs = t.outputs();
      const [session] = sessionsOn(t, 1, type);
      setLevel(t, session!, type, 1);
      outputs.changeMode(session!.DevID, hugeMode);
      t.expectCode(
        trySetLevel(t, session!, type, 0),
        [S_OK],
        'COPP-20',
        `${type} switched off in a larger mode`,
      );
      expectLevels(t, session!, type, { local: 0, global: 0 }, 'switched off in a larger mode');
      ask(t, session!, 'BusData');
      closeSession(t, session!);
    }),
]);
