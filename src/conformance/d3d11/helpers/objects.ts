import type { Handle } from '../../../abi/index.js';
import type { HostDevice, ObjectKind, ObjectRequest, PrivateMemory } from '../../../host/index.js';
import { DriverObject } from '../../../host/index.js';
import type { D3D11Case } from '../fixture.js';

/**
 * Makes an object in the order of DEV-1, whatever comes of it; one that comes of it is destroyed at the end of the case.
 * Its private memory stays until then, so that a dead handle can be used; any size is asked for as the driver said it.
 */
export function createObject<H extends Handle, RT extends Handle>(
  t: D3D11Case,
  device: HostDevice,
  kind: ObjectKind<H, RT>,
  request: ObjectRequest<RT>,
): DriverObject<H> {
  const memory: PrivateMemory = {
    allocate: (bytes, label) => t.allocate(bytes, label),
    free: () => undefined,
  };
  const object = DriverObject.create(device, kind, request, memory);
  t.atEnd(() => {
    object.destroy();
  });
  return object;
}
