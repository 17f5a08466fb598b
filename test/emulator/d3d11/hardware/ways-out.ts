import * as ddi from 'softumd/ddi';
import type { Bench } from '../bench.js';

/** A box of the first 16 bytes of a buffer. */
export const sixteenBytes = (bench: Bench) =>
  bench.bytes(ddi.D3D10_DDI_BOX.toBytes({ right: 16, bottom: 1, back: 1 }));

/** Every way in which the CPU gets at a resource, or its content to another. */
export const waysOut: Readonly<
  Record<string, (bench: Bench, resource: ddi.HResource, target: ddi.HResource) => void>
> = {
  ResourceMap: ({ device }, resource) => {
    device.functions.pfnResourceMap(device.hDevice, resource, 0, 1, 0, device.bench.bytes(16));
  },
  StagingResourceMap: ({ device }, resource) => {
    device.functions.pfnStagingResourceMap(device.hDevice, resource, 0, 1, 0, device.bench.bytes(16));
  },
  DynamicResourceMapDiscard: ({ device }, resource) => {
    device.functions.pfnDynamicResourceMapDiscard(device.hDevice, resource, 0, 4, 0, device.bench.bytes(16));
  },
  ResourceUpdateSubresourceUP: (bench, resource) => {
    const { hDevice, functions } = bench.device;
    const source = bench.bytes(new Uint8Array(16).fill(9));
    functions.pfnResourceUpdateSubresourceUP(hDevice, resource, 0, sixteenBytes(bench), source, 16, 0, 0);
  },
  ResourceCopy: ({ device }, resource, target) => {
    device.functions.pfnResourceCopy(device.hDevice, target, resource);
  },
  ResourceCopyRegion: (bench, resource, target) => {
    const { hDevice, functions } = bench.device;
    functions.pfnResourceCopyRegion(hDevice, target, 0, 0, 0, 0, resource, 0, sixteenBytes(bench), 0);
  },
};
