/** Resources with SHARED, what the driver has announced of them, and opening them on another device (GEN-6). */
import type { Hresult } from '../../../abi/index.js';
import { NULL } from '../../../abi/index.js';
import type { HResource, HRTResource } from '../../../ddi/index.js';
import {
  D3D10_DDI_RESOURCE_MISC as MISC,
  D3D10DDIARG_OPENRESOURCE,
  DXGI_DDI_ERR_UNSUPPORTED,
} from '../../../ddi/index.js';
import type { ProcessIdentity } from '../../../driver/index.js';
import type { HostDevice, KernelResource, ObjectKind } from '../../../host/index.js';
import { openArguments, openedResourceKind } from '../../../host/index.js';
import type { Needing } from '../../framework/fixture.js';
import { codesText } from '../../framework/judge.js';
import type { D3D11Case } from '../fixture.js';
import { createObject } from './objects.js';
import type { Shape, TestResource } from './resources.js';
import { tryCreateResource } from './resources.js';

/** What the misc flags of shared resources are called here. */
export const sharedFlags = {
  unrestricted: MISC.SHARED,
  restricted: MISC.SHARED | MISC.RESTRICT_SHARED_RESOURCE_DRIVER,
} as const;

/** Their names, as a parameter's values. */
export const sharings = Object.keys(sharedFlags) as (keyof typeof sharedFlags)[];

/** A process that is not the first. */
export const otherProcess: ProcessIdentity = { handle: 0x1f4n };

/** What lets devices be made in another process; skips where the target has no such control. */
export function enterProcessOf(t: Needing<D3D11Case, 'control'>): (process: ProcessIdentity) => void {
  const { control } = t.driver;
  const enter = control.enterProcess?.bind(control);
  return enter ?? t.skip("the driver's control does not know of processes");
}

/** A resource with SHARED; skips where the driver does not make one. */
export function createShared(
  t: D3D11Case,
  device: HostDevice,
  shape: Shape,
  MiscFlags: number = MISC.SHARED,
): TestResource {
  t.core(device, 'pfnOpenResource');
  const { errors, resource } = tryCreateResource(t, device, shape, 'default', { MiscFlags });
  if (errors.includes(DXGI_DDI_ERR_UNSUPPORTED) || resource.handle === NULL)
    return t.skip('the driver makes no such resource with SHARED');
  const text = `CreateResource with SHARED: expected no error, received ${codesText(errors)}`;
  t.expect(errors.length === 0, 'RES-2', text);
  return resource;
}

/** What the kernel has of a resource: the driver has to announce what others are to open. */
export function announcementOf(t: D3D11Case, { device, object }: TestResource): KernelResource {
  const resource = device.adapter.kernelResources.find(object.runtimeHandle as HRTResource);
  const text = 'CreateResource with SHARED: expected pfnAllocateCb with the hRTResource, received no call';
  t.expect(resource !== undefined, 'GEN-6', text);
  return resource!;
}

/** Opened resources; a case is skipped where the driver leaves a function for it empty. */
const openedKindOf = (t: D3D11Case): ObjectKind<HResource, HRTResource> => ({
  ...openedResourceKind,
  privateBytes: (device, pOpen) => t.core(device, 'pfnCalcPrivateOpenedResourceSize')(device.hDevice, pOpen),
  create: (device, pOpen, hResource, hRTResource) => {
    t.core(device, 'pfnOpenResource')(device.hDevice, pOpen, hResource, hRTResource);
    return undefined;
  },
});

/** Opens a resource on a device, whatever comes of it. */
export function tryOpen(
  t: D3D11Case,
  device: HostDevice,
  announced: KernelResource,
  shape: Shape,
): { readonly errors: readonly Hresult[]; readonly resource: TestResource } {
  const { kernelResources } = device.adapter;
  const runtimeHandle = kernelResources.newRuntimeHandle();
  kernelResources.open(device.hRTDevice, runtimeHandle, announced);
  const pCreate = t.struct(
    D3D10DDIARG_OPENRESOURCE,
    openArguments(announced, (bytes, label) => t.place(bytes, label)),
  );
  const object = createObject(t, device, openedKindOf(t), { pCreate, runtimeHandle });
  if (!object.isLive) kernelResources.close(runtimeHandle);
  device.takeErrors();
  const resource = { device, handle: object.handle, shape, usage: 'default', object } as const;
  return { errors: object.errors, resource };
}

/** Opens another device's resource, which must succeed. */
export function openOn(t: D3D11Case, device: HostDevice, shared: TestResource, what: string): TestResource {
  const { errors, resource } = tryOpen(t, device, announcementOf(t, shared), shared.shape);
  t.expect(errors.length === 0, 'GEN-6', `${what}: expected no error, received ${codesText(errors)}`);
  return resource;
}

/** Demands that a resource does not open. */
export function expectClosed(
  t: D3D11Case,
  device: HostDevice,
  announced: KernelResource,
  shape: Shape,
  what: string,
): readonly Hresult[] {
  const { errors, resource } = tryOpen(t, device, announced, shape);
  resource.object.destroy();
  t.expect(errors.length > 0, 'GEN-6', `${what}: expected an error through pfnSetErrorCb, received none`);
  return errors;
}
