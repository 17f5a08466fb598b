import type { DriverControl } from '../../../driver/index.js';
import { D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS as STATUS } from '../../../ddi/index.js';
import { D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS } from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { askTwice, expectSame } from '../../framework/output.js';
import type { Needing } from '../../framework/fixture.js';
import type { Rule } from '../../rules/rule.js';
import type { D3D11Case } from '../fixture.js';
import type { SessionKind } from './caps.js';
import { capsOf } from './caps.js';
import { everyPair } from './hardware-sessions.js';
import type { TestSession } from './sessions.js';

/** What a tear-down takes, as a case asks for it. */
export type Scope = 'session' | 'device' | 'adapter';

/** CheckCryptoSessionStatus, which writes one of three values, and always the same (CCSS-1). */
export function statusOf(t: D3D11Case, { device, handle }: TestSession): number {
  const check = t.video(device, 'pfnCheckCryptoSessionStatus');
  const output = askTwice(t, 4, 'D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS: pStatus', (target) => {
    t.expectSuccess(device, 'CheckCryptoSessionStatus', () => {
      check(device.hDevice, handle, target);
    });
  });
  expectSame(t, output, 'CCSS-1', 'CheckCryptoSessionStatus');
  const status = t.memory.readU32(output.address);
  const known = [STATUS.OK, STATUS.KEY_LOST, STATUS.KEY_AND_CONTENT_LOST].some((one) => one === status);
  if (!known)
    t.violated('CCSS-1', `CheckCryptoSessionStatus: expected one of three values, received ${status}`);
  return status;
}

/** Demands a status. */
export function expectStatus(
  t: D3D11Case,
  session: TestSession,
  status: number,
  rule: Rule,
  what: string,
): void {
  const received = statusOf(t, session);
  if (received === status) return;
  t.violated(rule, `${what}: expected ${STATUS.text(status)}, received ${STATUS.text(received)}`);
}

/** A tear-down by the target's control; skips where it has none. */
export function tearDown(
  t: Needing<D3D11Case, 'control'>,
  session: TestSession,
  scope: Scope = 'adapter',
  status?: number,
): void {
  const { hDevice } = session.device;
  const which = {
    session: { hDevice, hCryptoSession: session.handle },
    device: { hDevice },
    adapter: {},
  }[scope];
  tearDownOf(t)({ ...which, ...(status !== undefined && { status }) });
}

/** The control that tears down; skips where the target has none. Asked before a session is made. */
export function tearDownOf(t: Needing<D3D11Case, 'control'>): NonNullable<DriverControl['tearDown']> {
  const { control } = t.driver;
  if (!control.tearDown) return t.skip("the driver's control tears no keys down");
  return (which) => {
    control.tearDown!(which);
  };
}

/** Skips where sessions of a kind, the usual one unless told, have not HARDWARE_TEARDOWN; with false, where they have. */
export function requireTearDown(
  t: D3D11Case,
  device: HostDevice,
  wanted = true,
  kind: Partial<SessionKind> = {},
): void {
  const isTornDown = (capsOf(t, device, kind).Caps & CAPS.HARDWARE_TEARDOWN) !== 0;
  if (isTornDown === wanted) return;
  t.skip(
    wanted ? "the driver's caps have no HARDWARE_TEARDOWN" : "the driver's caps all have HARDWARE_TEARDOWN",
  );
}

/** True where some crypto type has sessions that a tear-down takes. */
export const hasTearDown = (t: D3D11Case, device: HostDevice): boolean =>
  everyPair(t, device).some(({ caps }) => (caps.Caps & CAPS.HARDWARE_TEARDOWN) !== 0);
