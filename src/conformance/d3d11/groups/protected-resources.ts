import { NULL } from '../../../abi/index.js';
import { D3DDDIERR_OUTOFHWPROTECTEDMEMORY, E_OUTOFMEMORY } from '../../../ddi/index.js';
import type { Needing } from '../../framework/fixture.js';
import { group } from '../../framework/group.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import {
  copied,
  createProtected,
  expectHidden,
  expectSwitched,
  filledProtected,
  holds,
  protectedFlag,
  requireCap,
  switchTo,
  ways,
  waysOut,
} from '../helpers/protected-resources.js';
import { placeBox, update } from '../helpers/regions.js';
import { createResource, readBack, tryCreateResource, upload } from '../helpers/resources.js';
import { tearDownOf } from '../helpers/tear-downs.js';
import { protectedTextureTests } from './protected-textures.js';

const bytes = 256;
const shape = { bytes };
type Looking = Needing<D3D11Case, 'oracle'>;

/** What uses protected memory up, or gives it back; skips where the target has no such control. */
function protectedMemoryOf(t: Needing<D3D11Case, 'control'>): (isOut: boolean) => void {
  const { control } = t.driver;
  const order = control.outOfProtectedMemory?.bind(control);
  return order ?? t.skip("the driver's control does not use up protected memory");
}

/** Resources in protected memory, and the switching of others (RES-11, SHP). */
export const protectedResourcesGroup = group(
  'protected-resources',
  'resources with HW_PROTECTED, and switching others',
  d3d11,
  [
    test('made', { clauses: ['RES-11', 'RES-2'] }).run((t) => {
      const device = t.newestDevice();
      requireCap(t, device, 'HARDWARE_PROTECT_UNCOMPRESSED');
      const { errors } = tryCreateResource(t, device, shape, 'default', protectedFlag);
      t.expectErrors(errors, [], 'RES-11', 'a buffer with HW_PROTECTED');
    }),
    test('out-of-reach', { clauses: ['RES-11'] })
      .params({ by: ways })
      .run((t, { by }) => {
        const { resource, picture } = filledProtected(t, shape);
        expectHidden(t, waysOut[by](t, resource), picture, `a protected buffer, by ${by}`);
      }),
    test('updated', { clauses: ['RES-11'], decisions: ['D-14'], needs: ['oracle'] })
      .params({ box: ['none', 'given'] })
      .run((t: Looking, { box }) => {
        const { device, resource, picture } = filledProtected(t, shape);
        const look = () => t.driver.oracle.resourceBytes(device.hDevice, resource.handle) ?? new Uint8Array();
        t.expectBytes(look(), picture, 'RES-11', 'what was copied into a protected buffer');
        const content = t.random.bytes(box === 'none' ? bytes : 64);
        const pBox = box === 'none' ? NULL : placeBox(t, { left: 0, top: 0, right: 64, bottom: 1 });
        update(t, { to: resource, box: pBox, content, rowBytes: content.length, gap: 0 });
        t.expectBytes(look(), picture, 'RES-11', 'a protected buffer that the CPU wrote to');
      }),
    test('copied-within', { clauses: ['RES-11'], needs: ['oracle'] }).run((t: Looking) => {
      const { device, resource, picture } = filledProtected(t, shape);
      const other = createProtected(t, device, shape);
      t.expectSuccess(device, 'ResourceCopy between protected resources', () => {
        t.core(device, 'pfnResourceCopy')(device.hDevice, other.handle, resource.handle);
      });
      const seen = t.driver.oracle.resourceBytes(device.hDevice, other.handle) ?? new Uint8Array();
      t.expectBytes(seen, picture, 'RES-11', 'a copy from one protected buffer to another');
      expectHidden(t, copied(t, other), picture, 'a copy of a protected buffer');
    }),
    test('out-of-memory', { clauses: ['RES-11', 'RES-2'], needs: ['control'] }).run((t) => {
      const useUp = protectedMemoryOf(t);
      const device = t.newestDevice();
      createProtected(t, device, shape);
      useUp(true);
      const { errors } = tryCreateResource(t, device, shape, 'default', protectedFlag);
      const codes = [D3DDDIERR_OUTOFHWPROTECTEDMEMORY, E_OUTOFMEMORY];
      t.expectErrors(
        errors,
        codes,
        'RES-11',
        'a buffer with HW_PROTECTED, where no protected memory is left',
      );
      const usual = tryCreateResource(t, device, shape, 'default').errors;
      t.expectErrors(usual, [], 'RES-2', 'another buffer, where no protected memory is left');
      useUp(false);
      const again = tryCreateResource(t, device, shape, 'default', protectedFlag).errors;
      t.expectErrors(again, [], 'RES-11', 'a buffer with HW_PROTECTED, where there is memory again');
    }),
    test('switched', { clauses: ['SHP-2', 'RES-11'] })
      .params({ by: ways })
      .run((t, { by }) => {
        const device = t.newestDevice();
        const resource = createResource(t, device, shape, 'default');
        expectSwitched(t, resource, true);
        const picture = t.random.bytes(bytes);
        upload(t, resource, picture);
        const what = `a buffer that was switched to protected memory, by ${by}`;
        expectHidden(t, waysOut[by](t, resource), picture, what);
      }),
    test('switched-back', { clauses: ['SHP-2', 'RES-11'] })
      .params({ from: ['flag', 'switch'] })
      .run((t, { from }) => {
        const device = t.newestDevice();
        const resource =
          from === 'flag' ? createProtected(t, device, shape) : createResource(t, device, shape, 'default');
        if (from === 'switch') expectSwitched(t, resource, true);
        const picture = t.random.bytes(bytes);
        upload(t, resource, picture);
        expectSwitched(t, resource, false);
        expectHidden(t, readBack(t, resource), picture, 'a buffer that was switched back');
        const drawn = t.random.bytes(bytes);
        upload(t, resource, drawn);
        t.expectBytes(readBack(t, resource), drawn, 'SHP-2', 'a buffer that was drawn after switching back');
      }),
    test('switch-without-memory', {
      clauses: ['SHP-2'],
      decisions: ['D-08', 'D-14'],
      needs: ['control'],
    }).run((t) => {
      const useUp = protectedMemoryOf(t);
      const resource = createResource(t, t.newestDevice(), shape, 'default');
      const picture = t.random.bytes(bytes);
      upload(t, resource, picture);
      useUp(true);
      const errors = switchTo(t, resource, true);
      const what = 'SetHardwareProtection, where no protected memory is left';
      t.decidedErrors(errors, [D3DDDIERR_OUTOFHWPROTECTEDMEMORY], what);
      t.expectBytes(readBack(t, resource), picture, 'D-14', `${what}: the buffer`);
    }),
    test('torn-down', { clauses: ['RES-11'], decisions: ['D-44'], needs: ['control', 'oracle'] }).run(
      (t: Needing<D3D11Case, 'control' | 'oracle'>) => {
        const tearDown = tearDownOf(t);
        const { device, resource, picture } = filledProtected(t, shape);
        const plain = createResource(t, device, shape, 'default');
        upload(t, plain, picture);
        tearDown({});
        const left = t.driver.oracle.resourceBytes(device.hDevice, resource.handle) ?? new Uint8Array();
        t.decided('D-44', !holds(left, picture), 'protected content, torn down: received it still there');
        t.expectBytes(readBack(t, plain), picture, 'D-44', 'a buffer beside protected ones');
      },
    ),
    ...protectedTextureTests,
  ],
);
