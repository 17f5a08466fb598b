import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import { copp } from '../fixture.js';
import {
  activeSession,
  exchangedSession,
  expectStartRefused,
  start,
  startMessage,
} from '../helpers/handshake.js';
import { expectLives } from '../helpers/levels.js';
import { closeSession } from '../helpers/sessions.js';

/** How many sessions are asked for their randoms. */
const sessions = 24;

/** COPPKeyExchange: the random that each session is known by. */
export const keyExchangeGroup = group('copp-key-exchange', 'the random of a session', copp, [
  test('sixteen-bytes', { clauses: ['COPP-1', 'COPP-44'] }).run((t) => {
    const randoms = Array.from({ length: sessions }, () => exchangedSession(t).random);
    const constant = Array.from({ length: 16 }, (_, at) => at).filter(
      (at) => new Set(randoms.map((random) => random[at])).size === 1,
    );
    // A byte of 24 randoms is the same in all of them once in 2^184.
    const text = `the randoms of ${sessions} sessions: expected 16 random bytes, received the same in bytes ${constant.join(', ')}`;
    t.expect(constant.length === 0, 'COPP-1', text);
  }),
  test('each-its-own', { clauses: ['COPP-44'] }).run((t) => {
    const randoms = Array.from({ length: sessions }, () =>
      Buffer.from(exchangedSession(t).random).toString('hex'),
    );
    const different = new Set(randoms).size;
    t.expect(
      different === sessions,
      'COPP-44',
      `${sessions} sessions: expected as many randoms, received ${different}`,
    );
  }),
  test('not-from-before', { clauses: ['COPP-44', 'COPP-1'] }).run((t) => {
    const first = exchangedSession(t);
    closeSession(t, first);
    const { random } = exchangedSession(t);
    t.expect(
      Buffer.compare(random, first.random) !== 0,
      'COPP-44',
      'a session after one was closed: expected another random, received the same',
    );
  }),
  test('on-each-output', { clauses: ['COPP-44'] }).run((t) => {
    const randoms = t
      .devices()
      .map((DevID) => Buffer.from(exchangedSession(t, DevID).random).toString('hex'));
    const different = new Set(randoms).size;
    const text = `a session on each output: expected ${randoms.length} randoms, received ${different}`;
    t.expect(different === randoms.length, 'COPP-44', text);
  }),
  test('other-sessions-stay', { clauses: ['COPP-44', 'COPP-9'] }).run((t) => {
    const waiting = exchangedSession(t);
    const active = activeSession(t);
    const other = exchangedSession(t);
    expectStartRefused(t, waiting, startMessage(t, other).bytes, 'the random of another session');
    expectLives(t, start(t, waiting), 'COPP-44', 'a session that waited while others exchanged keys');
    expectLives(t, active, 'COPP-44', 'a session that had started while others exchanged keys');
  }),
]);
