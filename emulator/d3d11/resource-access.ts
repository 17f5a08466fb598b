import type { Hresult, TableEntries } from '../../src/abi/index.js';
import {
  D3D10DDI_MAPPED_SUBRESOURCE as MAPPED,
  D3D11_1DDI_DEVICEFUNCS,
  DXGI_DDI_ERR_WASSTILLDRAWING,
  E_INVALIDARG,
  ResourceCopy,
  type ResourceMap,
  type ResourceUnmap,
  S_OK,
} from '../../src/ddi/index.js';
import type { Body } from '../core/prologue.js';
import type { Refuse } from '../core/refusal-recorder.js';
import { mapTooEarly, noSubresource, subresourcesDiffer } from './causes.js';
import type { D3D11Core, D3D11Objects } from './d3d11-core.js';
import { protectedFromCopy, protectedFromCpu } from './hardware/causes.js';
import { copyResource } from './resource.js';
import type { Resource } from './state.js';
import type { Subresource } from './subresource.js';
import { layoutText, subresourceAt, subresourceCount } from './subresource.js';

type DeviceEntries = TableEntries<typeof D3D11_1DDI_DEVICEFUNCS>;

/** Looks a subresource up for a map or an unmap. */
function subresourceFor(refuse: Refuse, resource: Resource, Subresource: number): Subresource | Hresult {
  const count = subresourceCount(resource);
  return (
    subresourceAt(resource, Subresource) ??
    refuse(E_INVALIDARG, () => noSubresource('Subresource', count, Subresource))
  );
}

/** One pair serves all map slots (RES-19): current contents, 16-byte aligned (RES-24). */
function mapFunctions({ memory, ofDevice, policies, stillDrawing, refusals }: D3D11Core): DeviceEntries {
  const map = (declaration: typeof ResourceMap): Body<typeof ResourceMap, D3D11Objects> => {
    const refuse = refusals.of(declaration);
    return (device, resource, Subresource, _DDIMap, Flags, pMapped) => {
      const subresource = subresourceFor(refuse, resource, Subresource);
      if (typeof subresource === 'number') return subresource;
      if (!policies.isOpenToCpu(device, resource))
        return refuse(E_INVALIDARG, () => protectedFromCpu('hResource', resource));
      if (stillDrawing.refuses(Flags)) return refuse(DXGI_DDI_ERR_WASSTILLDRAWING, mapTooEarly);
      const { address: pData, surface } = subresource;
      MAPPED.encode(memory, pMapped, { pData, RowPitch: surface.rowPitch, DepthPitch: surface.pitchedBytes }); // RES-22, RES-23
      return S_OK;
    };
  };
  const { functions } = D3D11_1DDI_DEVICEFUNCS;
  return ofDevice.guarded(D3D11_1DDI_DEVICEFUNCS, {
    pfnResourceMap: map(functions.pfnResourceMap),
    pfnStagingResourceMap: map(functions.pfnStagingResourceMap),
    pfnDynamicResourceMapDiscard: map(functions.pfnDynamicResourceMapDiscard),
    pfnDynamicIABufferMapDiscard: map(functions.pfnDynamicIABufferMapDiscard),
    pfnDynamicIABufferMapNoOverwrite: map(functions.pfnDynamicIABufferMapNoOverwrite),
    pfnDynamicConstantBufferMapDiscard: map(functions.pfnDynamicConstantBufferMapDiscard),
    pfnDynamicConstantBufferMapNoOverwrite: map(functions.pfnDynamicConstantBufferMapNoOverwrite),
  });
}

function unmapFunctions({ ofDevice, refusals }: D3D11Core): DeviceEntries {
  const unmap = (declaration: typeof ResourceUnmap): Body<typeof ResourceUnmap, D3D11Objects> => {
    const refuse = refusals.of(declaration);
    return (_device, resource, Subresource) => {
      const subresource = subresourceFor(refuse, resource, Subresource);
      return typeof subresource === 'number' ? subresource : S_OK;
    };
  };
  const { functions } = D3D11_1DDI_DEVICEFUNCS;
  return ofDevice.guarded(D3D11_1DDI_DEVICEFUNCS, {
    pfnResourceUnmap: unmap(functions.pfnResourceUnmap),
    pfnStagingResourceUnmap: unmap(functions.pfnStagingResourceUnmap),
    pfnDynamicResourceUnmap: unmap(functions.pfnDynamicResourceUnmap),
    pfnDynamicIABufferUnmap: unmap(functions.pfnDynamicIABufferUnmap),
    pfnDynamicConstantBufferUnmap: unmap(functions.pfnDynamicConstantBufferUnmap),
  });
}

/** Maps, unmaps, copies (RES-16…RES-29). */
export function resourceAccessFunctions(core: D3D11Core): DeviceEntries {
  const refuseCopy = core.refusals.of(ResourceCopy);
  return {
    ...mapFunctions(core),
    ...unmapFunctions(core),

    ...core.ofDevice.guarded(D3D11_1DDI_DEVICEFUNCS, {
      pfnResourceCopy: (device, target, source) => {
        if (!core.policies.mayCopy(device, source, target))
          return refuseCopy(E_INVALIDARG, () => protectedFromCopy(source));
        return copyResource(core, target, source)
          ? S_OK
          : refuseCopy(E_INVALIDARG, () => subresourcesDiffer(layoutText(source), layoutText(target)));
      },
    }),

    pfnResourceIsStagingBusy: () => (core.stillDrawing.isBusy ? 1 : 0), // RES-33
  };
}
