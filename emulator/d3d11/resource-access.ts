import type { TableEntries } from '../../src/abi/index.js';
import type { ResourceMap, ResourceUnmap } from '../../src/ddi/index.js';
import {
  D3D10DDI_MAPPED_SUBRESOURCE as MAPPED,
  D3D11_1DDI_DEVICEFUNCS,
  DXGI_DDI_ERR_WASSTILLDRAWING,
  E_INVALIDARG,
  S_OK,
} from '../../src/ddi/index.js';
import type { Body } from '../core/prologue.js';
import type { D3D11Core, D3D11Objects } from './d3d11-core.js';
import { copyResource } from './resource.js';
import { subresourceAt } from './subresource.js';

type DeviceEntries = TableEntries<typeof D3D11_1DDI_DEVICEFUNCS>;

/** One pair serves all map slots (RES-19): current contents, 16-byte aligned (RES-24). */
function mapFunctions({ memory, ofDevice, stillDrawing }: D3D11Core): DeviceEntries {
  const map: Body<typeof ResourceMap, D3D11Objects> = (
    _device,
    resource,
    Subresource,
    _DDIMap,
    Flags,
    pMapped,
  ) => {
    const subresource = subresourceAt(resource, Subresource);
    if (!subresource) return E_INVALIDARG;
    if (stillDrawing.refuses(Flags)) return DXGI_DDI_ERR_WASSTILLDRAWING;
    const { address: pData, surface } = subresource;
    MAPPED.encode(memory, pMapped, { pData, RowPitch: surface.rowPitch, DepthPitch: surface.pitchedBytes }); // RES-22, RES-23
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
    subresourceAt(resource, Subresource) ? S_OK : E_INVALIDARG;
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
      pfnResourceCopy: (_device, target, source) =>
        copyResource(core, target, source) ? S_OK : E_INVALIDARG,
    }),

    pfnResourceIsStagingBusy: () => (core.stillDrawing.isBusy ? 1 : 0), // RES-33
  };
}
