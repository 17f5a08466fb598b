import type { Address, DdiFunction, HRTCoreLayer, Hresult } from '../../ddi/index.js';
import {
  D3D10DDIARG_CALCPRIVATEDEVICESIZE,
  D3D11_1_DDI_INTERFACE,
  D3D11DDI_CORELAYER_DEVICECALLBACKS,
  NULL,
  SetErrorCb,
} from '../../ddi/index.js';
import { group, test } from '../case.js';
import type { CaseContext } from '../context.js';
import { logicalBytes } from '../resources.js';
import { usualKind } from '../sessions.js';

/** Puts another function into the runtime's table after the device was made, which a runtime may do (DEV-17). */
function replaceSetErrorCb(t: CaseContext, heard: DdiFunction<typeof SetErrorCb>): void {
  const { p11UMCallbacks } = t.adapter().callbacks;
  const slot = (p11UMCallbacks + D3D11DDI_CORELAYER_DEVICECALLBACKS.offset('pfnSetErrorCb')) as Address;
  const before = t.memory.readU64(slot);
  t.memory.writeU64(slot, BigInt(t.driver.code.addressOf(SetErrorCb, heard)));
  t.atEnd(() => {
    t.memory.writeU64(slot, before);
  });
}

/** CreateDevice, and what devices share: nothing. */
export const deviceGroup = group('device', 'making devices, and what they have in common', [
  test('private-size', { clauses: ['DEV-2'] }).run((t) => {
    const adapter = t.adapter();
    const calc = adapter.functions.pfnCalcPrivateDeviceSize ?? t.skip('no pfnCalcPrivateDeviceSize');
    const request = t.struct(D3D10DDIARG_CALCPRIVATEDEVICESIZE, { Interface: D3D11_1_DDI_INTERFACE });
    const bytes = calc(adapter.hAdapter, request);
    t.expect(bytes >= 8, 'DEV-2', `CalcPrivateDeviceSize: expected at least 8, received ${bytes}`);
  }),
  test('table-filled', { clauses: ['DEV-7', 'SUB-1'] }).run((t) => {
    const device = t.device();
    for (const slot of ['pfnDestroyDevice', 'pfnCreateResource', 'pfnStagingResourceMap'] as const)
      t.expect(device.functions[slot] !== null, 'DEV-7', `${slot}: expected a function, received NULL`);
    t.expect(device.retrieveSubObject !== null, 'SUB-1', '*ppfnRetrieveSubObject: received NULL');
  }),
  test('many', { clauses: ['DEV-10'] }).run((t) => {
    const devices = Array.from({ length: 64 }, () => t.device());
    const handles = new Set(devices.map(({ hDevice }) => hDevice));
    t.expect(handles.size === 64, 'DEV-10', `expected 64 devices, received ${handles.size}`);
  }),
  test('independent', { clauses: ['DEV-10', 'DEV-19'] }).run((t) => {
    const { session, key } = t.keyedSession();
    const other = t.secondDevice();
    t.negotiate(t.createSession(other));
    t.expectKey(session, key, 'DEV-10', 'the first device while a second one works');
    const third = t.device();
    third.destroy();
    t.expectKey(session, key, 'DEV-19', 'the first device after another one was destroyed');
  }),
  test('error-callback-read-late', { clauses: ['DEV-17', 'DEV-18', 'ERR-1'], decisions: ['D-08'] }).run(
    (t) => {
      if (t.setting('voidFailure') === 'silent') t.skip('the profile says that VOID functions fail silently');
      const device = t.device();
      const getSize = t.video(device, 'pfnGetCertificateSize');
      const heard: { layer: HRTCoreLayer; code: Hresult }[] = [];
      replaceSetErrorCb(t, (layer, code) => {
        heard.push({ layer, code });
      });
      getSize(device.hDevice, NULL, NULL);
      t.expect(
        device.takeErrors().length === 0,
        'DEV-17',
        'expected the new callback, received a call of the old',
      );
      t.decided('D-08', heard.length > 0, 'GetCertificateSize with NULL: expected a call of pfnSetErrorCb');
      const strangers = heard.filter(({ layer }) => layer !== device.hRTCoreLayer);
      t.expect(
        strangers.length === 0,
        'DEV-18',
        'first argument: expected hRTCoreLayer, received another handle',
      );
    },
  ),
  test('resource-round-trip', { clauses: ['RES-8', 'RES-22', 'RES-28'] })
    .params({ shape: ['buffer', 'nv12'], usage: ['staging', 'default'] })
    .run((t, { shape, usage }) => {
      const device = t.device();
      const size = shape === 'buffer' ? { bytes: 1000 } : { width: 70, height: 6 };
      const make = () =>
        'bytes' in size
          ? t.buffer(device, size.bytes, usage)
          : t.nv12(device, size.width, size.height, usage);
      const [first, second] = [make(), make()];
      const [one, two] = [t.random.bytes(logicalBytes(size)), t.random.bytes(logicalBytes(size))];
      t.upload(first, one);
      t.upload(second, two);
      t.expectBytes(t.readBack(first), one, 'RES-28', 'the first resource');
      t.expectBytes(t.readBack(second), two, 'RES-28', 'the second resource');
    }),
  test('session-size', { clauses: ['DEV-2', 'CPCS-1'] }).run((t) => {
    const device = t.device();
    const { bytes } = t.createSession(device, usualKind);
    t.expect(bytes >= 8, 'DEV-2', `CalcPrivateCryptoSessionSize: expected at least 8, received ${bytes}`);
  }),
]);
