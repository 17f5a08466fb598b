import type { Hresult } from '../../abi/index.js';
import { failed } from '../../abi/index.js';
import type { D3D11_MAPPED_SUBRESOURCE } from '../../api/d3d11/index.js';
import { D3D11_MAP } from '../../api/d3d11/index.js';
import type { Out } from '../../api/kit/index.js';
import {
  D3D10DDI_MAPPED_SUBRESOURCE,
  DXGI_ERROR_DEVICE_REMOVED,
  E_INVALIDARG,
  E_NOTIMPL,
  ResourceMap,
  ResourceUnmap,
  S_OK,
} from '../../ddi/index.js';
import { withBytes } from '../../host/index.js';
import { D3D11_MAP_FLAG, D3D11_USAGE } from '../../api/d3d11/index.js';
import { D3D11_CPU_ACCESS } from './constants.js';
import { mapSlots } from './map-slots.js';
import type { AnyResource } from './resource.js';
import type { RuntimeDevice } from './runtime-device.js';

/** The arguments of Map besides the resource. */
export interface MapRequest {
  readonly Subresource: number;
  readonly MapType: number;
  readonly MapFlags: number;
  /** In: nothing. Out: the bytes and their pitches; after a failure no bytes, and the pitches as they were (MP-2). */
  readonly pMappedResource: Out<D3D11_MAPPED_SUBRESOURCE> | null;
}

const reads = (mapType: number) => mapType === D3D11_MAP.READ || mapType === D3D11_MAP.READ_WRITE;

/**
 * ID3D11DeviceContext::Map.
 * @returns S_OK; E_INVALIDARG for what the resource, or the moment, forbids (MP-2 to MP-18); DXGI_ERROR_WAS_STILL_DRAWING
 *   with DO_NOT_WAIT (MP-15); on a removed device DXGI_ERROR_DEVICE_REMOVED for maps that read, and for others memory that
 *   leads nowhere (MP-25, MP-26)
 */
export function map(runtime: RuntimeDevice, resource: AnyResource, request: MapRequest): Hresult {
  const hresult = mapped(runtime, resource, request);
  const cell = request.pMappedResource;
  if (failed(hresult) && cell?.value) cell.value = { ...cell.value, pData: null };
  return hresult;
}

function mapped(runtime: RuntimeDevice, resource: AnyResource, request: MapRequest): Hresult {
  const call = 'ID3D11DeviceContext::Map';
  const { Subresource, MapType, MapFlags, pMappedResource } = request;
  const mistake = mapMistake(resource, request);
  if (mistake) {
    runtime.complain(call, mistake.name, mistake.text);
    return E_INVALIDARG;
  }
  if (runtime.isRemoved) return mapOfRemoved(resource, request);
  if (!pMappedResource) return S_OK; // MP-17: no pointer is wanted
  const { functions, hDevice } = runtime.host;
  const { map: mapAtDriver } = mapSlots(functions, resource, MapType);
  if (!mapAtDriver) return E_NOTIMPL;
  const layout = D3D10DDI_MAPPED_SUBRESOURCE;
  const { memory } = runtime;
  return withBytes(memory, layout.bytes, layout.name, (pMapped) => {
    mapAtDriver(hDevice, resource.hResource, Subresource, MapType, MapFlags, pMapped);
    const code = runtime.judgeVoid(ResourceMap, call);
    if (failed(code)) return code;
    const { pData, RowPitch, DepthPitch } = layout.decode(memory, pMapped);
    const byteCount = resource.mappedBytes(Subresource, RowPitch, DepthPitch);
    const bytes = resource.mappings.begin(memory, Subresource, MapType, pData, byteCount);
    pMappedResource.value = { pData: bytes, RowPitch, DepthPitch };
    if (MapType !== D3D11_MAP.READ) resource.isDefined = true;
    return S_OK;
  });
}

function mapOfRemoved(resource: AnyResource, { Subresource, MapType, pMappedResource }: MapRequest): Hresult {
  if (reads(MapType)) return DXGI_ERROR_DEVICE_REMOVED;
  const { rows, rowBytes } = resource.rowsOf(Subresource);
  const bytes = new Uint8Array(rows * rowBytes);
  if (pMappedResource) pMappedResource.value = { pData: bytes, RowPitch: rowBytes, DepthPitch: bytes.length };
  return S_OK;
}

/** ID3D11DeviceContext::Unmap: what was written gets into the resource, and the pointer is dead. */
export function unmap(runtime: RuntimeDevice, resource: AnyResource, Subresource: number): void {
  const call = 'ID3D11DeviceContext::Unmap';
  if (!resource.mappings.has(Subresource)) {
    if (runtime.isRemoved || resource.desc.Usage === D3D11_USAGE.DEFAULT) return; // UM-4; MP-17 had no pointer
    const name = Subresource < resource.subresources ? 'NOTMAPPED' : 'INVALIDSUBRESOURCE';
    runtime.complain(call, `RESOURCE_UNMAP_${name}`, 'the subresource is not mapped');
    return;
  }
  if (runtime.isRemoved) {
    resource.mappings.end(); // XLT-11: the driver gets no Unmap
    return;
  }
  const mapType = resource.mappings.typeOf(Subresource);
  resource.mappings.finish(runtime.memory, Subresource);
  const { functions, hDevice } = runtime.host;
  mapSlots(functions, resource, mapType).unmap?.(hDevice, resource.hResource, Subresource);
  runtime.judgeVoid(ResourceUnmap, call);
}

/** The map types that go with each usage (RES-8, RES-18). */
const mapTypes: Readonly<Record<number, readonly number[]>> = {
  [D3D11_USAGE.STAGING]: [D3D11_MAP.READ, D3D11_MAP.WRITE, D3D11_MAP.READ_WRITE],
  [D3D11_USAGE.DYNAMIC]: [D3D11_MAP.WRITE_DISCARD, D3D11_MAP.WRITE_NO_OVERWRITE],
};

function mapMistake(
  resource: AnyResource,
  { Subresource, MapType, MapFlags }: MapRequest,
): { readonly name: string; readonly text: string } | undefined {
  const { Usage, CPUAccessFlags } = resource.desc;
  if (Subresource >= resource.subresources)
    return {
      name: 'RESOURCE_MAP_INVALIDSUBRESOURCE',
      text: `Subresource: expected below ${resource.subresources}`,
    };
  if (resource.mappings.has(Subresource))
    return { name: 'RESOURCE_MAP_ALREADYMAPPED', text: 'the subresource is mapped already' };
  const name = 'RESOURCE_MAP_INVALIDMAPTYPE';
  if (!mapTypes[Usage]?.includes(MapType)) return { name, text: `MapType: not for this usage` };
  if (reads(MapType) && (CPUAccessFlags & D3D11_CPU_ACCESS.READ) === 0)
    return { name, text: 'the resource has no CPU read access' };
  if (MapType !== D3D11_MAP.READ && (CPUAccessFlags & D3D11_CPU_ACCESS.WRITE) === 0)
    return { name, text: 'the resource has no CPU write access' };
  if (MapFlags !== 0 && MapFlags !== D3D11_MAP_FLAG.DO_NOT_WAIT)
    return { name: 'RESOURCE_MAP_INVALIDFLAGS', text: `MapFlags: no D3D11_MAP_FLAG` };
  return undefined;
}
