import type { Address, DdiFunction, Hresult } from '../../../abi/index.js';
import type { HRTCoreLayer } from '../../../ddi/index.js';
import {
  D3D10DDIARG_CALCPRIVATEDEVICESIZE,
  D3D11_1_DDI_INTERFACE,
  D3D11DDI_CORELAYER_DEVICECALLBACKS,
  SetErrorCb,
} from '../../../ddi/index.js';
import { failed } from '../../../abi/index.js';
import { group } from '../../framework/group.js';
import { codesText } from '../../framework/judge.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import type { HostDevice } from '../../../host/index.js';
import { certificateInfo } from '../helpers/key-exchange.js';
import { keyedSession } from '../helpers/keys.js';
import { createDeviceRefusedTests } from './opening-refused.js';
import { strangeGuid } from '../helpers/known.js';
import { expectLives, probeSession } from '../helpers/session-probe.js';
import { createResource, logicalBytes, readBack, upload } from '../helpers/resources.js';
import { createRawDevice } from '../helpers/opening.js';
import { emptyObligatorySlots } from '../helpers/obligatory-slots.js';
import { deviceHandleTests } from './device-handles.js';

/** Puts another function into the runtime's table after the device was made, which a runtime may do (DEV-17). */
function replaceSetErrorCb(t: D3D11Case, heard: DdiFunction<typeof SetErrorCb>): void {
  const { p11UMCallbacks } = t.adapter().callbacks;
  const slot = (p11UMCallbacks + D3D11DDI_CORELAYER_DEVICECALLBACKS.offset('pfnSetErrorCb')) as Address;
  const before = t.memory.readU64(slot);
  t.memory.writeU64(slot, BigInt(t.driver.code.addressOf(SetErrorCb, heard)));
  t.atEnd(() => {
    t.memory.writeU64(slot, before);
  });
}

/** Far above the last DXGI_FORMAT. */
const noFormat = 0x7fff_ffff;

/** Calls that a runtime makes too, with arguments of live memory, and that are to report an error: DEV-23, D-11. */
const provocations: readonly ((t: D3D11Case, device: HostDevice) => void)[] = [
  (t, device) => {
    const check = t.core(device, 'pfnCheckFormatSupport');
    check(device.hDevice, noFormat, t.allocate(4, 'UINT: pFormatCaps'));
  },
  (t, device) => {
    const getSize = t.video(device, 'pfnGetCertificateSize');
    const info = certificateInfo(t, strangeGuid);
    getSize(device.hDevice, info, t.allocate(4, 'UINT: pCertificateSize'));
  },
];

/** CreateDevice, and that devices share nothing. */
export const deviceGroup = group('device', 'making devices, and what they have in common', d3d11, [
  test('private-size', { clauses: ['DEV-2'] })
    .params({ flags: ['SINGLETHREADED', 'DEBUGGABLE'] })
    .run((t, { flags }) => {
      const adapter = t.adapter();
      const calc = t.ofAdapter(adapter, 'pfnCalcPrivateDeviceSize');
      // No case for no flags: every case that makes a device asks for that size and allocates it.
      const Flags = { SINGLETHREADED: 0x10, DEBUGGABLE: 0x20 }[flags];
      const request = t.struct(D3D10DDIARG_CALCPRIVATEDEVICESIZE, {
        Interface: D3D11_1_DDI_INTERFACE,
        Flags,
      });
      const bytes = calc(adapter.hAdapter, request);
      t.expect(bytes >= 8, 'DEV-2', `CalcPrivateDeviceSize: expected at least 8, received ${bytes}`);
    }),
  test('table-filled', { clauses: ['DEV-7', 'SUB-1'] }).run((t) => {
    const device = t.device();
    const empty = emptyObligatorySlots(device.functions);
    const text = `expected a function in each slot that the runtime goes to, received NULL in ${empty.join(', ')}`;
    t.expect(empty.length === 0, 'DEV-7', `D3D11_1DDI_DEVICEFUNCS: ${text}`);
    t.expect(
      device.retrieveSubObject !== null,
      'SUB-1',
      '*ppfnRetrieveSubObject: expected a function, received NULL',
    );
  }),
  test('table-of-its-version', { clauses: ['DEV-7'] }).run((t) => {
    const { code, behindTable } = createRawDevice(t);
    if (failed(code)) t.violated('DEV-7', `CreateDevice: received ${codesText([code])}`);
    expectUntouched(t, { fill: 0, read: () => behindTable }, 'DEV-7', 'behind the table of D3D11.1');
  }),
  ...createDeviceRefusedTests,
  test('many', { clauses: ['DEV-10'] }).run((t) => {
    const devices = Array.from({ length: 64 }, () => t.device());
    const handles = new Set(devices.map(({ hDevice }) => hDevice));
    t.expect(handles.size === 64, 'DEV-10', `expected 64 devices, received ${handles.size}`);
  }),
  test('independent', { clauses: ['DEV-10', 'DEV-19'] }).run((t) => {
    const first = probeSession(t);
    const early = probeSession(t, first.device);
    const second = probeSession(t, t.device());
    expectLives(t, early, 'DEV-10', 'a session of the first device while a second one works');
    t.destroyDevice(t.device());
    expectLives(t, first, 'DEV-19', 'a session of the first device after another one was destroyed');
    expectLives(t, second, 'DEV-10', 'a session of the second device');
  }),
  test('error-callback-read-late', { clauses: ['DEV-17', 'DEV-18', 'ERR-1'] }).run((t) => {
    const device = t.device();
    // First with the callback that the device was made with: a call that reports nothing says nothing of DEV-17.
    const provoked = provocations.filter(
      (call) =>
        t.whereOffered(
          () =>
            t.errorsOf(device, () => {
              call(t, device);
            }).length > 0,
        ) ?? false,
    );
    if (provoked.length === 0) t.skip('a call of pfnSetErrorCb could not be provoked');
    const heard: { layer: HRTCoreLayer; code: Hresult }[] = [];
    replaceSetErrorCb(t, (layer, code) => {
      heard.push({ layer, code });
    });
    for (const call of provoked) {
      heard.length = 0;
      const old = t.errorsOf(device, () => {
        call(t, device);
      });
      t.expect(old.length === 0, 'DEV-17', 'expected the new callback, received a call of the old');
      t.expect(heard.length > 0, 'DEV-17', 'expected a call of the new callback, received none');
      const strangers = heard.filter(({ layer }) => layer !== device.hRTCoreLayer);
      const text = 'first argument: expected hRTCoreLayer, received another handle';
      t.expect(strangers.length === 0, 'DEV-18', text);
    }
  }),
  test('resource-round-trip', { clauses: ['RES-8', 'RES-22', 'RES-28'] })
    .params({ shape: ['buffer', 'nv12'], usage: ['staging', 'default'] })
    .run((t, { shape, usage }) => {
      const device = t.device();
      const size = shape === 'buffer' ? { bytes: 1000 } : { width: 70, height: 6 };
      const make = () =>
        'bytes' in size
          ? createResource(t, device, { bytes: size.bytes }, usage)
          : createResource(t, device, { width: size.width, height: size.height }, usage);
      const [first, second] = [make(), make()];
      const [one, two] = [t.random.bytes(logicalBytes(size)), t.random.bytes(logicalBytes(size))];
      upload(t, first, one);
      upload(t, second, two);
      t.expectBytes(readBack(t, first), one, 'RES-28', 'the first resource');
      t.expectBytes(readBack(t, second), two, 'RES-28', 'the second resource');
    }),
  test('destroy-is-final', { clauses: ['DEV-20'] }).run((t) => {
    const dead = createRawDevice(t);
    if (failed(dead.code)) t.violated('DEV-7', `CreateDevice: received ${codesText([dead.code])}`);
    dead.destroy();
    // A runtime frees the block now. Here it stays, filled with a pattern in which late writes show.
    const pattern = t.random.bytes(dead.bytes);
    t.memory.copyIn(dead.hDevice, pattern);
    const device = t.device();
    t.core(device, 'pfnFlush')(device.hDevice, 0);
    t.expectBytes(
      t.memory.copyOut(dead.hDevice, dead.bytes),
      pattern,
      'DEV-20',
      'the block of a dead device',
    );
  }),
  test('destroy-ends-sessions', {
    clauses: ['SUB-3', 'DCS-2'],
    needs: ['oracle'],
    callerBreaks: ['DEV-19'],
  }).run((t) => {
    const { device, key } = keyedSession(t);
    const { oracle } = t.driver;
    if (!oracle.remembers(key)) return t.skip('the oracle does not see session keys in use');
    t.destroyDevice(device);
    t.expect(
      !oracle.remembers(key),
      'SUB-3',
      'after DestroyDevice: expected the key of its session wiped, received it still in memory',
    );
  }),
  test('flush', { clauses: ['DEV-21'] })
    .params({ flags: [0, 0x4000_0000] })
    .run((t, { flags }) => {
      const device = t.device();
      let flushed = 0;
      const errors = t.errorsOf(device, () => {
        flushed = t.core(device, 'pfnFlush')(device.hDevice, flags);
      });
      t.expect(
        Boolean(flushed),
        'DEV-21',
        `FlushFlags 0x${flags.toString(16)}: expected TRUE, received FALSE`,
      );
      t.expectErrors(errors, [], 'DEV-21', `Flush with FlushFlags 0x${flags.toString(16)}`);
    }),
  ...deviceHandleTests,
]);
