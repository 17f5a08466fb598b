/** The buffers that frames are handed over in: resources of the decoder's, which the caller maps one at a time (VDEC-6, VDEC-7). */
import type { Hresult } from '../../../abi/index.js';
import { failed } from '../../../abi/index.js';
import type { D3D11_VIDEO_DECODER_DESC } from '../../../api/d3d11/index.js';
import { D3D11_CPU_ACCESS_FLAG, D3D11_MAP, D3D11_USAGE } from '../../../api/d3d11/index.js';
import type { Out } from '../../../api/kit/index.js';
import type { HResource } from '../../../ddi/index.js';
import {
  D3D10DDI_MAPPED_SUBRESOURCE,
  D3D10DDIRESOURCE_TYPE,
  D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO,
  D3D11_1DDI_VIDEO_DECODER_BUFFER_TYPE as DDI_TYPE,
  D3D11_1DDI_VIDEO_DECODER_DESC,
  DestroyResource,
  E_FAIL,
  GetVideoDecoderBufferInfo,
  GetVideoDecoderBufferTypeCount,
  ResourceMap,
  ResourceUnmap,
  S_OK,
} from '../../../ddi/index.js';
import type { StructValue } from '../../../abi/index.js';
import { UINT } from '../../../abi/index.js';
import type { DriverObject } from '../../../host/index.js';
import { withBytes, withStruct } from '../../../host/index.js';
import type { DdiResource } from '../create-resource.js';
import { makeResource } from '../create-resource.js';
import { notInDriver } from '../hardware-session.js';
import { mapSlots } from '../map-slots.js';
import { Mappings } from '../mappings.js';
import type { RuntimeDevice } from '../runtime-device.js';
import type { Told } from './decoder-queries.js';
import { told } from './decoder-queries.js';
import { refuse } from './refuse.js';

export type BufferInfo = StructValue<typeof D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO>;

const { DYNAMIC, STAGING } = D3D11_USAGE;

/** The API's type of buffer as the DDI numbers it, and back (D-63). */
export const ddiBufferType = (type: number) => type + 1;
const apiBufferType = (type: number) => type - 1;

/** One buffer of a decoder, whose one subresource the caller may have mapped. */
export class DecoderBuffer {
  /** D3D11_VIDEO_DECODER_BUFFER_TYPE. */
  readonly type: number;
  readonly bytes: number;
  /** What the driver's map functions depend on. */
  readonly desc: { readonly Usage: number; readonly BindFlags: 0 };
  private readonly mappings = new Mappings();

  constructor(
    private readonly runtime: RuntimeDevice,
    private readonly object: DriverObject<HResource>,
    { Type, Size, Usage }: BufferInfo,
  ) {
    this.type = apiBufferType(Type);
    this.bytes = Size;
    this.desc = { Usage, BindFlags: 0 };
  }

  get hResource(): HResource {
    return this.object.handle;
  }

  get isLocked(): boolean {
    return this.mappings.has(0);
  }

  private get mapType(): number {
    return this.desc.Usage === DYNAMIC ? D3D11_MAP.WRITE_DISCARD : D3D11_MAP.WRITE;
  }

  /** Maps it. The caller gets what lies there, since the address is the same each time (api VI-6). */
  lock(call: string, ppBuffer: Out<Uint8Array>): Hresult {
    const { memory, host } = this.runtime;
    const { map } = mapSlots(host.functions, this, this.mapType);
    if (!map) return notInDriver(this.runtime, call);
    const layout = D3D10DDI_MAPPED_SUBRESOURCE;
    return withBytes(memory, layout.bytes, layout.name, (pMapped) => {
      map(host.hDevice, this.hResource, 0, this.mapType, 0, pMapped);
      const code = this.runtime.judgeVoid(ResourceMap, call);
      if (failed(code)) return code;
      const { pData } = layout.decode(memory, pMapped);
      ppBuffer.value = this.mappings.begin(memory, 0, D3D11_MAP.WRITE, pData, this.bytes);
      return code;
    });
  }

  /** Takes the map back, where there is one; what the caller wrote gets into the buffer. */
  unlock(call: string): Hresult {
    if (!this.isLocked) return S_OK;
    if (this.runtime.isRemoved) {
      this.mappings.drop(0); // XLT-11: the driver gets no Unmap
      return S_OK;
    }
    const { memory, host } = this.runtime;
    this.mappings.finish(memory, 0);
    mapSlots(host.functions, this, this.mapType).unmap?.(host.hDevice, this.hResource, 0);
    return this.runtime.judgeVoid(ResourceUnmap, call);
  }

  destroy(call: string): void {
    if (!this.object.isLive) return;
    this.unlock(call);
    this.object.destroy();
    this.runtime.judgeVoid(DestroyResource, call);
  }
}

/** What buffers a decoder of that description needs; a driver that tells nonsense of them gets none (VDEC-13). */
export function bufferInfos(
  device: RuntimeDevice,
  call: string,
  desc: D3D11_VIDEO_DECODER_DESC,
): Told<readonly BufferInfo[]> {
  const { memory, host, video } = device;
  return withStruct(memory, D3D11_1DDI_VIDEO_DECODER_DESC, desc, (pDesc) => {
    const { hresult, value: count = 0 } = told(device, call, GetVideoDecoderBufferTypeCount, UINT, (pCount) =>
      video.pfnGetVideoDecoderBufferTypeCount?.(host.hDevice, pDesc, pCount),
    );
    if (failed(hresult)) return { hresult };
    const infos: BufferInfo[] = [];
    for (let index = 0; index < count; index += 1) {
      const layout = D3D11_1DDI_VIDEO_DECODER_BUFFER_INFO;
      const info = told(device, call, GetVideoDecoderBufferInfo, layout, (pInfo) =>
        video.pfnGetVideoDecoderBufferInfo?.(host.hDevice, pDesc, index, pInfo),
      );
      if (failed(info.hresult)) return { hresult: info.hresult };
      const mistake = infoMistake(info.value!);
      if (mistake) return { hresult: refuse(device, call, mistake, E_FAIL) };
      infos.push(info.value!);
    }
    return { hresult, value: infos };
  });
}

/** The driver's mistake, which has ids of its own (DV-AMB-11). */
function infoMistake({ Type, Size, Usage }: BufferInfo) {
  const of = `the driver's buffer for ${DDI_TYPE.text(Type)}`;
  if (Size === 0)
    return { name: 'CREATEVIDEODECODER_DRIVER_INVALIDBUFFERSIZE', text: `${of} has no bytes` } as const;
  if (Usage === DYNAMIC || Usage === STAGING) return undefined;
  const text = `${of} has the usage ${D3D11_USAGE.text(Usage)}, which the CPU cannot write to`;
  return { name: 'CREATEVIDEODECODER_DRIVER_INVALIDBUFFERUSAGE', text } as const;
}

function bufferResource({ Type, Size, Usage }: BufferInfo): DdiResource {
  return {
    dimension: D3D10DDIRESOURCE_TYPE.BUFFER,
    width: Size,
    height: 1,
    mipLevels: 1,
    arraySize: 1,
    format: 0,
    sampleCount: 1,
    sampleQuality: 0,
    usage: Usage,
    bindFlags: 0,
    cpuAccessFlags: D3D11_CPU_ACCESS_FLAG.WRITE,
    miscFlags: 0,
    decoderBufferType: Type,
  };
}

/** Makes a buffer of each type, by the API's type: S_OK, or why one could not be made. */
export function makeBuffers(
  device: RuntimeDevice,
  call: string,
  infos: readonly BufferInfo[],
  buffers: Map<number, DecoderBuffer>,
): Hresult {
  for (const info of infos) {
    const { hresult, object } = makeResource(device, call, bufferResource(info), null);
    if (!object) return hresult;
    const buffer = new DecoderBuffer(device, object, info);
    buffers.get(buffer.type)?.destroy(call); // a driver that tells of a type twice
    buffers.set(buffer.type, buffer);
  }
  return S_OK;
}
