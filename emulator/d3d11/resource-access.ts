import type { Address, TableEntries } from '../../src/abi/index.js';
import type { ResourceMap, ResourceUnmap } from '../../src/ddi/index.js';
import {
  D3D10DDI_MAPPED_SUBRESOURCE as MAPPED,
  D3D11_1DDI_DEVICEFUNCS,
  E_INVALIDARG,
  S_OK,
} from '../../src/ddi/index.js';
import type { Body } from '../core/prologue.js';
import type { D3D11Core, D3D11Objects } from './d3d11-core.js';
import { copyResource } from './resource.js';
import { sameShape } from './surface.js';

type DeviceEntries = TableEntries<typeof D3D11_1DDI_DEVICEFUNCS>;

/** One pair serves all map slots (RES-19): current contents, 16-byte aligned (RES-24), and never busy (RES-20). */
function mapFunctions({ memory, ofDevice }: D3D11Core): DeviceEntries {
  const map: Body<typeof ResourceMap, D3D11Objects> = (
    _device,
    resource,
    Subresource,
    _DDIMap,
    _Flags,
    pMapped,
  ) => {
    if (Subresource >= resource.subresources) return E_INVALIDARG;
    const { rowPitch, pitchedBytes } = resource.surface;
    const pData = (resource.data + Subresource * resource.subresourceBytes) as Address;
    MAPPED.encode(memory, pMapped, { pData, RowPitch: rowPitch, DepthPitch: pitchedBytes }); // RES-22, RES-23
    return S_OK;
  };
  return ofDevice.guarded(D3D11_1DDI_DEVICEFUNCS, {
    pfnResourceMap: map,
    pfnStagingResourceMap: map,
    pfnDynamicResourceMapDiscard: map,
    pfnDynamicIABufferMapDiscard: map,
    pfnDynamicIABufferMapNoOverwrite: map,
    pfnDynamicConstantBufferMapDiscard: map,
    pfnDynamicConstantBufferMapNoOverwrite: map,
  });
}

function unmapFunctions({ ofDevice }: D3D11Core): DeviceEntries {
  const unmap: Body<typeof ResourceUnmap, D3D11Objects> = (_device, resource, Subresource) =>
    Subresource < resource.subresources ? S_OK : E_INVALIDARG;
  return ofDevice.guarded(D3D11_1DDI_DEVICEFUNCS, {
    pfnResourceUnmap: unmap,
    pfnStagingResourceUnmap: unmap,
    pfnDynamicResourceUnmap: unmap,
    pfnDynamicIABufferUnmap: unmap,
    pfnDynamicConstantBufferUnmap: unmap,
  });
}

/** Maps, unmaps, copies (RES-16…RES-29). */
export function resourceAccessFunctions(core: D3D11Core): DeviceEntries {
  return {
    ...mapFunctions(core),
    ...unmapFunctions(core),

    ...core.ofDevice.guarded(D3D11_1DDI_DEVICEFUNCS, {
      pfnResourceCopy: (_device, target, source) => {
        if (target.subresources !== source.subresources) return E_INVALIDARG;
        if (!sameShape(target.surface, source.surface)) return E_INVALIDARG;
        copyResource(core, target, source);
        return S_OK;
      },
    }),

    pfnResourceIsStagingBusy: () => 0, // RES-33: there is no GPU to wait for
  };
}
