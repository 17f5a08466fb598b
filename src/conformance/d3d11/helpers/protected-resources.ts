/** Resources in protected memory, and every way by which their content could come to the CPU (RES-11). */
import type { Hresult, ShortName } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import {
  D3D10_DDI_MAP,
  D3D10_DDI_RESOURCE_MISC,
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  DXGI_DDI_ERR_UNSUPPORTED,
} from '../../../ddi/index.js';
import type { HostDevice } from '../../../host/index.js';
import { codesText } from '../../framework/judge.js';
import type { D3D11Case } from '../fixture.js';
import { everyPair } from './hardware-sessions.js';
import { copyRegion } from './regions.js';
import type { CreateArguments, Shape, TestResource } from './resources.js';
import { createResource, logicalBytes, readBack, tryCreateResource, upload } from './resources.js';
import { readRows, tryMap } from './subresources.js';

/** What makes a resource one in protected memory. */
export const protectedFlag = { MiscFlags: D3D10_DDI_RESOURCE_MISC.HW_PROTECTED };

const kindOf = (shape: Shape) => ('bytes' in shape ? 'buffer' : 'texture');

/** Skips where the caps of no crypto type have a bit. */
export function requireCap(t: D3D11Case, device: HostDevice, name: ShortName<typeof CAPS>): void {
  if (!everyPair(t, device).some(({ caps }) => (caps.Caps & CAPS[name]) !== 0))
    t.skip(`the driver's caps have no ${name}`);
}

/** A resource with HW_PROTECTED; skips where the driver does not make one (RES-35). */
export function createProtected(
  t: D3D11Case,
  device: HostDevice,
  shape: Shape,
  changes: Partial<CreateArguments> = {},
): TestResource {
  const { errors, resource } = tryCreateResource(t, device, shape, 'default', {
    ...changes,
    ...protectedFlag,
  });
  if (errors.includes(DXGI_DDI_ERR_UNSUPPORTED) || resource.handle === NULL)
    return t.skip('the driver makes no resources with HW_PROTECTED');
  const text = `CreateResource, a ${kindOf(shape)} with HW_PROTECTED: received ${codesText(errors)}`;
  t.expect(errors.length === 0, 'RES-2', text);
  return resource;
}

/** A resource with HW_PROTECTED, and the picture that was copied into it. */
export function filledProtected(t: D3D11Case, shape: Shape, device = t.newestDevice()) {
  const resource = createProtected(t, device, shape);
  return { device, resource, picture: draw(t, resource) };
}

/** Puts a random picture into a resource. */
export function draw(t: D3D11Case, resource: TestResource): Uint8Array {
  const picture = t.random.bytes(logicalBytes(resource.shape));
  upload(t, resource, picture);
  return picture;
}

/** Whether the beginning of a picture lies somewhere in bytes. */
export const holds = (whole: Uint8Array, part: Uint8Array): boolean =>
  Buffer.from(whole).includes(Buffer.from(part.subarray(0, 16)));

/** Demands that nothing of a picture is seen. */
export function expectHidden(t: D3D11Case, seen: Uint8Array, picture: Uint8Array, what: string): void {
  t.expect(!holds(seen, picture), 'RES-11', `${what}: expected nothing of protected content, received it`);
}

/** What the CPU sees of a subresource by way of a map, if there is one. */
export function mapped(t: D3D11Case, resource: TestResource, subresource = 0): Uint8Array {
  const slots = { map: 'pfnResourceMap', unmap: 'pfnResourceUnmap', how: D3D10_DDI_MAP.READ } as const;
  const { result } = tryMap(t, resource, slots, subresource, (mapping) =>
    mapping.address === NULL ? new Uint8Array() : readRows(t, resource.shape, mapping),
  );
  return result ?? new Uint8Array();
}

/** A resource of a shape that holds zeros. */
function createEmpty(
  t: D3D11Case,
  { device, shape }: TestResource,
  usage: TestResource['usage'],
): TestResource {
  const empty = createResource(t, device, shape, usage);
  upload(t, empty, new Uint8Array(logicalBytes(shape)));
  return empty;
}

/** What the CPU sees of a resource by way of a copy to another, of this usage. */
export function copied(
  t: D3D11Case,
  resource: TestResource,
  usage: TestResource['usage'] = 'staging',
): Uint8Array {
  const { device } = resource;
  const target = createEmpty(t, resource, usage);
  t.errorsOf(device, () => {
    t.core(device, 'pfnResourceCopy')(device.hDevice, target.handle, resource.handle);
  });
  return readBack(t, target);
}

/** What the CPU sees of a subresource by way of a region, all of it. */
export function regionOf(t: D3D11Case, resource: TestResource, subresource = 0): Uint8Array {
  const staging = createEmpty(t, resource, 'staging');
  copyRegion(t, { to: staging, from: resource, box: NULL, subresources: [0, subresource] });
  return readBack(t, staging);
}

/** The ways by which content of a resource comes to the CPU. */
export const waysOut = {
  map: (t: D3D11Case, resource: TestResource) => mapped(t, resource),
  copy: (t: D3D11Case, resource: TestResource) => copied(t, resource),
  region: (t: D3D11Case, resource: TestResource) => regionOf(t, resource),
  /** Of a copy of a copy, the first of which is not staging. */
  'two-copies': (t: D3D11Case, resource: TestResource) => copied(t, resource, 'default'),
} as const;

/** Their names, as a parameter's values. */
export const ways = Object.keys(waysOut) as (keyof typeof waysOut)[];

/** SetHardwareProtection; skips where no caps have TRANSITION, with which alone it is called (SHP-1). */
export function switchTo(
  t: D3D11Case,
  { device, handle }: TestResource,
  isProtected: boolean,
): readonly Hresult[] {
  requireCap(t, device, 'HARDWARE_PROTECTED_MEMORY_TRANSITION');
  const call = t.core(device, 'pfnSetHardwareProtection');
  return t.errorsOf(device, () => {
    call(device.hDevice, handle, isProtected ? 1 : 0);
  });
}

/** The same, which must succeed. */
export function expectSwitched(t: D3D11Case, resource: TestResource, isProtected: boolean): void {
  const errors = switchTo(t, resource, isProtected);
  t.expectErrors(errors, [], 'SHP-2', `SetHardwareProtection(${isProtected ? 'TRUE' : 'FALSE'})`);
}
