import type { Address, DdiFunction, Hresult, TableEntries } from '../../src/abi/index.js';
import type { HDevice, ResourceMap, ResourceUnmap } from '../../src/ddi/index.js';
import {
  D3D10DDI_MAPPED_SUBRESOURCE as MAPPED,
  type D3D11_1DDI_DEVICEFUNCS,
  D3DDDIERR_DEVICEREMOVED,
  E_INVALIDARG,
  S_OK,
} from '../../src/ddi/index.js';
import { failed, NULL } from '../../src/abi/index.js';
import { copyResource } from './resource.js';
import type { Device, DriverCore } from './state.js';
import { sameShape } from './surface.js';

/** Runs the body of a VOID resource function; a failure always goes to pfnSetErrorCb: these codes are documented. */
function reporting(core: DriverCore, hDevice: HDevice, body: (device: Device) => Hresult): void {
  const device = core.devices.find(hDevice);
  if (!device) return;
  const code = device.removed ? D3DDDIERR_DEVICEREMOVED : body(device);
  if (failed(code)) core.parts.reportResourceFailure(core, device, code);
}

type DeviceEntries = TableEntries<typeof D3D11_1DDI_DEVICEFUNCS>;

/** One pair serves all map slots (RES-19): current contents, 16-byte aligned (RES-24), and never busy (RES-20). */
function mapFunctions(core: DriverCore): DeviceEntries {
  const map: DdiFunction<typeof ResourceMap> = (
    hDevice,
    hResource,
    Subresource,
    _DDIMap,
    _Flags,
    pMapped,
  ) => {
    reporting(core, hDevice, (device) => {
      const resource = device.resources.find(hResource);
      if (pMapped === NULL || !resource || Subresource >= resource.subresources) return E_INVALIDARG;
      const { rowPitch, pitchedBytes } = resource.surface;
      const pData = (resource.data + Subresource * resource.subresourceBytes) as Address;
      MAPPED.encode(core.memory, pMapped, { pData, RowPitch: rowPitch, DepthPitch: pitchedBytes }); // RES-22, RES-23
      return S_OK;
    });
  };
  return {
    pfnResourceMap: map,
    pfnStagingResourceMap: map,
    pfnDynamicResourceMapDiscard: map,
    pfnDynamicIABufferMapDiscard: map,
    pfnDynamicIABufferMapNoOverwrite: map,
    pfnDynamicConstantBufferMapDiscard: map,
    pfnDynamicConstantBufferMapNoOverwrite: map,
  };
}

function unmapFunctions(core: DriverCore): DeviceEntries {
  const unmap: DdiFunction<typeof ResourceUnmap> = (hDevice, hResource, Subresource) => {
    reporting(core, hDevice, (device) => {
      const resource = device.resources.find(hResource);
      return resource && Subresource < resource.subresources ? S_OK : E_INVALIDARG;
    });
  };
  return {
    pfnResourceUnmap: unmap,
    pfnStagingResourceUnmap: unmap,
    pfnDynamicResourceUnmap: unmap,
    pfnDynamicIABufferUnmap: unmap,
    pfnDynamicConstantBufferUnmap: unmap,
  };
}

/** Maps, unmaps, copies (RES-16…RES-29). */
export function resourceAccessFunctions(core: DriverCore): DeviceEntries {
  return {
    ...mapFunctions(core),
    ...unmapFunctions(core),

    pfnResourceCopy: (hDevice, hDstResource, hSrcResource) => {
      reporting(core, hDevice, (device) => {
        const target = device.resources.find(hDstResource);
        const source = device.resources.find(hSrcResource);
        if (!target || !source || target.subresources !== source.subresources) return E_INVALIDARG;
        if (!sameShape(target.surface, source.surface)) return E_INVALIDARG;
        copyResource(core, target, source);
        return S_OK;
      });
    },

    pfnResourceIsStagingBusy: () => 0, // RES-33: there is no GPU to wait for
  };
}
