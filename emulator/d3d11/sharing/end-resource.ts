import type { HResource } from '../../../src/ddi/index.js';
import type { D3D11Core } from '../d3d11-core.js';
import type { Device, Resource } from '../state.js';

/** Ends a resource of a device: its memory goes with the last handle of it, of whatever device (RES-14, GEN-6). */
export function endResource(core: D3D11Core, device: Device, hResource: HResource, resource: Resource): void {
  const { memory, policies } = core;
  const hRTResource = device.runtimeHandles.get(hResource);
  if (hRTResource !== undefined) {
    device.runtimeHandles.delete(hResource);
    policies.giveBackShared(core, device, hRTResource);
  }
  const { sharing } = resource;
  if (!sharing) {
    memory.free(resource.data);
    return;
  }
  sharing.handles -= 1;
  policies.releaseShared(core, device, resource, sharing);
}
