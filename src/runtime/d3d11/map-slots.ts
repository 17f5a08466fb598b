import type { DeviceFunctions } from '../../host/index.js';
import { D3D11_MAP } from '../../api/d3d11/index.js';
import { D3D11_USAGE } from '../../api/d3d11/index.js';
import { D3D11_BIND } from './constants.js';

/** The driver's functions that map a resource and take the mapping back. A slot may be empty. */
export interface MapSlots {
  readonly map: DeviceFunctions['pfnResourceMap'];
  readonly unmap: DeviceFunctions['pfnResourceUnmap'];
}

const inputAssembler = D3D11_BIND.VERTEX_BUFFER | D3D11_BIND.INDEX_BUFFER;

/** What the slots depend on. */
interface Mapped {
  readonly desc: { readonly Usage: number; readonly BindFlags: number };
}

/** Which slots serve a kind of resource (RES-18). */
export function mapSlots(functions: DeviceFunctions, { desc }: Mapped, mapType: number): MapSlots {
  const { Usage, BindFlags } = desc;
  const keeps = mapType === D3D11_MAP.WRITE_NO_OVERWRITE;
  if (Usage === D3D11_USAGE.STAGING)
    return { map: functions.pfnStagingResourceMap, unmap: functions.pfnStagingResourceUnmap };
  if (Usage !== D3D11_USAGE.DYNAMIC)
    return { map: functions.pfnResourceMap, unmap: functions.pfnResourceUnmap };
  if (BindFlags & D3D11_BIND.CONSTANT_BUFFER)
    return {
      map: keeps
        ? functions.pfnDynamicConstantBufferMapNoOverwrite
        : functions.pfnDynamicConstantBufferMapDiscard,
      unmap: functions.pfnDynamicConstantBufferUnmap,
    };
  if (BindFlags & inputAssembler && !(BindFlags & D3D11_BIND.SHADER_RESOURCE))
    return {
      map: keeps ? functions.pfnDynamicIABufferMapNoOverwrite : functions.pfnDynamicIABufferMapDiscard,
      unmap: functions.pfnDynamicIABufferUnmap,
    };
  return { map: functions.pfnDynamicResourceMapDiscard, unmap: functions.pfnDynamicResourceUnmap };
}
