import type { Address, TableEntries } from '../../src/abi/index.js';
import {
  D3D11_1DDI_DEVICEFUNCS,
  E_INVALIDARG,
  ResourceCopyRegion,
  ResourceUpdateSubresourceUP,
  S_OK,
} from '../../src/ddi/index.js';
import type { Region } from './box.js';
import { isWithin, regionAt, regionFrom, regionText } from './box.js';
import { formatsDiffer, noDepth, noSubresource, outside } from './causes.js';
import type { D3D11Core } from './d3d11-core.js';
import { protectedFromCopy, protectedFromCpu } from './hardware/causes.js';
import type { Resource } from './state.js';
import type { Subresource } from './subresource.js';
import { subresourceAt, subresourceCount } from './subresource.js';

const at = (address: number) => address as Address;

/** A region of one subresource. */
interface Place extends Subresource {
  readonly region: Region;
}

/** True where the region lies in the subresource, which nobody has checked of a destination (RES-31). */
const isThere = ({ surface, region }: Place): boolean => isWithin(surface, region);

const absent = (argument: string, resource: Resource, subresource: number) =>
  noSubresource(argument, subresourceCount(resource), subresource);

const notThere = (argument: string, { surface, region }: Place) =>
  outside(argument, surface, regionText(region));

/** The rows of a region in memory, in order. */
function rowsOf({ policies }: D3D11Core, { surface, address, region }: Place) {
  return Array.from(policies.regionRuns(surface, region), ({ offset, bytes }) => ({
    address: at(address + offset),
    bytes,
  }));
}

/** Copies a region to another place, row by row. */
function copyRegion(core: D3D11Core, source: Place, target: Place): void {
  const targets = rowsOf(core, target);
  rowsOf(core, source).forEach(({ address, bytes }, index) => {
    core.memory.copyIn(targets[index]!.address, core.memory.range(address, bytes));
  });
}

/** Fills a region with rows that lie RowPitch apart. All of them are looked for before one is written (D-14). */
function fillRegion(core: D3D11Core, target: Place, pSysMemUP: Address, RowPitch: number): void {
  const rows = rowsOf(core, target).map(({ address, bytes }, index) => ({
    address,
    source: core.memory.range(at(pSysMemUP + index * RowPitch), bytes),
  }));
  for (const { address, source } of rows) core.memory.copyIn(address, source);
}

/**
 * ResourceCopyRegion and ResourceUpdateSubresourceUP (RES-27, RES-30…RES-32). CopyFlags are promises of the caller that
 * spare a driver waiting; here nothing waits.
 */
export function resourceRegionFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_DEVICEFUNCS> {
  const { memory, ofDevice, policies, refusals } = core;
  const refuseCopy = refusals.of(ResourceCopyRegion);
  const refuseUpdate = refusals.of(ResourceUpdateSubresourceUP);
  return ofDevice.guarded(D3D11_1DDI_DEVICEFUNCS, {
    pfnResourceCopyRegion: (device, target, toSubresource, x, y, z, source, fromSubresource, pSrcBox) => {
      const [from, to] = [subresourceAt(source, fromSubresource), subresourceAt(target, toSubresource)];
      if (!from) return refuseCopy(E_INVALIDARG, () => absent('SrcSubresource', source, fromSubresource));
      if (!to) return refuseCopy(E_INVALIDARG, () => absent('DstSubresource', target, toSubresource));
      if (!policies.mayCopy(device, source, target))
        return refuseCopy(E_INVALIDARG, () => protectedFromCopy(source));
      const region = regionAt(memory, pSrcBox, from.surface);
      if (!region) return S_OK;
      const [one, other] = [
        { ...from, region },
        { ...to, region: regionFrom(region, x, y) },
      ];
      // RES-28
      if (from.surface.format !== to.surface.format)
        return refuseCopy(E_INVALIDARG, () => formatsDiffer(from.surface, to.surface));
      if (z !== 0) return refuseCopy(E_INVALIDARG, () => noDepth(z));
      if (!isThere(one)) return refuseCopy(E_INVALIDARG, () => notThere('pSrcBox', one));
      if (!isThere(other)) return refuseCopy(E_INVALIDARG, () => notThere('DstX', other));
      copyRegion(core, one, other);
      return S_OK;
    },

    pfnResourceUpdateSubresourceUP: (device, resource, subresource, pDstBox, pSysMemUP, RowPitch) => {
      const there = subresourceAt(resource, subresource);
      if (!there) return refuseUpdate(E_INVALIDARG, () => absent('DstSubresource', resource, subresource));
      if (!policies.isOpenToCpu(device, resource))
        return refuseUpdate(E_INVALIDARG, () => protectedFromCpu('hDstResource', resource));
      const region = regionAt(memory, pDstBox, there.surface);
      if (!region) return S_OK;
      const target = { ...there, region };
      if (!isThere(target)) return refuseUpdate(E_INVALIDARG, () => notThere('pDstBox', target));
      fillRegion(core, target, pSysMemUP, RowPitch);
      return S_OK;
    },
  });
}
