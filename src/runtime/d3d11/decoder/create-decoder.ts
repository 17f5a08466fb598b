import type { Hresult } from '../../../abi/index.js';
import { failed, NULL } from '../../../abi/index.js';
import type { D3D11_VIDEO_DECODER_CONFIG, D3D11_VIDEO_DECODER_DESC } from '../../../api/d3d11/index.js';
import type { Implementor, Out } from '../../../api/kit/index.js';
import type { HDecode, HRTDecode } from '../../../ddi/index.js';
import {
  CreateVideoDecoder,
  D3D11_1DDIARG_CREATEVIDEODECODER,
  E_OUTOFMEMORY,
  S_OK,
  VideoDecoderGetHandle,
} from '../../../ddi/index.js';
import { decoderKind, DriverObject, orOutOfMemory, withBytes, withStruct } from '../../../host/index.js';
import type { ResourceMaker } from '../create-resource.js';
import type { RuntimeDevice } from '../runtime-device.js';
import type { BufferInfo, DecoderBuffer } from './decoder-buffer.js';
import { bufferInfos, makeBuffers } from './decoder-buffer.js';
import type { Told } from './decoder-queries.js';
import { checkDescription } from './decoder-queries.js';
import { decoderEnd, VideoDecoder } from './video-decoder.js';

const call = 'ID3D11VideoDevice::CreateVideoDecoder';
const messages = {
  format: 'CREATEVIDEODECODER_INVALIDFORMAT',
  size: 'CREATEVIDEODECODER_ZEROWIDTHHEIGHT',
} as const;

/**
 * ID3D11VideoDevice::CreateVideoDecoder: what the driver says of its buffers, the decoder, a resource for each buffer, and
 * the driver's number for it (VDEC-1, VDEC-7, VDGH).
 */
export function createVideoDecoder(
  device: ResourceMaker,
  desc: D3D11_VIDEO_DECODER_DESC,
  config: D3D11_VIDEO_DECODER_CONFIG,
  ppDecoder: Out<Implementor>,
): Hresult {
  const { runtime } = device;
  const described = checkDescription(runtime, call, desc, messages);
  if (failed(described)) return described;
  const infos = bufferInfos(runtime, call, desc);
  if (failed(infos.hresult)) return infos.hresult;
  const { hresult, value: object } = createAtDriver(runtime, desc, config);
  if (!object) return hresult;
  const buffers = new Map<number, DecoderBuffer>();
  const handle = orOutOfMemory<Told<bigint>>(
    () => furnish(runtime, object, infos.value!, buffers),
    () => ({ hresult: runtime.shortage(call, E_OUTOFMEMORY) }),
  );
  if (failed(handle.hresult)) {
    object.destroy();
    runtime.judgeVoid(decoderEnd.declaration, call);
    for (const buffer of buffers.values()) buffer.destroy(call);
    return handle.hresult;
  }
  const parts = { object, desc: { ...desc }, config: { ...config }, buffers, handle: handle.value };
  ppDecoder.value = new VideoDecoder(device, runtime, parts);
  return S_OK;
}

function createAtDriver(
  runtime: RuntimeDevice,
  Desc: D3D11_VIDEO_DECODER_DESC,
  Config: D3D11_VIDEO_DECODER_CONFIG,
): Told<DriverObject<HDecode>> {
  const layout = D3D11_1DDIARG_CREATEVIDEODECODER;
  return withStruct(runtime.memory, layout, { Desc, Config }, (pCreate) => {
    const request = { pCreate, runtimeHandle: 0xdec0_0001 as HRTDecode };
    const object = DriverObject.create(runtime.host, decoderKind, request);
    if (object.handle === NULL) return { hresult: runtime.shortage(call, object.code) };
    const hresult = runtime.judge(CreateVideoDecoder, call, object.code);
    if (!failed(hresult)) return { hresult, value: object };
    object.discard();
    return { hresult };
  });
}

/** What comes after the driver's decoder: its buffers, and its number. */
function furnish(
  runtime: RuntimeDevice,
  object: DriverObject<HDecode>,
  infos: readonly BufferInfo[],
  buffers: Map<number, DecoderBuffer>,
): Told<bigint> {
  const hresult = makeBuffers(runtime, call, infos, buffers);
  return failed(hresult) ? { hresult } : handleOf(runtime, object);
}

function handleOf(runtime: RuntimeDevice, { handle }: DriverObject<HDecode>): Told<bigint> {
  const { memory, host, video } = runtime;
  const getHandle = video.pfnVideoDecoderGetHandle;
  if (!getHandle) return { hresult: S_OK };
  return withBytes(memory, 8, 'pContentProtectionHandle', (pHandle) => {
    const hresult = runtime.judge(VideoDecoderGetHandle, call, getHandle(host.hDevice, handle, pHandle));
    return failed(hresult) ? { hresult } : { hresult, value: memory.readU64(pHandle) };
  });
}
