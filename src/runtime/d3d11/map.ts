import type { Hresult } from '../../abi/index.js';
import { failed } from '../../abi/index.js';
import type { D3D11_MAPPED_SUBRESOURCE } from '../../api/d3d11/index.js';
import { D3D11_MAP, D3D11_USAGE } from '../../api/d3d11/index.js';
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
import { mapSlots } from './map-slots.js';
import { mapRules, unmapRules } from './rules/index.js';
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
  const broken = runtime.brokenRule(call, mapRules, {
    resource: resource.facts,
    subresource: Subresource,
    mapType: MapType,
    mapFlags: MapFlags,
    wantsPointer: pMappedResource !== null,
    isDeferred: false,
    wasDiscarded: false,
    options: runtime.limits.options,
  });
  if (broken) return broken.hresult ?? E_INVALIDARG;
  if (runtime.isRemoved) return mapOfRemoved(runtime, resource, request);
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

function mapOfRemoved(
  runtime: RuntimeDevice,
  resource: AnyResource,
  { Subresource, MapType, pMappedResource }: MapRequest,
): Hresult {
  if (reads(MapType)) {
    const [name, text] = ['RESOURCE_MAP_DEVICEREMOVED_RETURN', 'the device is removed'];
    runtime.complain('ID3D11DeviceContext::Map', name, text, DXGI_ERROR_DEVICE_REMOVED);
    return DXGI_ERROR_DEVICE_REMOVED;
  }
  const { rows, rowBytes } = resource.rowsOf(Subresource);
  const bytes = new Uint8Array(rows * rowBytes);
  if (pMappedResource) pMappedResource.value = { pData: bytes, RowPitch: rowBytes, DepthPitch: bytes.length };
  return S_OK;
}

/** ID3D11DeviceContext::Unmap: what was written gets into the resource, and the pointer is dead. */
export function unmap(runtime: RuntimeDevice, resource: AnyResource, Subresource: number): void {
  const call = 'ID3D11DeviceContext::Unmap';
  const isMapped = resource.mappings.has(Subresource);
  if (!isMapped && (runtime.isRemoved || resource.desc.Usage === D3D11_USAGE.DEFAULT)) return; // UM-4; MP-17 had no pointer
  const unmapCall = { resource: resource.facts, subresource: Subresource };
  if (runtime.brokenRule(call, unmapRules, unmapCall) || !isMapped) return;
  if (runtime.isRemoved) {
    resource.mappings.drop(Subresource); // XLT-11: the driver gets no Unmap
    return;
  }
  const mapType = resource.mappings.typeOf(Subresource);
  resource.mappings.finish(runtime.memory, Subresource);
  const { functions, hDevice } = runtime.host;
  mapSlots(functions, resource, mapType).unmap?.(hDevice, resource.hResource, Subresource);
  runtime.judgeVoid(ResourceUnmap, call);
}
