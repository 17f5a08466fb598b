import type { Hresult } from '../../../src/abi/index.js';
import type { HRTResource } from '../../../src/ddi/index.js';
import { D3D10_DDI_RESOURCE_MISC as MISC } from '../../../src/ddi/index.js';
import type { ProcessIdentity } from '../../../src/driver/index.js';
import { entryOf } from './processes.js';
import type { D3D11Base, Device, Resource } from '../state.js';
import { announce, giveBack } from './kernel.js';
import type { Sharing } from './shared-resources.js';

/** What a driver can get wrong about resources that several devices have. */
export interface SharingPolicies {
  /** Whether a resource is restricted to processes that are allowed (GEN-6, RES-10). */
  isRestricted(MiscFlags: number): boolean;
  /** Tells the kernel of a new shared resource. */
  announceShared(core: D3D11Base, device: Device, sharing: Sharing, hRTResource: HRTResource): Hresult;
  /** Tells the kernel that a device has no more of it. */
  giveBackShared(core: D3D11Base, device: Device, hRTResource: HRTResource): void;
  /** The resource that private data name. */
  findShared(core: D3D11Base, privateDriverData: Uint8Array): Resource | undefined;
  /** Whether a process may open a resource that this device made (GEN-6). */
  opensShared(core: D3D11Base, resource: Resource, creatingDevice: Device, process: ProcessIdentity): boolean;
  /** What a further device gets of a resource: the resource itself, over the same memory. */
  openShared(core: D3D11Base, resource: Resource): Resource;
  /** What becomes of a resource that a device has no more of: its memory goes with the last handle (RES-14). */
  releaseShared(core: D3D11Base, device: Device, resource: Resource, sharing: Sharing): void;
}

/** The honest driver. */
export const sharingPolicies: SharingPolicies = {
  isRestricted: (MiscFlags) => (MiscFlags & MISC.RESTRICT_SHARED_RESOURCE_DRIVER) !== 0,
  announceShared: (core, device, sharing, hRTResource) =>
    announce(core, device, hRTResource, core.sharedResources.nameOf(sharing)),
  giveBackShared: giveBack,
  findShared: ({ sharedResources }, privateDriverData) => sharedResources.find(privateDriverData),
  opensShared: ({ allowedProcesses }, { sharing }, creatingDevice, process) => {
    if (!sharing?.isRestricted) return true;
    const asker = entryOf(process);
    const maker = entryOf(creatingDevice.process);
    if (asker.type === maker.type && asker.handle === maker.handle) return true;
    return allowedProcesses.of(creatingDevice).has(asker);
  },
  openShared: (_core, resource) => resource,
  releaseShared: ({ memory, sharedResources }, _device, { data }, sharing) => {
    if (sharing.handles > 0) return;
    sharedResources.remove(sharing);
    memory.free(data);
  },
};
