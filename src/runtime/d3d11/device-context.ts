import type { Guid, Hresult } from '../../abi/index.js';
import {
  D3D10DDI_MAPPED_SUBRESOURCE,
  DXGI_ERROR_DEVICE_REMOVED,
  E_INVALIDARG,
  E_NOTIMPL,
  E_NOINTERFACE,
  ResourceCopy,
  ResourceMap,
  ResourceUnmap,
  S_OK,
} from '../../ddi/index.js';
import { failed } from '../../abi/index.js';
import { withBytes } from '../../host/index.js';
import {
  D3D11_CPU_ACCESS,
  D3D11_MAP,
  D3D11_MAP_FLAG,
  D3D11_USAGE,
  IID_ID3D11VideoContext,
} from './constants.js';
import type { Out } from '../out.js';
import type { AnyResource } from './resource.js';
import type { RuntimeDevice } from './runtime-device.js';
import { D3D11VideoContext } from './video-context.js';

/** D3D11_MAPPED_SUBRESOURCE; `pData` is the mapped bytes in place, valid until Unmap. */
export interface D3D11_MAPPED_SUBRESOURCE {
  readonly pData: Uint8Array;
  readonly RowPitch: number;
  readonly DepthPitch: number;
}

/** ID3D11DeviceContext: maps, copies, and the way to the video context. */
export class D3D11DeviceContext {
  constructor(private readonly runtime: RuntimeDevice) {}

  QueryInterface(riid: Guid, ppvObject: Out<D3D11VideoContext>): Hresult {
    if (riid !== IID_ID3D11VideoContext || !this.runtime.host.video) return E_NOINTERFACE;
    ppvObject.value = new D3D11VideoContext(this.runtime);
    return S_OK;
  }

  /** Map: staging resources by their CPU access, dynamic ones for WRITE_DISCARD (RES-8, RES-18). */
  Map(
    pResource: AnyResource,
    Subresource: number,
    MapType: number,
    MapFlags: number,
    pMappedResource: Out<D3D11_MAPPED_SUBRESOURCE>,
  ): Hresult {
    const call = 'ID3D11DeviceContext::Map';
    if (this.runtime.isRemoved) return DXGI_ERROR_DEVICE_REMOVED;
    const mistake =
      this.mistakeIn(pResource) ?? mapMistake(pResource, Subresource, MapType) ?? flagsMistake(MapFlags);
    if (mistake !== undefined) return this.refuse(call, mistake);
    const { functions, hDevice } = this.runtime.host;
    const isStaging = pResource.GetDesc().Usage === D3D11_USAGE.STAGING;
    const map = isStaging ? functions.pfnStagingResourceMap : functions.pfnDynamicResourceMapDiscard;
    if (!map) return E_NOTIMPL;
    const layout = D3D10DDI_MAPPED_SUBRESOURCE;
    const { memory } = this.runtime;
    return this.runtime.method(() =>
      withBytes(memory, layout.bytes, layout.name, (pMapped) => {
        map(hDevice, pResource.hResource, Subresource, MapType, MapFlags, pMapped);
        const code = this.runtime.judgeVoid(ResourceMap, call);
        if (failed(code)) return code;
        const { pData, RowPitch, DepthPitch } = layout.decode(memory, pMapped);
        pMappedResource.value = { pData: memory.range(pData, DepthPitch), RowPitch, DepthPitch };
        pResource.state.mapped.add(Subresource);
        if (MapType !== D3D11_MAP.READ) pResource.state.defined = true;
        return S_OK;
      }),
    );
  }

  Unmap(pResource: AnyResource, Subresource: number): void {
    const call = 'ID3D11DeviceContext::Unmap';
    if (this.runtime.isRemoved) return; // XLT-11
    const mistake = pResource.state.mapped.has(Subresource)
      ? this.mistakeIn(pResource)
      : 'the subresource is not mapped';
    if (mistake !== undefined) {
      this.refuse(call, mistake);
      return;
    }
    const { functions, hDevice } = this.runtime.host;
    const isStaging = pResource.GetDesc().Usage === D3D11_USAGE.STAGING;
    (isStaging ? functions.pfnStagingResourceUnmap : functions.pfnDynamicResourceUnmap)?.(
      hDevice,
      pResource.hResource,
      Subresource,
    );
    this.runtime.judgeVoid(ResourceUnmap, call);
    pResource.state.mapped.delete(Subresource);
  }

  /** CopyResource: whole resources of the same type, size and format (RES-28, RES-29). */
  CopyResource(pDstResource: AnyResource, pSrcResource: AnyResource): void {
    const call = 'ID3D11DeviceContext::CopyResource';
    if (this.runtime.isRemoved) return;
    const mistake =
      this.mistakeIn(pDstResource) ?? this.mistakeIn(pSrcResource) ?? copyMistake(pDstResource, pSrcResource);
    if (mistake !== undefined) {
      this.refuse(call, mistake);
      return;
    }
    const { functions, hDevice } = this.runtime.host;
    functions.pfnResourceCopy?.(hDevice, pDstResource.hResource, pSrcResource.hResource);
    if (this.runtime.judgeVoid(ResourceCopy, call) === S_OK) pDstResource.state.defined = true;
  }

  private mistakeIn(resource: AnyResource): string | undefined {
    if (resource.device !== this.runtime) return 'the resource belongs to another device';
    return resource.isReleased ? 'the resource has been released' : undefined;
  }

  private refuse(call: string, text: string): Hresult {
    this.runtime.infoQueue.addCallerCheck(call, text);
    return E_INVALIDARG;
  }
}

/** The map types that go with each usage (RES-8, RES-18). */
const mapTypes: Record<typeof D3D11_USAGE.STAGING | typeof D3D11_USAGE.DYNAMIC, readonly number[]> = {
  [D3D11_USAGE.STAGING]: [D3D11_MAP.READ, D3D11_MAP.WRITE, D3D11_MAP.READ_WRITE],
  [D3D11_USAGE.DYNAMIC]: [D3D11_MAP.WRITE_DISCARD, D3D11_MAP.WRITE_NO_OVERWRITE],
};

function mapMistake(resource: AnyResource, subresource: number, mapType: number): string | undefined {
  const { Usage, CPUAccessFlags } = resource.GetDesc();
  const count = resource.arraySize();
  if (!(Number.isInteger(subresource) && subresource >= 0 && subresource < count))
    return `Subresource: expected below ${count}, received ${subresource}`;
  if (resource.state.mapped.has(subresource)) return 'the subresource is mapped already';
  if (Usage !== D3D11_USAGE.STAGING && Usage !== D3D11_USAGE.DYNAMIC)
    return 'only STAGING and DYNAMIC resources are mapped';
  if (!mapTypes[Usage].includes(mapType))
    return `MapType: ${mapType} is not for ${Usage === D3D11_USAGE.STAGING ? 'STAGING' : 'DYNAMIC'} resources`;
  const reads = mapType === D3D11_MAP.READ || mapType === D3D11_MAP.READ_WRITE;
  const writes = mapType !== D3D11_MAP.READ;
  if (reads && (CPUAccessFlags & D3D11_CPU_ACCESS.READ) === 0) return 'the resource has no CPU read access';
  if (writes && (CPUAccessFlags & D3D11_CPU_ACCESS.WRITE) === 0)
    return 'the resource has no CPU write access';
  return undefined;
}

function flagsMistake(flags: number): string | undefined {
  const isKnown = flags === 0 || flags === D3D11_MAP_FLAG.DO_NOT_WAIT;
  return isKnown ? undefined : `MapFlags: ${flags} is no D3D11_MAP_FLAG`;
}

function copyMistake(target: AnyResource, source: AnyResource): string | undefined {
  if (target === source) return 'source and destination are the same resource';
  if (target.shape().join() !== source.shape().join() || target.arraySize() !== source.arraySize())
    return 'source and destination differ in type, format or size';
  if (target.state.mapped.size > 0 || source.state.mapped.size > 0)
    return 'a mapped resource cannot be copied';
  return target.GetDesc().Usage === D3D11_USAGE.IMMUTABLE ? 'the destination is IMMUTABLE' : undefined;
}
