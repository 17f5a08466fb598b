import { NTSTATUSES as S, OPM_STATUS as FLAGS } from '../../../ddi/index.js';
import type { OutputEvent } from '../../../driver/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { OpmCase, Semantics } from '../fixture.js';
import { opm, semanticsNames } from '../fixture.js';
import type { ActiveOutput } from '../helpers/handshake.js';
import { activeOutput, readyOutput, start } from '../helpers/handshake.js';
import { requests, strangeGuid } from '../helpers/known.js';
import { expectLives, offeredTypes, setLevel } from '../helpers/levels.js';
import { requestOf, sendRequest, sendCommand, commandBytes } from '../helpers/messages.js';
import { destroyOutput } from '../helpers/protected-outputs.js';
import { ask } from '../helpers/replies.js';
import { answeredBy, asking } from './request-tests.js';

const {
  LINK_LOST,
  RENEGOTIATION_REQUIRED,
  TAMPERING_DETECTED,
  REVOKED_HDCP_DEVICE_ATTACHED: REVOKED,
} = FLAGS;

/** What happens to an output, and the flags that tell of it: COPP semantics have two of the four (OPM-35). */
const events: Readonly<Record<OutputEvent, Readonly<Record<Semantics, number>>>> = {
  LINK_LOST: { OPM: LINK_LOST, COPP: LINK_LOST },
  RENEGOTIATION: { OPM: RENEGOTIATION_REQUIRED, COPP: RENEGOTIATION_REQUIRED },
  TAMPERING: { OPM: TAMPERING_DETECTED, COPP: LINK_LOST },
  REVOKED: { OPM: REVOKED | LINK_LOST, COPP: LINK_LOST },
};
const eventNames = Object.keys(events) as readonly OutputEvent[];

/** Demands the flags of an output's next reply. */
function expectFlags(t: OpmCase, output: ActiveOutput, expected: number, what: string): void {
  const { flags } = ask(t, output, 'BusType');
  const rule = (flags ^ expected) & ~(LINK_LOST | RENEGOTIATION_REQUIRED) ? 'OPM-35' : 'OPM-34';
  const text = `${what}, ${output.semantics} semantics: expected flags ${expected}, received ${flags}`;
  t.expect(flags === expected, rule, text);
}

/** Two objects of each semantics that the first output of some has. */
function hearers(t: OpmCase, semantics: Semantics): readonly ActiveOutput[] {
  const [target] = t.targets(semantics);
  const others = semanticsNames.filter((one) => t.targets(one).includes(target!));
  return others.flatMap((one) => [activeOutput(t, one, target), activeOutput(t, one, target)]);
}

/** A target with a display that can be unplugged; skips the case where there is none. */
function connectedTarget(t: OpmCase, semantics: Semantics): number {
  const list = t.outputs().list();
  const target = t.targets(semantics).find((one) => list[one]?.connected === true);
  return target ?? t.skip(`the driver has no display on an output with ${semantics} semantics`);
}

/** OPM_STATUS: what has happened to an output, told to each object once. */
export const flagsGroup = group('opm-flags', 'link, renegotiation, tampering, revocation, told once', opm, [
  test('none', { clauses: ['OPM-34'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      for (const target of t.targets(semantics)) {
        const output = activeOutput(t, semantics, target);
        for (let count = 0; count < 3; count += 1) expectFlags(t, output, FLAGS.NORMAL, 'a quiet output');
      }
    }),
  test('once', { clauses: ['OPM-34', 'OPM-35'], needs: ['control'] })
    .params({ semantics: semanticsNames, event: eventNames })
    .run((t, { semantics, event }) => {
      const outputs = hearers(t, semantics);
      const raise = () => {
        t.outputs().raise(outputs[0]!.target, event);
      };
      raise();
      for (const output of outputs) {
        expectFlags(t, output, events[event][output.semantics], `${event}, the next reply`);
        expectFlags(t, output, FLAGS.NORMAL, `${event}, the reply after that`);
      }
      raise(); // again when it happens again
      for (const output of outputs)
        expectFlags(t, output, events[event][output.semantics], `${event} a second time`);
    }),
  test('unplugged', { clauses: ['OPM-34'], needs: ['control'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const target = connectedTarget(t, semantics);
      const output = activeOutput(t, semantics, target);
      t.outputs().unplug(target);
      expectFlags(t, output, LINK_LOST, 'unplugged');
      expectFlags(t, output, FLAGS.NORMAL, 'unplugged, the reply after that');
      t.outputs().unplug(target);
      expectFlags(t, output, FLAGS.NORMAL, 'unplugged where nothing was plugged in');
      t.outputs().plug(target);
      expectFlags(t, output, FLAGS.NORMAL, 'plugged in again');
      t.outputs().unplug(target);
      expectFlags(t, output, LINK_LOST, 'unplugged again');
    }),
  test('mode-changed', { clauses: ['OPM-34'], needs: ['control'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = activeOutput(t, semantics);
      t.outputs().changeMode(output.target, { width: 640 });
      expectFlags(t, output, RENEGOTIATION_REQUIRED, 'another mode');
      expectFlags(t, output, FLAGS.NORMAL, 'another mode, the reply after that');
    }),
  test('several', { clauses: ['OPM-34', 'OPM-35'], needs: ['control'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = activeOutput(t, semantics);
      for (const event of [...eventNames, ...eventNames]) t.outputs().raise(output.target, event);
      const all = eventNames.reduce((flags, event) => flags | events[event][semantics], 0);
      expectFlags(t, output, all, 'every event, twice');
      expectFlags(t, output, FLAGS.NORMAL, 'every event, the reply after that');
      for (const event of ['TAMPERING', 'RENEGOTIATION'] as const) t.outputs().raise(output.target, event);
      const two = events.TAMPERING[semantics] | RENEGOTIATION_REQUIRED;
      expectFlags(t, output, two, 'tampering and renegotiation');
    }),
  test('with-every-request', { clauses: ['OPM-34', 'OPM-25'], needs: ['control'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const { output, bit } = asking(t, semantics);
      for (const name of answeredBy(semantics)) {
        t.outputs().raise(output.target, 'LINK_LOST');
        const { flags } = ask(t, output, name, bit);
        const text = `${name}: expected the flag of a lost link, received ${flags}`;
        t.expect(flags === LINK_LOST, 'OPM-34', text);
        expectFlags(t, output, FLAGS.NORMAL, `after ${name}`);
      }
    }),
  test('not-by-a-refusal', { clauses: ['OPM-34', 'OPM-20'], decisions: ['D-14'], needs: ['control'] })
    .params({ semantics: semanticsNames, with: ['number', 'size', 'guid', 'function'] })
    .run((t, { semantics, with: wrong }) => {
      const output = activeOutput(t, semantics);
      t.outputs().raise(output.target, 'LINK_LOST');
      const { guid } = requests.BusType;
      const through = wrong === 'function' ? (semantics === 'OPM' ? 'COPP' : 'OPM') : semantics;
      const { bytes } = {
        number: () => requestOf(t, output, guid, undefined, { number: output.statusNumber + 1 }),
        size: () => requestOf(t, output, requests.VirtualLevel.guid, undefined, { size: 0 }),
        guid: () => requestOf(t, output, strangeGuid),
        function: () => requestOf(t, { ...output, semantics: through }, guid),
      }[wrong]();
      t.expectFailed(sendRequest(t, output, bytes, { through }).code, 'OPM-20', `another ${wrong}`);
      expectFlags(t, output, LINK_LOST, 'after a request that was refused');
    }),
  test('not-by-a-command', { clauses: ['OPM-34'], needs: ['control'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const [{ type, target }] = offeredTypes(t, semantics) as [ReturnType<typeof offeredTypes>[number]];
      const output = activeOutput(t, semantics, target);
      t.outputs().raise(target, 'RENEGOTIATION');
      setLevel(t, output, type, 0, 'OPM-34');
      t.expectFailed(
        sendCommand(t, output, commandBytes(output, strangeGuid, new Uint8Array())),
        'OPM-27',
        'an unknown command',
      );
      expectFlags(t, output, RENEGOTIATION_REQUIRED, 'after commands');
    }),
  test('not-of-before', { clauses: ['OPM-34'], needs: ['control'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const output = activeOutput(t, semantics);
      for (const event of ['LINK_LOST', 'RENEGOTIATION'] as const) t.outputs().raise(output.target, event);
      const later = activeOutput(t, semantics, output.target);
      expectFlags(t, later, FLAGS.NORMAL, 'an output that was created afterwards');
      expectFlags(t, output, LINK_LOST | RENEGOTIATION_REQUIRED, 'the output of before');
    }),
  test('not-of-other-connectors', { clauses: ['OPM-34'], needs: ['control'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const outputs = t.targets(semantics).map((target) => activeOutput(t, semantics, target));
      if (outputs.length < 2) t.skip('the driver has one output only');
      for (const output of outputs) {
        t.outputs().raise(output.target, 'LINK_LOST');
        for (const other of outputs.filter((one) => one !== output))
          expectFlags(t, other, FLAGS.NORMAL, 'an event of another connector');
        expectFlags(t, output, LINK_LOST, 'an event of its own connector');
      }
    }),
  test('told-before-the-start', { clauses: ['OPM-34'], needs: ['control'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      // The object is there from its creation: what happens during its handshake it is told as well.
      const output = readyOutput(t, semantics);
      t.outputs().raise(output.target, 'RENEGOTIATION');
      expectFlags(t, start(t, output), RENEGOTIATION_REQUIRED, 'an event before the start');
    }),
  test('destroyed-beside', { clauses: ['OPM-34', 'OPM-40'], needs: ['control'] })
    .params({ semantics: semanticsNames })
    .run((t, { semantics }) => {
      const [gone, output] = [activeOutput(t, semantics), activeOutput(t, semantics)];
      const before = t.outputs().list()[output.target]!.openObjects;
      destroyOutput(t, gone);
      t.outputs().raise(output.target, 'LINK_LOST');
      expectFlags(t, output, LINK_LOST, 'beside an output that was destroyed');
      const { openObjects } = t.outputs().list()[output.target]!;
      const text = `one output was destroyed: expected ${before - 1} open objects, received ${openObjects}`;
      t.expect(openObjects === before - 1, 'OPM-40', text);
    }),
  test('unplugged-before', { clauses: ['OPM-34', 'OPM-8', 'OPM-40'], needs: ['control'] })
    .params({ semantics: semanticsNames, call: ['start', 'command', 'request', 'destroy'] })
    .run((t, { semantics, call }) => {
      const target = connectedTarget(t, semantics);
      const before = (moment: typeof call) => {
        if (moment === call) t.outputs().unplug(target);
      };
      const output = readyOutput(t, semantics, target);
      before('start');
      const active = start(t, output);
      before('command');
      expectLivesQuietly(t, active);
      before('request');
      expectFlags(t, active, call === 'destroy' ? FLAGS.NORMAL : LINK_LOST, `unplugged before ${call}`);
      before('destroy');
      expectLives(t, active, 'OPM-34', `unplugged before ${call}`);
      destroyOutput(t, active);
    }),
]);

/** Commands are taken with nothing plugged in, or refused by the documented codes; nothing is asked that tells a flag. */
function expectLivesQuietly(t: OpmCase, output: ActiveOutput): void {
  const code = sendCommand(t, output, commandBytes(output, strangeGuid, new Uint8Array()));
  const invalid = [S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST];
  t.expectCode(code, invalid, 'D-57', 'an unknown command');
}
