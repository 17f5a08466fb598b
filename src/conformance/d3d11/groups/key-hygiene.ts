import type { Needing } from '../../framework/fixture.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { destroySession } from '../helpers/sessions.js';
import { renegotiate } from '../helpers/key-exchange.js';
import { keyWorks, keyedSession } from '../helpers/keys.js';
import {
  fetchReadBackKey,
  finish,
  refreshedKey,
  requireRefresh,
  startedNumber,
  wantsReadBackKey,
} from '../helpers/session-keys.js';
import { expectLives, probeSession } from '../helpers/session-probe.js';

/** An oracle that cannot find a key in use cannot find a key that stayed behind either. */
function expectRemembered(t: Needing<D3D11Case, 'oracle'>, key: Uint8Array): void {
  if (!t.driver.oracle.remembers(key)) t.skip('the oracle does not see session keys in use');
}

function expectForgotten(t: Needing<D3D11Case, 'oracle'>, key: Uint8Array, what: string): void {
  t.expect(
    !t.driver.oracle.remembers(key),
    'DCS-2',
    `${what}: expected the key wiped, received it still in memory`,
  );
}

/** What is left of keys when they are no longer used. */
export const keyHygieneGroup = group('key-hygiene', 'keys leave nothing behind', d3d11, [
  test('installed', { clauses: ['NCS-1', 'NCS-6'], needs: ['oracle'] }).run((t) => {
    const { device, session, key } = keyedSession(t);
    const inUse = t.driver.oracle.sessionKey(device.hDevice, session.handle) ?? new Uint8Array();
    t.expectBytes(inUse, key, 'NCS-1', 'the session key in use');
  }),
  test('after-destroy', { clauses: ['DCS-1', 'DCS-2'], needs: ['oracle'] }).run((t) => {
    const { session, key } = keyedSession(t);
    expectRemembered(t, key);
    destroySession(t, session);
    expectForgotten(t, key, 'after DestroyCryptoSession');
  }),
  test('after-use-and-destroy', { clauses: ['DCS-1', 'DCS-2'], needs: ['oracle'] }).run((t) => {
    const { session, key } = keyedSession(t);
    expectRemembered(t, key);
    t.expect(keyWorks(t, session, key), 'NCS-1', 'the negotiated key: expected it to be in use');
    destroySession(t, session);
    expectForgotten(t, key, 'after a blt and DestroyCryptoSession');
  }),
  test('after-replacement', { clauses: ['DCS-2', 'NCS-1'], decisions: ['D-04'], needs: ['oracle'] }).run(
    (t) => {
      const { session, key } = keyedSession(t);
      expectRemembered(t, key);
      const replacement = renegotiate(t, session) ?? t.skip('the driver refuses a second negotiation');
      expectForgotten(t, key, 'after a second negotiation');
      expectRemembered(t, replacement);
    },
  ),
  test('after-refresh', { clauses: ['DCS-2', 'FSKR-1'], needs: ['oracle'] }).run((t) => {
    const { device, session, key } = keyedSession(t);
    requireRefresh(t, device);
    expectRemembered(t, key);
    const number = startedNumber(t, session);
    expectRemembered(t, number);
    finish(t, session);
    expectForgotten(t, key, 'after FinishSessionKeyRefresh, the old key');
    expectForgotten(t, number, 'after FinishSessionKeyRefresh, the number');
    expectRemembered(t, refreshedKey(key, number));
  }),
  test('pending-refresh', { clauses: ['DCS-1', 'DCS-2', 'SSKR-2'], needs: ['oracle'] }).run((t) => {
    const { device, session } = keyedSession(t);
    requireRefresh(t, device);
    const number = startedNumber(t, session);
    expectRemembered(t, number);
    destroySession(t, session);
    expectForgotten(t, number, 'after DestroyCryptoSession, the number of a pending refresh');
  }),
  test('read-back-key', { clauses: ['DCS-1', 'DCS-2', 'GEBK-5'], needs: ['oracle'] }).run((t) => {
    const { device, session, key } = keyedSession(t, 'ENCRYPTED_READ_BACK');
    if (!wantsReadBackKey(t, device)) t.skip("the driver's caps have no ENCRYPTED_READ_BACK_KEY");
    const [first, second] = [fetchReadBackKey(t, session, key), fetchReadBackKey(t, session, key)];
    expectRemembered(t, second);
    expectForgotten(t, first, 'after another GetEncryptionBltKey, the key of before');
    destroySession(t, session);
    expectForgotten(t, second, 'after DestroyCryptoSession, the read-back key');
  }),
  test('not-in-private-memory', { clauses: ['DCS-2', 'CCS-1'], needs: ['oracle'] }).run((t) => {
    const { session, key } = keyedSession(t);
    destroySession(t, session);
    const block = Buffer.from(t.memory.copyOut(session.handle, session.bytes));
    t.expect(
      !block.includes(Buffer.from(key)),
      'DCS-2',
      'private memory after DestroyCryptoSession: received the key in it',
    );
  }),
  test('others-stay', { clauses: ['DCS-1'] }).run((t) => {
    const { device, session } = probeSession(t);
    const other = probeSession(t, device);
    destroySession(t, session);
    expectLives(t, other, 'DCS-1', 'another session, after one was destroyed');
  }),
]);
