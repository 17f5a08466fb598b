import type { Address, TableEntries } from '../../src/abi/index.js';
import { D3D11_1DDI_DEVICEFUNCS, E_INVALIDARG, S_OK } from '../../src/ddi/index.js';
import type { Region } from './box.js';
import { isWithin, regionAt, regionFrom } from './box.js';
import type { D3D11Core } from './d3d11-core.js';
import type { Subresource } from './subresource.js';
import { subresourceAt } from './subresource.js';

const at = (address: number) => address as Address;

/** A region of one subresource. */
interface Place extends Subresource {
  readonly region: Region;
}

/** True where the region lies in the subresource, which nobody has checked of a destination (RES-31). */
const isThere = ({ surface, region }: Place): boolean => isWithin(surface, region);

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
  const { memory, ofDevice } = core;
  return ofDevice.guarded(D3D11_1DDI_DEVICEFUNCS, {
    pfnResourceCopyRegion: (_device, target, toSubresource, x, y, z, source, fromSubresource, pSrcBox) => {
      const [from, to] = [subresourceAt(source, fromSubresource), subresourceAt(target, toSubresource)];
      if (!from || !to) return E_INVALIDARG;
      const region = regionAt(memory, pSrcBox, from.surface);
      if (!region) return S_OK;
      const [one, other] = [
        { ...from, region },
        { ...to, region: regionFrom(region, x, y) },
      ];
      const isCastable = from.surface.format === to.surface.format; // RES-28
      if (!isCastable || z !== 0 || !isThere(one) || !isThere(other)) return E_INVALIDARG;
      copyRegion(core, one, other);
      return S_OK;
    },

    pfnResourceUpdateSubresourceUP: (_device, resource, subresource, pDstBox, pSysMemUP, RowPitch) => {
      const there = subresourceAt(resource, subresource);
      if (!there) return E_INVALIDARG;
      const region = regionAt(memory, pDstBox, there.surface);
      if (!region) return S_OK;
      const target = { ...there, region };
      if (!isThere(target)) return E_INVALIDARG;
      fillRegion(core, target, pSysMemUP, RowPitch);
      return S_OK;
    },
  });
}
