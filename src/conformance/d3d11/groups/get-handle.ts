import { CryptoSessionGetHandle, D3DDDIERR_DEVICEREMOVED, S_OK } from '../../../ddi/index.js';
import { NULL } from '../../../abi/index.js';
import { group } from '../../framework/group.js';
import { expectUntouched } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import { d3d11 } from '../fixture.js';
import { sessionHandle } from '../helpers/driver-handles.js';
import { createSession } from '../helpers/sessions.js';
import { renegotiate } from '../helpers/key-exchange.js';
import { probeSession } from '../helpers/session-probe.js';

/** CryptoSessionGetHandle. */
export const getHandleGroup = group(
  'get-handle',
  'CryptoSessionGetHandle: the handle that channels see',
  d3d11,
  [
    test('non-zero', { clauses: ['CSGH-1'] }).run((t) => {
      const handle = sessionHandle(t, createSession(t, t.device()));
      t.expect(handle !== 0n, 'CSGH-1', 'expected a handle, received 0');
    }),
    test('all-eight-bytes', { clauses: ['CSGH-1', 'CSGH-2'] }).run((t) => {
      const session = createSession(t, t.device());
      const target = t.guarded(8, 'HANDLE: pHandle');
      const { device, handle } = session;
      const code = t.video(device, 'pfnCryptoSessionGetHandle')(device.hDevice, handle, target.address);
      t.expectCode(code, [S_OK], 'CSGH-1', 'CryptoSessionGetHandle');
      t.expect(target.guardsIntact(), 'CSGH-1', 'pHandle: expected 8 bytes written, received more');
      const [first, second] = [t.memory.readU64(target.address), sessionHandle(t, session)];
      const text = `0x${first.toString(16)} and 0x${second.toString(16)}`;
      t.expect(first === second, 'CSGH-1', `expected 8 bytes written whatever lay there, received ${text}`);
    }),
    test('stable', { clauses: ['CSGH-1', 'CSGH-2'] }).run((t) => {
      const { device, session, key } = probeSession(t);
      const before = sessionHandle(t, session);
      probeSession(t, device);
      if (key) renegotiate(t, session);
      const after = sessionHandle(t, session);
      t.expect(
        before === after,
        'CSGH-2',
        `expected 0x${before.toString(16)} again, received 0x${after.toString(16)}`,
      );
    }),
    test('distinct', { clauses: ['CSGH-1'] }).run((t) => {
      const device = t.device();
      const handles = Array.from({ length: 16 }, () => sessionHandle(t, createSession(t, device)));
      const different = new Set(handles).size;
      t.expect(different === 16, 'CSGH-1', `16 sessions: expected as many handles, received ${different}`);
    }),
    test('null-pointer', { clauses: ['CSGH-1'], decisions: ['D-13'], hostile: true }).run((t) => {
      const { device, handle } = createSession(t, t.device());
      const code = t.video(device, 'pfnCryptoSessionGetHandle')(device.hDevice, handle, NULL);
      t.expectNullRefused(code, CryptoSessionGetHandle, 'pHandle NULL');
    }),
    test('device-removed', { clauses: ['CSGH-1'], decisions: ['D-15'], needs: ['control'] }).run((t) => {
      const { device, handle } = createSession(t, t.device());
      t.driver.control.removeDevice();
      const target = t.guarded(8, 'HANDLE: pHandle');
      const code = t.video(device, 'pfnCryptoSessionGetHandle')(device.hDevice, handle, target.address);
      t.expectFailed(code, 'D-15', 'CryptoSessionGetHandle on a removed device');
      t.expectCode(code, [D3DDDIERR_DEVICEREMOVED], 'D-15', 'CryptoSessionGetHandle on a removed device');
      expectUntouched(t, target, 'D-14', 'CryptoSessionGetHandle on a removed device');
    }),
  ],
);
