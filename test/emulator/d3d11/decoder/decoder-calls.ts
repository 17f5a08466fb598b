import * as ddi from 'softumd/ddi';
import type { BenchDevice } from '../bench.js';
import type { CallPlan } from '../calls.js';
import {
  BUFFER_TYPE,
  decoderArguments,
  descriptionArguments,
  frameArguments,
  makeDecoder,
  makeView,
  viewArguments,
} from './decoder-bench.js';

const { S_OK, E_OUTOFMEMORY, D3DDDIERR_DEVICEREMOVED } = ddi;

/** A decoder in a frame. */
function inFrame(device: BenchDevice): ddi.HDecode {
  const decoder = makeDecoder(device);
  const pBeginFrame = frameArguments(device, makeView(device));
  const code = device.video.pfnVideoDecoderBeginFrame(device.hDevice, decoder, pBeginFrame);
  if (code !== S_OK) throw new Error(`no frame: ${code}`);
  return decoder;
}

/** Good calls of decoders; what they are for is said in calls.ts. */
export const decoderCalls: readonly CallPlan[] = [
  {
    declaration: ddi.GetVideoDecoderProfileCount,
    find: (_bench, { video }) => video.pfnGetVideoDecoderProfileCount,
    good: (bench, { hDevice }) => [hDevice, bench.bytes(4)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.GetVideoDecoderProfile,
    find: (_bench, { video }) => video.pfnGetVideoDecoderProfile,
    good: (bench, { hDevice }) => [hDevice, 0, bench.bytes(16)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.CheckVideoDecoderFormat,
    find: (_bench, { video }) => video.pfnCheckVideoDecoderFormat,
    good: (bench, { hDevice }) => [
      hDevice,
      bench.guid(ddi.D3D11_1DDI_DECODER_PROFILE_H264_VLD_NOFGT),
      ddi.DXGI_FORMAT.NV12,
      bench.bytes(4),
    ],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.GetVideoDecoderConfigCount,
    find: (_bench, { video }) => video.pfnGetVideoDecoderConfigCount,
    good: (bench, { hDevice }) => [hDevice, descriptionArguments(bench), bench.bytes(4)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.GetVideoDecoderConfig,
    find: (_bench, { video }) => video.pfnGetVideoDecoderConfig,
    good: (bench, { hDevice }) => [hDevice, descriptionArguments(bench), 0, bench.bytes(100)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.GetVideoDecoderBufferTypeCount,
    find: (_bench, { video }) => video.pfnGetVideoDecoderBufferTypeCount,
    good: (bench, { hDevice }) => [hDevice, descriptionArguments(bench), bench.bytes(4)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.GetVideoDecoderBufferInfo,
    find: (_bench, { video }) => video.pfnGetVideoDecoderBufferInfo,
    good: (bench, { hDevice }) => [hDevice, descriptionArguments(bench), 0, bench.bytes(12)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.CreateVideoDecoder,
    find: (_bench, { video }) => video.pfnCreateVideoDecoder,
    good: (bench, { hDevice }) => [hDevice, decoderArguments(bench), bench.bytes(16), 0x79],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.DestroyVideoDecoder,
    find: (_bench, { video }) => video.pfnDestroyVideoDecoder,
    good: (_bench, device) => [device.hDevice, makeDecoder(device)],
    removed: S_OK,
  },
  {
    declaration: ddi.VideoDecoderGetHandle,
    find: (_bench, { video }) => video.pfnVideoDecoderGetHandle,
    good: (bench, device) => [device.hDevice, makeDecoder(device), bench.bytes(8)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.CreateVideoDecoderOutputView,
    find: (_bench, { video }) => video.pfnCreateVideoDecoderOutputView,
    good: (bench, device) => [device.hDevice, viewArguments(device), bench.bytes(16), 0x7a],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
  {
    declaration: ddi.DestroyVideoDecoderOutputView,
    find: (_bench, { video }) => video.pfnDestroyVideoDecoderOutputView,
    good: (_bench, device) => [device.hDevice, makeView(device)],
    removed: S_OK,
  },
  {
    declaration: ddi.VideoDecoderBeginFrame,
    find: (_bench, { video }) => video.pfnVideoDecoderBeginFrame,
    good: (bench, device) => {
      const hOutputView = makeView(device);
      const image = ddi.D3D11_1DDIARG_VIDEODECODERBEGINFRAME.toBytes({ hOutputView });
      return [device.hDevice, makeDecoder(device), bench.bytes(image)];
    },
    removed: E_OUTOFMEMORY,
  },
  {
    declaration: ddi.VideoDecoderSubmitBuffers,
    find: (_bench, { video }) => video.pfnVideoDecoderSubmitBuffers,
    good: (bench, device) => {
      const pBufferDesc = bench.bytes(
        ddi.D3D11_1DDI_VIDEO_DECODER_BUFFER_DESC.toBytes({
          hResource: device.buffer(64),
          BufferType: BUFFER_TYPE.BITSTREAM,
          DataSize: 64,
        }),
      );
      return [device.hDevice, inFrame(device), 1, pBufferDesc];
    },
    removed: E_OUTOFMEMORY,
  },
  {
    declaration: ddi.VideoDecoderEndFrame,
    find: (_bench, { video }) => video.pfnVideoDecoderEndFrame,
    good: (_bench, device) => [device.hDevice, inFrame(device)],
    removed: D3DDDIERR_DEVICEREMOVED,
  },
];
