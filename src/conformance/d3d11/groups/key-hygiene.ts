import { group, test } from '../../framework/case.js';
import type { CaseContext } from '../context.js';

/** An oracle that cannot find a key in use cannot find a key that stayed behind either. */
function expectRemembered(t: CaseContext, key: Uint8Array): void {
  if (!t.driver.oracle?.remembers(key)) t.skip('the oracle does not see session keys in use');
}

function expectForgotten(t: CaseContext, key: Uint8Array, what: string): void {
  t.expect(
    !t.driver.oracle?.remembers(key),
    'DCS-2',
    `${what}: expected the key wiped, received it still in memory`,
  );
}

/** What is left of keys when they are no longer used. */
export const keyHygieneGroup = group('key-hygiene', 'keys leave nothing behind', [
  test('installed', { clauses: ['NCS-1', 'NCS-6'], needs: ['oracle'] }).run((t) => {
    const { device, session, key } = t.keyedSession();
    const inUse = t.driver.oracle?.sessionKey(device.hDevice, session.handle) ?? new Uint8Array();
    t.expectBytes(inUse, key, 'NCS-1', 'the session key in use');
  }),
  test('after-destroy', { clauses: ['DCS-1', 'DCS-2'], needs: ['oracle'] }).run((t) => {
    const { session, key } = t.keyedSession();
    expectRemembered(t, key);
    t.destroySession(session);
    expectForgotten(t, key, 'after DestroyCryptoSession');
  }),
  test('after-use-and-destroy', { clauses: ['DCS-1', 'DCS-2'], needs: ['oracle'] }).run((t) => {
    const { session, key } = t.keyedSession();
    expectRemembered(t, key);
    t.expect(t.keyWorks(session, key), 'NCS-1', 'the negotiated key: expected it to be in use');
    t.destroySession(session);
    expectForgotten(t, key, 'after a blt and DestroyCryptoSession');
  }),
  test('after-replacement', { clauses: ['DCS-2', 'NCS-1'], decisions: ['D-04'], needs: ['oracle'] }).run(
    (t) => {
      const { session, key } = t.keyedSession();
      expectRemembered(t, key);
      const replacement = t.renegotiate(session) ?? t.skip('the driver refuses a second negotiation');
      expectForgotten(t, key, 'after a second negotiation');
      expectRemembered(t, replacement);
    },
  ),
  test('not-in-private-memory', { clauses: ['DCS-2', 'CCS-1'], needs: ['oracle'] }).run((t) => {
    const { session, key } = t.keyedSession();
    t.destroySession(session);
    const block = Buffer.from(t.memory.copyOut(session.handle, session.bytes));
    t.expect(
      !block.includes(Buffer.from(key)),
      'DCS-2',
      'private memory after DestroyCryptoSession: received the key in it',
    );
  }),
  test('others-stay', { clauses: ['DCS-1'] }).run((t) => {
    const { device, session } = t.living();
    const other = t.living(device);
    t.destroySession(session);
    t.expectLives(other, 'DCS-1', 'another session, after one was destroyed');
  }),
]);
