import type { Hresult } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import {
  D3D10_DDI_MAP,
  D3D10_DDI_RESOURCE_MISC,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3DDDIERR_OUTOFHWPROTECTEDMEMORY,
  DXGI_DDI_ERR_UNSUPPORTED,
  E_OUTOFMEMORY,
} from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import type { Needing } from '../../framework/fixture.js';
import { group } from '../../framework/group.js';
import { codesText } from '../../framework/judge.js';
import { test } from '../../framework/test.js';
import type { D3D11Case } from '../fixture.js';
import { d3d11 } from '../fixture.js';
import { everyPair } from '../helpers/hardware-sessions.js';
import { copyRegion, placeBox, update } from '../helpers/regions.js';
import type { TestResource } from '../helpers/resources.js';
import { createResource, readBack, tryCreateResource, upload } from '../helpers/resources.js';
import { readRows, tryMap } from '../helpers/subresources.js';
import { tearDownOf } from '../helpers/tear-downs.js';

const bytes = 256;
const shape = { bytes };
const protectedFlag = { MiscFlags: D3D10_DDI_RESOURCE_MISC.HW_PROTECTED };
type Looking = Needing<D3D11Case, 'oracle'>;

/** A resource with HW_PROTECTED; skips where the driver does not make one (RES-35). */
function createProtected(t: D3D11Case, device: HostDevice): TestResource {
  const { errors, resource } = tryCreateResource(t, device, shape, 'default', protectedFlag);
  if (errors.includes(DXGI_DDI_ERR_UNSUPPORTED) || resource.handle === NULL)
    return t.skip('the driver makes no resources with HW_PROTECTED');
  const text = `CreateResource, a buffer with HW_PROTECTED: received ${codesText(errors)}`;
  t.expect(errors.length === 0, 'RES-2', text);
  return resource;
}

/** A resource with HW_PROTECTED, and the picture that was copied into it. */
function filledProtected(t: D3D11Case, device = t.newestDevice()) {
  const resource = createProtected(t, device);
  const picture = t.random.bytes(bytes);
  upload(t, resource, picture);
  return { device, resource, picture };
}

const holds = (whole: Uint8Array, part: Uint8Array) =>
  Buffer.from(whole).includes(Buffer.from(part.subarray(0, 16)));

/** Demands that nothing of a picture is seen. */
function expectHidden(t: D3D11Case, seen: Uint8Array, picture: Uint8Array, what: string): void {
  t.expect(!holds(seen, picture), 'RES-11', `${what}: expected nothing of protected content, received it`);
}

/** What the CPU sees of a resource by way of a map, if there is one. */
function mapped(t: D3D11Case, resource: TestResource): Uint8Array {
  const slots = { map: 'pfnResourceMap', unmap: 'pfnResourceUnmap', how: D3D10_DDI_MAP.READ } as const;
  const { result } = tryMap(t, resource, slots, 0, (mapping) =>
    mapping.address === NULL ? new Uint8Array() : readRows(t, shape, mapping),
  );
  return result ?? new Uint8Array();
}

/** What the CPU sees of a resource by way of a copy. */
function copied(t: D3D11Case, resource: TestResource, how: 'copy' | 'region'): Uint8Array {
  const { device } = resource;
  const staging = createResource(t, device, shape, 'staging');
  upload(t, staging, new Uint8Array(bytes));
  if (how === 'copy') {
    t.errorsOf(device, () => {
      t.core(device, 'pfnResourceCopy')(device.hDevice, staging.handle, resource.handle);
    });
  } else copyRegion(t, { to: staging, from: resource, box: NULL });
  return readBack(t, staging);
}

/** What a copy of a copy shows, the first of which is not staging. */
function copiedTwice(t: D3D11Case, resource: TestResource): Uint8Array {
  const { device } = resource;
  const between = createResource(t, device, shape, 'default');
  upload(t, between, new Uint8Array(bytes));
  t.errorsOf(device, () => {
    t.core(device, 'pfnResourceCopy')(device.hDevice, between.handle, resource.handle);
  });
  return readBack(t, between);
}

/** The ways by which content of a resource comes to the CPU. */
const waysOut = {
  map: mapped,
  copy: (t: D3D11Case, resource: TestResource) => copied(t, resource, 'copy'),
  region: (t: D3D11Case, resource: TestResource) => copied(t, resource, 'region'),
  'two-copies': copiedTwice,
} as const;
const ways = Object.keys(waysOut) as (keyof typeof waysOut)[];

/** SetHardwareProtection; skips where no caps have TRANSITION, with which alone it is called (SHP-1). */
function switchTo(t: D3D11Case, { device, handle }: TestResource, isProtected: boolean): readonly Hresult[] {
  const transition = CAPS.HARDWARE_PROTECTED_MEMORY_TRANSITION;
  if (!everyPair(t, device).some(({ caps }) => (caps.Caps & transition) !== 0))
    t.skip("the driver's caps have no HARDWARE_PROTECTED_MEMORY_TRANSITION");
  const call = t.core(device, 'pfnSetHardwareProtection');
  return t.errorsOf(device, () => {
    call(device.hDevice, handle, isProtected ? 1 : 0);
  });
}

function expectSwitched(t: D3D11Case, resource: TestResource, isProtected: boolean): void {
  const errors = switchTo(t, resource, isProtected);
  t.expectErrors(errors, [], 'SHP-2', `SetHardwareProtection(${isProtected ? 'TRUE' : 'FALSE'})`);
}

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
      const uncompressed = CAPS.HARDWARE_PROTECT_UNCOMPRESSED;
      if (!everyPair(t, device).some(({ caps }) => (caps.Caps & uncompressed) !== 0))
        t.skip("the driver's caps have no HARDWARE_PROTECT_UNCOMPRESSED");
      const { errors } = tryCreateResource(t, device, shape, 'default', protectedFlag);
      t.expectErrors(errors, [], 'RES-11', 'a buffer with HW_PROTECTED');
    }),
    test('out-of-reach', { clauses: ['RES-11'] })
      .params({ by: ways })
      .run((t, { by }) => {
        const { resource, picture } = filledProtected(t);
        expectHidden(t, waysOut[by](t, resource), picture, `a protected buffer, by ${by}`);
      }),
    test('updated', { clauses: ['RES-11'], decisions: ['D-14'], needs: ['oracle'] })
      .params({ box: ['none', 'given'] })
      .run((t: Looking, { box }) => {
        const { device, resource, picture } = filledProtected(t);
        const look = () => t.driver.oracle.resourceBytes(device.hDevice, resource.handle) ?? new Uint8Array();
        t.expectBytes(look(), picture, 'RES-11', 'what was copied into a protected buffer');
        const content = t.random.bytes(box === 'none' ? bytes : 64);
        const pBox = box === 'none' ? NULL : placeBox(t, { left: 0, top: 0, right: 64, bottom: 1 });
        update(t, { to: resource, box: pBox, content, rowBytes: content.length, gap: 0 });
        t.expectBytes(look(), picture, 'RES-11', 'a protected buffer that the CPU wrote to');
      }),
    test('copied-within', { clauses: ['RES-11'], needs: ['oracle'] }).run((t: Looking) => {
      const { device, resource, picture } = filledProtected(t);
      const other = createProtected(t, device);
      t.expectSuccess(device, 'ResourceCopy between protected resources', () => {
        t.core(device, 'pfnResourceCopy')(device.hDevice, other.handle, resource.handle);
      });
      const seen = t.driver.oracle.resourceBytes(device.hDevice, other.handle) ?? new Uint8Array();
      t.expectBytes(seen, picture, 'RES-11', 'a copy from one protected buffer to another');
      expectHidden(t, copied(t, other, 'copy'), picture, 'a copy of a protected buffer');
    }),
    test('out-of-memory', { clauses: ['RES-11', 'RES-2'], needs: ['control'] }).run((t) => {
      const useUp = protectedMemoryOf(t);
      const device = t.newestDevice();
      createProtected(t, device);
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
          from === 'flag' ? createProtected(t, device) : createResource(t, device, shape, 'default');
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
        const { device, resource, picture } = filledProtected(t);
        const plain = createResource(t, device, shape, 'default');
        upload(t, plain, picture);
        tearDown({});
        const left = t.driver.oracle.resourceBytes(device.hDevice, resource.handle) ?? new Uint8Array();
        t.decided('D-44', !holds(left, picture), 'protected content, torn down: received it still there');
        t.expectBytes(readBack(t, plain), picture, 'D-44', 'a buffer beside protected ones');
      },
    ),
  ],
);
