import type { Hresult } from '../../../abi/index.js';
import {
  D3D10_DDI_FORMAT_SUPPORT,
  D3DDDIERR_DEVICEREMOVED,
  DXGI_FORMAT,
  E_FAIL,
  E_INVALIDARG,
} from '../../../ddi/index.js';
import { NULL } from '../../../abi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { GuardedBytes } from '../../framework/case.js';
import { group } from '../../framework/group.js';
import { askTwice, expectSame } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';

const { NOT_SUPPORTED } = D3D10_DDI_FORMAT_SUPPORT;

/** Far above the last DXGI_FORMAT. */
const noFormat = 0x7fff_ffff;

/** Formats of protected video, and whether NOT_SUPPORTED may be said of them (DEV-23). */
const formats = { NV12: false, YUY2: false, P010: true, P016: true } as const;

function check(t: D3D11Case, device: HostDevice, format: number, target?: GuardedBytes): readonly Hresult[] {
  const call = t.core(device, 'pfnCheckFormatSupport');
  return t.errorsOf(device, () => {
    call(device.hDevice, format, target?.address ?? NULL);
  });
}

/** CheckFormatSupport. */
export const formatGroup = group('format', 'CheckFormatSupport: what a format can do', d3d11, [
  test('bits', { clauses: ['DEV-23'] })
    .params({ format: Object.keys(formats) as (keyof typeof formats)[] })
    .run((t, { format }) => {
      const device = t.device();
      const target = t.guarded(4, 'UINT: pFormatCaps');
      const errors = check(t, device, DXGI_FORMAT[format], target);
      t.expect(errors.length === 0, 'DEV-23', `${format}: expected no error, received one`);
      const call = t.core(device, 'pfnCheckFormatSupport');
      const output = askTwice(t, 4, 'UINT: pFormatCaps', (pFormatCaps) => {
        call(device.hDevice, DXGI_FORMAT[format], pFormatCaps);
      });
      expectSame(t, output, 'DEV-23', format);
      const bits = t.memory.readU32(output.address);
      const text = `${format}: received ${D3D10_DDI_FORMAT_SUPPORT.text(bits)}`;
      t.expect(target.guardsIntact(), 'DEV-23', `${format}: expected 4 bytes written, received more`);
      const refused = bits >= NOT_SUPPORTED;
      t.expect(!refused || bits === NOT_SUPPORTED, 'DEV-23', `${text}: other bits with NOT_SUPPORTED`);
      t.expect(
        !refused || formats[format],
        'DEV-23',
        `${text}, NOT_SUPPORTED of a format that it is not for`,
      );
    }),
  test('no-such-format', { clauses: ['DEV-23'] }).run((t) => {
    const errors = check(t, t.device(), noFormat, t.guarded(4, 'UINT: pFormatCaps'));
    t.expectErrors(errors, [E_FAIL], 'DEV-23', `format 0x${noFormat.toString(16)}`);
  }),
  test('null-pointer', { clauses: ['DEV-23'] }).run((t) => {
    t.expectErrors(check(t, t.device(), DXGI_FORMAT.NV12), [E_INVALIDARG], 'DEV-23', 'pFormatCaps NULL');
  }),
  test('device-removed', { clauses: ['DEV-23'], needs: ['control'] }).run((t) => {
    const device = t.device();
    const target = t.guarded(4, 'UINT: pFormatCaps');
    t.driver.control.removeDevice();
    const errors = check(t, device, DXGI_FORMAT.NV12, target);
    t.expect(
      !errors.includes(D3DDDIERR_DEVICEREMOVED),
      'DEV-23',
      'on a removed device: expected another code than D3DDDIERR_DEVICEREMOVED, received it',
    );
  }),
]);
