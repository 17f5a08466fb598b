import type { Address, TableEntries } from '../../src/abi/index.js';
import { D3D11_1DDI_DEVICEFUNCS, E_INVALIDARG, S_OK } from '../../src/ddi/index.js';
import type { Region } from './box.js';
import { isWithin, regionAt, regionFrom } from './box.js';
import type { D3D11Core } from './d3d11-core.js';
import type { Resource } from './state.js';

const at = (address: number) => address as Address;

/** A region of one subresource. */
interface Place {
  readonly resource: Resource;
  readonly subresource: number;
  readonly region: Region;
}

/** True where the subresource is there and the region in it, which nobody has checked of a destination (RES-31). */
const isThere = ({ resource, subresource, region }: Place): boolean =>
  subresource < resource.subresources && isWithin(resource.surface, region);

/** The rows of a region in memory, in order. */
function rowsOf({ policies }: D3D11Core, { resource, subresource, region }: Place) {
  const start = resource.data + subresource * resource.subresourceBytes;
  return Array.from(policies.regionRuns(resource.surface, region), ({ offset, bytes }) => ({
    address: at(start + offset),
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
      const from = regionAt(memory, pSrcBox, source.surface);
      if (!from) return S_OK;
      const one = { resource: source, subresource: fromSubresource, region: from };
      const other = { resource: target, subresource: toSubresource, region: regionFrom(from, x, y) };
      const isCastable = source.surface.format === target.surface.format; // RES-28
      if (!isCastable || z !== 0 || !isThere(one) || !isThere(other)) return E_INVALIDARG;
      copyRegion(core, one, other);
      return S_OK;
    },

    pfnResourceUpdateSubresourceUP: (_device, resource, subresource, pDstBox, pSysMemUP, RowPitch) => {
      const region = regionAt(memory, pDstBox, resource.surface);
      if (!region) return S_OK;
      const target = { resource, subresource, region };
      if (!isThere(target)) return E_INVALIDARG;
      fillRegion(core, target, pSysMemUP, RowPitch);
      return S_OK;
    },
  });
}
