import {
  D3DDDIERR_DEVICEREMOVED,
  D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS as STATUS,
} from '../../../ddi/index.js';
import { group } from '../../framework/group.js';
import type { Needing } from '../../framework/fixture.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { installHardwareKey, newHardwareKey } from '../helpers/hardware-keys.js';
import { messageSession } from '../helpers/hardware-sessions.js';
import {
  commandThat,
  expectMessageRefused,
  placeMessage,
  privateSizes,
  sendMessage,
  unknownFunction,
} from '../helpers/hw-messages.js';
import { negotiateBytes, wrapKey } from '../helpers/key-exchange.js';
import { expectNoKey } from '../helpers/keys.js';
import type { SessionProbe } from '../helpers/session-probe.js';
import { expectLives, probeSession } from '../helpers/session-probe.js';
import { createSession, destroySession } from '../helpers/sessions.js';
import {
  expectStatus,
  hasTearDown,
  requireTearDown,
  statusOf,
  tearDown,
  tearDownOf,
} from '../helpers/tear-downs.js';
import { sessionFunction } from './session-functions.js';

const lost = STATUS.KEY_AND_CONTENT_LOST;
const scopes = ['session', 'device', 'adapter'] as const;
type Controlled = Needing<D3D11Case, 'control'>;

/** A session with a key that a tear-down takes, on a device of the newest version. */
function tearable(t: Controlled): SessionProbe {
  const device = t.newestDevice();
  t.video(device, 'pfnCheckCryptoSessionStatus');
  tearDownOf(t);
  requireTearDown(t, device);
  return probeSession(t, device);
}

/** Calls that use what a session had. */
const uses = ['negotiate', 'encryption-blt', 'decryption-blt', 'start-refresh', 'finish-refresh'] as const;

/** What a session's keys are by CheckCryptoSessionStatus, before and after a tear-down. */
const statusTests = [
  test('fresh', { clauses: ['CCSS-1'] })
    .params({ kind: ['usual', 'messages'] })
    .run((t: D3D11Case, { kind }) => {
      const device = t.newestDevice();
      const session = kind === 'usual' ? probeSession(t, device).session : messageSession(t, device);
      expectStatus(t, session, STATUS.OK, 'CCSS-1', 'a session that lost nothing');
    }),
  test('lost', { clauses: ['CCSS-1', 'CCSS-3'], decisions: ['D-44'], needs: ['control'] })
    .params({ by: scopes })
    .run((t: Controlled, { by }) => {
      const { session } = tearable(t);
      expectStatus(t, session, STATUS.OK, 'D-44', 'before the tear-down');
      tearDown(t, session, by);
      expectStatus(t, session, lost, 'CCSS-3', `after a tear-down of the ${by}`);
    }),
  test('messages-lost', { clauses: ['CCSS-1'], decisions: ['D-44'], needs: ['control'] }).run(
    (t: Controlled) => {
      tearDownOf(t);
      const device = t.newestDevice();
      if (!hasTearDown(t, device)) t.skip("the driver's caps have no HARDWARE_TEARDOWN");
      const session = messageSession(t, device);
      const sizes = privateSizes(t, session);
      const parts = { functionId: unknownFunction(t), data: t.random.bytes(32), max: 32, sizes };
      sendMessage(t, session, parts);
      tearDown(t, session);
      if (statusOf(t, session) === STATUS.OK) t.skip("the driver's caps have no HARDWARE_TEARDOWN");
      const what = 'a message of a session that lost its keys';
      expectMessageRefused(t, session, placeMessage(t, parts), { rule: 'D-44', what });
      const call = t.video(device, 'pfnGetDataForNewHardwareKey');
      const target = t.guarded(8, 'UINT64: pPrivateOutputData');
      const input = t.place(t.random.bytes(16), 'VOID: pPrivatInputData');
      const code = call(device.hDevice, session.handle, 16, input, target.address);
      t.expectFailed(code, 'D-44', 'GetDataForNewHardwareKey of a session that lost its keys');
      expectUntouched(t, target, 'D-44', 'GetDataForNewHardwareKey of a session that lost its keys');
    },
  ),
  test('key-lost', { clauses: ['CCSS-1'], decisions: ['D-44'], needs: ['control'] }).run((t: Controlled) => {
    const { session } = tearable(t);
    tearDown(t, session, 'session', STATUS.KEY_LOST);
    expectStatus(t, session, STATUS.KEY_LOST, 'D-44', 'after a tear-down of keys alone');
  }),
  test('for-good', { clauses: ['CCSS-1'], decisions: ['D-44'], needs: ['control'] }).run((t: Controlled) => {
    const { device, session } = tearable(t);
    tearDown(t, session);
    expectStatus(t, session, lost, 'D-44', 'after a tear-down');
    const data = wrapKey(t, session, t.random.bytes(16));
    t.expectFailed(negotiateBytes(t, session, data), 'D-44', 'another key for a session that lost its own');
    const later = probeSession(t, device);
    expectStatus(t, session, lost, 'D-44', 'after another session was made');
    expectStatus(t, later.session, STATUS.OK, 'D-44', 'a session that was made after the tear-down');
    expectLives(t, later, 'D-44', 'a session that was made after the tear-down');
    destroySession(t, session);
  }),
  test('removed', { clauses: ['CCSS-1'], decisions: ['D-14', 'D-15'], needs: ['control'] }).run(
    (t: Controlled) => {
      const device = t.newestDevice();
      const check = t.video(device, 'pfnCheckCryptoSessionStatus');
      const session = createSession(t, device);
      const target = t.guarded(4, 'D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS: pStatus');
      t.driver.control.removeDevice();
      const errors = t.errorsOf(device, () => {
        check(device.hDevice, session.handle, target.address);
      });
      expectUntouched(t, target, 'D-14', 'CheckCryptoSessionStatus on a removed device');
      t.decidedErrors(errors, [D3DDDIERR_DEVICEREMOVED], 'CheckCryptoSessionStatus on a removed device');
    },
  ),
] as const;

/** What a tear-down takes besides, and what it leaves. */
const tearDownTests = [
  test('lost-use', { clauses: ['CCSS-1'], decisions: ['D-44', 'D-08', 'D-14'], needs: ['control'] })
    .params({ through: uses })
    .run((t: Controlled, { through }) => {
      const { device, session, key } = tearable(t);
      const { require, prepare, refuses } = sessionFunction(through);
      require(t, device);
      if (!key) t.skip('the driver exchanges no keys');
      prepare?.(t, session);
      tearDown(t, session);
      const what = `${through} of a session that lost its keys`;
      refuses(t, session, { key, rule: 'D-44', what });
      expectNoKey(t, session, key, 'D-44', what);
    }),
  test('forgotten', { clauses: ['DCS-2'], decisions: ['D-44'], needs: ['control', 'oracle'] }).run(
    (t: Needing<D3D11Case, 'control' | 'oracle'>) => {
      const { session, key } = tearable(t);
      const { oracle } = t.driver;
      if (!key || !oracle.remembers(key))
        return t.skip('the driver’s oracle does not see session keys in use');
      tearDown(t, session);
      t.decided('D-44', !oracle.remembers(key), 'a key that was torn down: received it still in memory');
    },
  ),
  test('others-unharmed', { clauses: ['CCSS-1'], decisions: ['D-44'], needs: ['control'] })
    .params({ by: ['session', 'device'] })
    .run((t: Controlled, { by }) => {
      const { device, session } = tearable(t);
      const other = probeSession(t, by === 'session' ? device : t.newestDevice());
      tearDown(t, session, by);
      expectStatus(t, session, lost, 'D-44', `the session of the ${by} that was torn down`);
      expectStatus(t, other.session, STATUS.OK, 'D-44', `beside the ${by} that was torn down`);
      expectLives(t, other, 'D-44', `a session beside the ${by} that was torn down`);
    }),
  test('without-the-cap', { clauses: ['CCSS-1'], decisions: ['D-44'], needs: ['control'] }).run(
    (t: Controlled) => {
      tearDownOf(t);
      const device = t.newestDevice();
      requireTearDown(t, device, false);
      const probe = probeSession(t, device);
      tearDown(t, probe.session);
      expectStatus(t, probe.session, STATUS.OK, 'D-44', 'a session without HARDWARE_TEARDOWN');
      expectLives(t, probe, 'D-44', 'a session without HARDWARE_TEARDOWN');
    },
  ),
  test('hardware-keys', { clauses: ['HWP-4'], decisions: ['D-44'], needs: ['control', 'oracle'] })
    .params({ by: scopes })
    .run((t: Needing<D3D11Case, 'control' | 'oracle'>, { by }) => {
      tearDownOf(t);
      const look = t.driver.oracle.hardwareKey?.bind(t.driver.oracle);
      if (!look) return t.skip("the driver's oracle knows no key of the trusted environment");
      commandThat(t, 'install-key');
      const session = messageSession(t);
      const hardwareKey = newHardwareKey(t);
      installHardwareKey(t, session, hardwareKey);
      t.expectBytes(
        look(hardwareKey.id) ?? new Uint8Array(),
        hardwareKey.key,
        'HWP-4',
        'the key that was kept',
      );
      tearDown(t, session, by);
      const left = look(hardwareKey.id);
      const expected = by === 'adapter' ? 'gone' : 'there';
      const text = `a key of the trusted environment, after a tear-down of the ${by}: expected it ${expected}`;
      t.decided('D-44', (left === null) === (by === 'adapter'), text);
    }),
  test('told-once', { clauses: ['CCSS-2'], decisions: ['D-44'], needs: ['control'] })
    .params({ by: scopes })
    .run((t: Controlled, { by }) => {
      const { device, session } = tearable(t);
      const { control } = t.driver;
      if (!control.onTearDown) return t.skip("the driver's control tells of no tear-down");
      const heard: number[] = [];
      const end = control.onTearDown(() => {
        heard.push(statusOf(t, session));
      });
      t.atEnd(end);
      tearDown(t, session, by);
      const text = `a tear-down of the ${by}: expected to be told once`;
      t.decided('D-44', heard.length === 1, `${text}, received ${heard.length}`);
      t.decided(
        'D-44',
        heard.every((status) => status === lost),
        `${text}, with the keys lost by then`,
      );
      end();
      tearDown(t, createSession(t, device), by);
      t.decided('D-44', heard.length <= 1, 'a tear-down after the registration was ended: received it told');
    }),
] as const;

/** CheckCryptoSessionStatus and tear-downs. */
export const sessionStatusGroup = group(
  'session-status',
  'whether sessions still have their keys, and what a tear-down takes',
  d3d11,
  [...statusTests, ...tearDownTests],
);
