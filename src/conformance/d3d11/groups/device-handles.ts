import type { Address } from '../../../abi/index.js';
import { failed, NULL } from '../../../abi/index.js';
import type { HDevice } from '../../../ddi/index.js';
import {
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS,
  D3D11_1DDI_VIDEO_FUNCTIONS,
  D3D11_1DDI_VIDEO_INPUT,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  E_INVALIDARG,
} from '../../../ddi/index.js';
import { codesText } from '../../framework/judge.js';
import { expectUntouched } from '../../framework/output.js';
import type { TestDefinition } from '../../framework/test.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { placeGuid, usualKind } from '../helpers/caps.js';
import { keyedSession } from '../helpers/keys.js';
import { createRawDevice } from '../helpers/opening.js';
import { createResource, destroyingResource, readBack, upload } from '../helpers/resources.js';
import type { SessionProbe } from '../helpers/session-probe.js';
import { expectLives, probeSession } from '../helpers/session-probe.js';

/** Larger than any driver's private memory of a device. */
const roomy = 4096;

/** What is handed to a driver in the place of a device's handle. */
const forgeries = {
  null: () => NULL as HDevice,
  'never-created': (t: D3D11Case) => t.allocate(roomy, 'private memory of no device') as HDevice,
  session: (_t: D3D11Case, { session }: SessionProbe) => {
    const at: number = session.handle;
    return at as HDevice;
  },
} as const;

function queryCapsOf(t: D3D11Case, { device }: SessionProbe, hDevice: HDevice): void {
  const { bytes, name } = D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;
  const target = t.guarded(bytes, name);
  const [type, profile] = [placeGuid(t, usualKind.cryptoType), placeGuid(t, usualKind.profile)];
  const code = t.video(device, 'pfnGetContentProtectionCaps')(hDevice, type, profile, target.address);
  t.expectCode(code, [E_INVALIDARG], 'D-09', 'GetContentProtectionCaps of no device');
  expectUntouched(t, target, 'D-14', 'GetContentProtectionCaps of no device');
}

function retrieveFrom(t: D3D11Case, { device }: SessionProbe, hDevice: HDevice): void {
  const call = t.filled('*ppfnRetrieveSubObject', device.retrieveSubObject);
  const table = t.guarded(D3D11_1DDI_VIDEODEVICEFUNCS.bytes, D3D11_1DDI_VIDEODEVICEFUNCS.name);
  const input = t.struct(D3D11_1DDI_VIDEO_INPUT, { p11VideoDeviceFuncs: table.address });
  const output = t.allocate(1, 'D3D11_1DDI_VIDEO_OUTPUT');
  const code = call(hDevice, D3D11_1DDI_VIDEO_FUNCTIONS, D3D11_1DDI_VIDEO_INPUT.bytes, input, 1, output);
  t.expectCode(code, [E_INVALIDARG], 'D-09', 'RetrieveSubObject of no device');
  expectUntouched(t, table, 'D-14', 'RetrieveSubObject of no device');
}

/** Functions, each called for no device. Those that are VOID have nobody to report to: no device may hear of it. */
const calls: Readonly<Record<string, (t: D3D11Case, probe: SessionProbe, hDevice: HDevice) => void>> = {
  caps: queryCapsOf,
  'sub-object': retrieveFrom,
  'destroy-session': (t, { device, session }, hDevice) => {
    t.video(device, 'pfnDestroyCryptoSession')(hDevice, session.handle);
  },
  destroy: (t, { device }, hDevice) => {
    t.core(device, 'pfnDestroyDevice')(hDevice);
  },
};

/** Two devices that are made now are two: each with a session of its own that works. */
function expectTwoDevices(t: D3D11Case, what: string): void {
  const two = [probeSession(t), probeSession(t)];
  two.forEach((probe, index) => {
    expectLives(t, probe, 'DEV-10', `a session of device ${index + 1} of two that were made ${what}`);
  });
}

/** DestroyDevice of a device that is destroyed already. */
function destroyDeviceTwice(t: D3D11Case): void {
  const dead = createRawDevice(t);
  if (failed(dead.code)) t.violated('DEV-7', `CreateDevice: received ${codesText([dead.code])}`);
  dead.destroy();
  dead.functions.pfnDestroyDevice?.(dead.hDevice);
  expectTwoDevices(t, 'after one was destroyed twice');
}

/** DestroyResource of a resource that is destroyed already. */
function destroyResourceTwice(t: D3D11Case): void {
  const device = t.device();
  const make = () => createResource(t, device, { bytes: 64 }, 'staging');
  const [bystander, dead] = [make(), make()];
  const destroy = destroyingResource(t, dead);
  const pictures = [1, 2, 3].map(() => t.random.bytes(64));
  upload(t, bystander, pictures[0]!);
  destroy();
  destroy();
  const three = [bystander, make(), make()];
  three.slice(1).forEach((one, index) => {
    upload(t, one, pictures[index + 1]!);
  });
  three.forEach((one, index) => {
    const what = `resource ${index + 1} of three, after another one was destroyed twice`;
    t.expectBytes(readBack(t, one), pictures[index]!, 'D-09', what);
  });
}

const twice = { device: destroyDeviceTwice, resource: destroyResourceTwice } as const;

/** Handles of devices that are none, or are no more. A driver whose handles are pointers frees them twice (D-67). */
export const deviceHandleTests: readonly TestDefinition<D3D11Case>[] = [
  test('forged-handle', { clauses: ['DEV-10'], decisions: ['D-09', 'D-14'], hostile: true })
    .params({ how: ['null', 'never-created', 'session'], through: Object.keys(calls) })
    .run((t, { how, through }) => {
      const probe = probeSession(t);
      t.destroyDevice(t.device()); // a place that was a device's and is nobody's now
      const hDevice = forgeries[how](t, probe);
      const errors = t.errorsOf(probe.device, () => {
        calls[through]!(t, probe, hDevice);
      });
      const text = `${through} of no device: expected another device to hear nothing, received ${codesText(errors)}`;
      t.decided('D-09', errors.length === 0, text);
      expectTwoDevices(t, `after ${through} of no device`);
      expectLives(t, probe, 'D-09', `a session of another device, after ${through} of no device`);
    }),
  test('destroyed-twice', { clauses: ['DEV-10'], decisions: ['D-09'], hostile: true })
    .params({ what: ['device', 'resource'] })
    .run((t, { what }) => {
      const bystander = probeSession(t);
      twice[what](t);
      expectLives(t, bystander, 'D-09', `a session, after a ${what} was destroyed twice`);
    }),
  test('destroy-overwritten', {
    clauses: ['SUB-3', 'DCS-2'],
    decisions: ['D-61'],
    needs: ['oracle'],
    hostile: true,
  }).run((t) => {
    const { device, key } = keyedSession(t);
    const { oracle } = t.driver;
    if (!oracle.remembers(key)) return t.skip('the oracle does not see session keys in use');
    // As much as every device has (DEV-2).
    for (const at of [0, 4]) t.memory.writeU32((device.hDevice + at) as Address, 0x5a5a_5a5a);
    t.destroyDevice(device);
    const text = 'DestroyDevice, its private memory overwritten: expected the key of its session wiped';
    t.decided('D-61', !oracle.remembers(key), `${text}, received it still in memory`);
    expectTwoDevices(t, 'after one was destroyed whose private memory was overwritten');
  }),
];
