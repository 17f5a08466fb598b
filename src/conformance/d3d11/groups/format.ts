import type { Hresult } from '../../../abi/index.js';
import {
  D3D10_DDI_BIND,
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
import { codesText } from '../../framework/judge.js';
import { askTwice, expectSame } from '../../framework/output.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { tryCreateResource } from '../helpers/resources.js';

const { DECODER_OUTPUT, NOT_SUPPORTED } = D3D10_DDI_FORMAT_SUPPORT;

/** V408: behind it there is none for more than fifty numbers, whatever header a driver was built with. */
const lastFormat = 132;

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

/** Whether the driver says that its decoder outputs a format, of which it then has to make textures. */
function isDecoded(t: D3D11Case, device: HostDevice, format: keyof typeof formats): boolean {
  const target = t.guarded(4, 'UINT: pFormatCaps');
  const errors = check(t, device, DXGI_FORMAT[format], target);
  const bits = t.memory.readU32(target.address);
  return errors.length === 0 && bits < NOT_SUPPORTED && (bits & DECODER_OUTPUT) !== 0;
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
  test('promised', { clauses: ['DEV-23', 'RES-2', 'RES-9'] }).run((t) => {
    const device = t.device();
    const promised = Object.keys(formats).filter((format) =>
      isDecoded(t, device, format as keyof typeof formats),
    );
    if (promised.length === 0) t.skip('the driver says of no format here that a decoder outputs it');
    for (const format of promised) {
      const changes = {
        Format: DXGI_FORMAT[format as keyof typeof formats],
        BindFlags: D3D10_DDI_BIND.DECODER,
      };
      const { errors } = tryCreateResource(t, device, { width: 64, height: 64 }, 'default', changes);
      const text = `a texture of ${format}, which is DECODER_OUTPUT: received ${codesText(errors)}`;
      t.expect(errors.length === 0, 'DEV-23', text);
    }
  }),
  test('beyond-the-last', { clauses: ['DEV-23'] }).run((t) => {
    const errors = check(t, t.device(), lastFormat + 1, t.guarded(4, 'UINT: pFormatCaps'));
    t.expectErrors(errors, [E_FAIL], 'DEV-23', `format ${lastFormat + 1}`);
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
