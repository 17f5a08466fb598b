import { NULL } from '../../../abi/index.js';
import { CreateDevice, E_INVALIDARG, OpenAdapter10_2 } from '../../../ddi/index.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import type { CreateDeviceArguments, RawDevice } from '../helpers/opening.js';
import { createRawDevice, openRawAdapter } from '../helpers/opening.js';
import { expectLives, probeSession } from '../helpers/session-probe.js';

/** NULL for what OpenAdapter10_2 is given. */
export const openNullTests: readonly TestDefinition<D3D11Case>[] = [
  test('open-null', { clauses: ['OPN-4'], decisions: ['D-13'], hostile: true })
    .params({ pointer: ['pOpenData', 'pAdapterFuncs_2'] })
    .run((t, { pointer }) => {
      const open = t.entered().OpenAdapter10_2;
      const code = pointer === 'pOpenData' ? open(NULL) : openRawAdapter(t, { pAdapterFuncs_2: NULL }).code;
      t.expectNullRefused(code, OpenAdapter10_2, `OpenAdapter10_2, ${pointer} NULL`);
    }),
];

/** Pointers of CreateDevice's structure that a driver goes to. */
const deviceNulls = {
  hDrvDevice: { hDrvDevice: NULL },
  p11_1DeviceFuncs: { p11_1DeviceFuncs: NULL },
  p11UMCallbacks: { p11UMCallbacks: NULL },
  ppfnRetrieveSubObject: { ppfnRetrieveSubObject: NULL },
} as const satisfies Readonly<Record<string, Partial<CreateDeviceArguments>>>;

const isUnwritten = ({ block, withoutSubObjects }: RawDevice) =>
  block.every((byte) => byte === 0) && withoutSubObjects;

/** NULL for what CreateDevice is given, and a block that is another device's. */
export const createDeviceRefusedTests: readonly TestDefinition<D3D11Case>[] = [
  test('create-null', { clauses: ['DEV-7', 'SUB-1'], decisions: ['D-13', 'D-14'], hostile: true })
    .params({ pointer: Object.keys(deviceNulls) as (keyof typeof deviceNulls)[] })
    .run((t, { pointer }) => {
      const device = createRawDevice(t, deviceNulls[pointer]);
      t.expectNullRefused(device.code, CreateDevice, `CreateDevice, ${pointer} NULL`);
      const text = `CreateDevice, ${pointer} NULL: expected nothing written, received functions`;
      t.decided('D-14', isUnwritten(device), text);
    }),
  test('block-in-use', { clauses: ['DEV-7', 'DEV-10'], decisions: ['D-09', 'D-14'], hostile: true }).run(
    (t) => {
      const probe = probeSession(t);
      const device = createRawDevice(t, { hDrvDevice: probe.device.hDevice });
      const what = 'CreateDevice in the private memory of a live device';
      t.expectCode(device.code, [E_INVALIDARG], 'D-09', what);
      t.decided('D-14', isUnwritten(device), `${what}: expected nothing written, received functions`);
      expectLives(t, probe, 'D-09', `a session of the live device, after ${what}`);
    },
  ),
];
