import type { HResource, HRTResource } from '../ddi/index.js';
import { D3D10DDIARG_OPENRESOURCE, E_OUTOFMEMORY } from '../ddi/index.js';
import { Blocks } from './blocks.js';
import type { HostDevice } from './host-device.js';
import type { KernelResource } from './kernel-resources.js';
import { openArguments } from './kernel-resources.js';
import type { ObjectKind } from './objects.js';
import { DriverObject } from './objects.js';
import { resourceKind } from './resource.js';
import { withStruct } from './scratch.js';

/** Resources that another device has made: they end as this device's own do. */
export const openedResourceKind: ObjectKind<HResource, HRTResource> = {
  handleName: 'hResource',
  privateBytes: ({ functions, hDevice }, pOpen) =>
    functions.pfnCalcPrivateOpenedResourceSize?.(hDevice, pOpen),
  create: ({ functions, hDevice }, pOpen, hResource, hRTResource) => {
    const open = functions.pfnOpenResource;
    if (!open) return E_OUTOFMEMORY;
    open(hDevice, pOpen, hResource, hRTResource);
    return undefined;
  },
  destroy: (device, hResource) => {
    resourceKind.destroy(device, hResource);
  },
};

/**
 * Opens a resource on a device: the kernel's share first, then the driver (GEN-6).
 * @throws OutOfMemory where there is no memory for the arguments
 */
export function openResource(
  device: HostDevice,
  resource: KernelResource,
  runtimeHandle: HRTResource,
): DriverObject<HResource> {
  const { memory, hRTDevice } = device;
  const { kernelResources } = device.adapter;
  const blocks = new Blocks(memory);
  kernelResources.open(hRTDevice, runtimeHandle, resource);
  let isOpen = false;
  try {
    const value = openArguments(resource, (bytes, label) => {
      const address = blocks.add(bytes.length, label);
      memory.copyIn(address, bytes);
      return address;
    });
    const object = withStruct(memory, D3D10DDIARG_OPENRESOURCE, value, (pCreate) =>
      DriverObject.create(device, openedResourceKind, { pCreate, runtimeHandle }),
    );
    isOpen = object.isLive;
    return object;
  } finally {
    if (!isOpen) kernelResources.close(runtimeHandle);
    blocks.free();
  }
}
