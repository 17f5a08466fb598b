import {
  COPP_StatusFlags as FLAGS,
  DXVA_COPPQueryBusData,
  E_INVALIDARG,
  E_UNEXPECTED,
  S_OK,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { CoppCase } from '../fixture.js';
import { copp } from '../fixture.js';
import type { ActiveSession } from '../helpers/handshake.js';
import {
  activeSession,
  certificateLength,
  exchangedSession,
  keyExchange,
  sequenceStart,
  start,
  startMessage,
} from '../helpers/handshake.js';
import { expectLives, offeredTypes, setLevel, trySetLevel } from '../helpers/levels.js';
import { queryNames, strangeGuid, typeNames } from '../helpers/known.js';
import { sendRequest, statusRequest } from '../helpers/messages.js';
import { ask } from '../helpers/replies.js';
import { closeSession, openSession } from '../helpers/sessions.js';

/** Demands the flags of a session's next reply, by the names that messages give them. */
function expectFlags(t: CoppCase, session: ActiveSession, expected: number, what: string): void {
  const { flags } = ask(t, session, 'BusData');
  t.expect(flags === expected, 'COPP-31', `${what}: expected flags ${expected}, received ${flags}`);
}

/** What is done to an output, and the flag that tells it. */
const events = {
  'link-lost': FLAGS.LinkLost,
  renegotiation: FLAGS.RenegotiationRequired,
} as const;
type Event = keyof typeof events;
const eventNames = Object.keys(events) as Event[];

/** Makes an event happen that can recur: nothing is unplugged by it. */
function raise(t: CoppCase, DevID: number, event: Event): void {
  t.outputs().raise(DevID, event === 'link-lost' ? 'LINK_LOST' : 'RENEGOTIATION');
}

/** An output where something hangs that can be unplugged; skips the case where there is none. */
function connectedDevice(t: CoppCase): number {
  const list = t.outputs().list();
  const DevID = t.devices().find((one) => list[one]?.connected === true);
  return DevID ?? t.skip('the driver has no output with COPP and a display');
}

const moments = ['length', 'key-exchange', 'start', 'command', 'request', 'close'] as const;

/** COPP_StatusFlags: what has happened to an output, told to each session once. */
export const flagsGroup = group(
  'copp-flags',
  'link lost and renegotiation, told once to each session',
  copp,
  [
    test('none', { clauses: ['COPP-31'] }).run((t) => {
      for (const DevID of t.devices()) {
        const session = activeSession(t, DevID);
        for (let count = 0; count < 3; count += 1)
          expectFlags(t, session, FLAGS.StatusNormal, 'a quiet output');
      }
    }),
    test('once', { clauses: ['COPP-31'], needs: ['control'] })
      .params({ event: eventNames })
      .run((t, { event }) => {
        for (const DevID of t.devices()) {
          const sessions = [activeSession(t, DevID), activeSession(t, DevID)];
          raise(t, DevID, event);
          for (const session of sessions) {
            expectFlags(t, session, events[event], `${event}, the next reply`);
            expectFlags(t, session, FLAGS.StatusNormal, `${event}, the reply after that`);
          }
          // Again when it happens again.
          raise(t, DevID, event);
          for (const session of sessions) expectFlags(t, session, events[event], `${event} a second time`);
        }
      }),
    test('unplugged', { clauses: ['COPP-31'], needs: ['control'] }).run((t) => {
      const DevID = connectedDevice(t);
      const session = activeSession(t, DevID);
      t.outputs().unplug(DevID);
      expectFlags(t, session, FLAGS.LinkLost, 'unplugged');
      expectFlags(t, session, FLAGS.StatusNormal, 'unplugged, the reply after that');
      t.outputs().unplug(DevID);
      expectFlags(t, session, FLAGS.StatusNormal, 'unplugged where nothing was plugged in');
      t.outputs().plug(DevID);
      expectFlags(t, session, FLAGS.StatusNormal, 'plugged in again');
      t.outputs().unplug(DevID);
      expectFlags(t, session, FLAGS.LinkLost, 'unplugged again');
    }),
    test('mode-changed', { clauses: ['COPP-31'], needs: ['control'] }).run((t) => {
      const [DevID] = t.devices();
      const session = activeSession(t, DevID);
      t.outputs().changeMode(DevID!, { width: 640 });
      expectFlags(t, session, FLAGS.RenegotiationRequired, 'another mode');
      expectFlags(t, session, FLAGS.StatusNormal, 'another mode, the reply after that');
    }),
    test('both', { clauses: ['COPP-31'], needs: ['control'] }).run((t) => {
      const [DevID] = t.devices();
      const session = activeSession(t, DevID);
      for (const event of [...eventNames, ...eventNames]) raise(t, DevID!, event);
      expectFlags(t, session, FLAGS.LinkLost | FLAGS.RenegotiationRequired, 'both events, twice');
      expectFlags(t, session, FLAGS.StatusNormal, 'both events, the reply after that');
    }),
    test('with-every-query', { clauses: ['COPP-31', 'COPP-23'], needs: ['control'] })
      .params({ query: queryNames })
      .run((t, { query }) => {
        for (const { DevID, bit } of offeredTypes(t)) {
          const session = activeSession(t, DevID);
          raise(t, DevID, 'link-lost');
          const { flags } = ask(t, session, query, bit);
          const text = `${query}: expected the flag of a lost link, received ${flags}`;
          t.expect(flags === FLAGS.LinkLost, 'COPP-31', text);
          expectFlags(t, session, FLAGS.StatusNormal, `after ${query}`);
        }
      }),
    test('not-by-a-refusal', { clauses: ['COPP-31', 'COPP-27'], decisions: ['D-14'], needs: ['control'] })
      .params({ with: ['number', 'size'] })
      .run((t, { with: wrong }) => {
        const [DevID] = t.devices();
        const session = activeSession(t, DevID);
        raise(t, DevID!, 'link-lost');
        const changes = wrong === 'number' ? { number: session.statusNumber + 1 } : { size: 1 };
        const { bytes } = statusRequest(t, session, DXVA_COPPQueryBusData, undefined, changes);
        t.expectFailed(sendRequest(t, session, bytes).code, 'COPP-27', `a request with another ${wrong}`);
        expectFlags(t, session, FLAGS.LinkLost, 'after a request that was refused');
      }),
    test('not-by-an-unknown-query', {
      clauses: ['COPP-31', 'COPP-29'],
      decisions: ['D-51'],
      needs: ['control'],
    }).run((t) => {
      const [DevID] = t.devices();
      const session = activeSession(t, DevID);
      raise(t, DevID!, 'link-lost');
      const { bytes } = statusRequest(t, session, strangeGuid);
      // The empty reply has no place for a flag.
      if (sendRequest(t, session, bytes).code === S_OK) session.statusNumber += 1;
      expectFlags(t, session, FLAGS.LinkLost, 'after an unknown query');
    }),
    test('not-by-a-command', { clauses: ['COPP-31'], needs: ['control'] }).run((t) => {
      for (const { DevID, type } of offeredTypes(t)) {
        const session = activeSession(t, DevID);
        raise(t, DevID, 'renegotiation');
        setLevel(t, session, type, 0, 'COPP-31');
        expectFlags(t, session, FLAGS.RenegotiationRequired, 'after a command');
      }
    }),
    test('not-of-before', { clauses: ['COPP-31', 'COPP-44'], needs: ['control'] }).run((t) => {
      const [DevID] = t.devices();
      const session = activeSession(t, DevID);
      for (const event of eventNames) raise(t, DevID!, event);
      expectFlags(t, activeSession(t, DevID), FLAGS.StatusNormal, 'a session that was opened afterwards');
      expectFlags(t, session, FLAGS.LinkLost | FLAGS.RenegotiationRequired, 'the session of before');
    }),
    test('not-of-other-outputs', { clauses: ['COPP-31', 'COPP-44'], needs: ['control'] }).run((t) => {
      const sessions = t.devices().map((DevID) => activeSession(t, DevID));
      if (sessions.length < 2) t.skip('the driver has COPP on one output only');
      for (const session of sessions) {
        raise(t, session.DevID, 'link-lost');
        for (const other of sessions.filter((one) => one !== session))
          expectFlags(t, other, FLAGS.StatusNormal, 'an event of another output');
        expectFlags(t, session, FLAGS.LinkLost, 'an event of its own output');
      }
    }),
    test('told-before-the-start', { clauses: ['COPP-31', 'COPP-44'], needs: ['control'] }).run((t) => {
      // The session is open from its first call: what happens during its handshake it is told as well.
      const session = exchangedSession(t);
      raise(t, session.DevID, 'renegotiation');
      const active = start(t, session);
      expectFlags(t, active, FLAGS.RenegotiationRequired, 'an event before the start');
    }),
    test('other-protocols-events', { clauses: ['COPP-31'], needs: ['control'] })
      .params({ event: ['TAMPERING', 'REVOKED'] })
      .run((t, { event }) => {
        const [DevID] = t.devices();
        const session = activeSession(t, DevID);
        t.outputs().raise(DevID!, event);
        expectFlags(t, session, FLAGS.StatusNormal, `${event}, for which COPP has no flag`);
      }),
    test('closed-beside', { clauses: ['COPP-31', 'COPP-36'], needs: ['control'] }).run((t) => {
      const DevID = connectedDevice(t);
      const openBefore = t.outputs().list()[DevID]!.openObjects;
      const [gone, session] = [activeSession(t, DevID), activeSession(t, DevID)];
      closeSession(t, gone);
      raise(t, DevID, 'link-lost');
      expectFlags(t, session, FLAGS.LinkLost, 'beside a session that was closed');
      const { openObjects } = t.outputs().list()[DevID]!;
      const text = `one session left: expected ${openBefore + 1} open objects, received ${openObjects}`;
      t.expect(openObjects === openBefore + 1, 'COPP-36', text);
    }),
    test('unplugged-before', { clauses: ['COPP-12', 'COPP-31', 'COPP-39'], needs: ['control'] })
      .params({ call: moments })
      .run((t, { call }) => {
        const DevID = connectedDevice(t);
        const before = (moment: (typeof moments)[number]) => {
          if (moment === call) t.outputs().unplug(DevID);
        };
        const session = openSession(t, DevID);
        before('length');
        const bytes = certificateLength(t, session);
        before('key-exchange');
        const exchanged = { ...session, ...keyExchange(t, session, bytes) };
        before('start');
        const message = startMessage(t, exchanged);
        t.expectCode(sequenceStart(t, session, message.bytes), [S_OK], 'COPP-12', 'the start');
        const { KDI, statusNumber, commandNumber } = message;
        const active: ActiveSession = { ...exchanged, KDI, statusNumber, commandNumber };
        before('command');
        for (const type of typeNames) {
          const code = trySetLevel(t, active, type, 0);
          t.expectCode(code, [S_OK, E_INVALIDARG, E_UNEXPECTED], 'COPP-39', `${type} level 0`);
        }
        before('request');
        const lost = call === 'close' ? FLAGS.StatusNormal : FLAGS.LinkLost;
        expectFlags(t, active, lost, `unplugged before ${call}`);
        before('close');
        expectLives(t, active, 'COPP-31', `unplugged before ${call}`);
        closeSession(t, session);
      }),
  ],
);
