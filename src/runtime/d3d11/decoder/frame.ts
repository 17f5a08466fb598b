/** A frame's begin and end, and what a driver has besides. */
import type { Hresult } from '../../../abi/index.js';
import { failed, NULL } from '../../../abi/index.js';
import type { D3D11_VIDEO_DECODER_EXTENSION, ID3D11Resource } from '../../../api/d3d11/index.js';
import { implementationOf, objectOf } from '../../../api/kit/index.js';
import {
  D3D10DDI_HRESOURCE,
  D3D11_1DDIARG_VIDEODECODEREXTENSION,
  D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME,
  VideoDecoderBeginFrame,
  VideoDecoderEndFrame,
  VideoDecoderExtension,
} from '../../../ddi/index.js';
import type { Address } from '../../../abi/index.js';
import { Blocks, withStruct } from '../../../host/index.js';
import { notInDriver } from '../hardware-session.js';
import type { AnyResource } from '../resource.js';
import type { RuntimeDevice } from '../runtime-device.js';
import type { ContentKey } from './frame-key.js';
import { copied, withContentKey } from './frame-key.js';
import type { Histogram, HistogramParameters } from './histograms.js';
import { histogramsOf } from './histograms.js';
import type { VideoDecoderOutputView } from './output-view.js';
import { refuse } from './refuse.js';
import type { VideoDecoder } from './video-decoder.js';

/** The parameters of DecoderBeginFrame. */
export interface FrameParameters {
  readonly decoder: VideoDecoder;
  readonly view: VideoDecoderOutputView;
  readonly ContentKeySize: number;
  readonly pContentKey: ContentKey;
}

/** ID3D11VideoContext::DecoderBeginFrame. */
export function decoderBeginFrame(device: RuntimeDevice, frame: FrameParameters): Hresult {
  return begin(device, 'ID3D11VideoContext::DecoderBeginFrame', frame, []);
}

/** ID3D11VideoContext3::DecoderBeginFrame1. */
export function decoderBeginFrame1(
  device: RuntimeDevice,
  frame: FrameParameters,
  parameters: HistogramParameters,
): Hresult {
  const call = 'ID3D11VideoContext3::DecoderBeginFrame1';
  const histograms = histogramsOf(parameters);
  if ('text' in histograms) return refuse(device, call, histograms);
  // Tables before 1803's read 24 bytes alone: no histogram would come.
  const isWanted = histograms.some(({ hBuffer }) => hBuffer !== NULL);
  if (isWanted && !device.video.pfnVideoDecoderSubmitBuffers2) return notInDriver(device, call);
  return begin(device, call, frame, histograms);
}

/** The argument is that of WDDM 2.4, of which older drivers read what they know (VDEC-25). */
function begin(
  device: RuntimeDevice,
  call: string,
  { decoder, view, ContentKeySize, pContentKey }: FrameParameters,
  Histograms: readonly Histogram[],
): Hresult {
  const { host, video, messages } = device;
  const beginFrame = video.pfnVideoDecoderBeginFrame;
  if (!beginFrame) return notInDriver(device, call);
  if (decoder.openFrames > 0)
    messages.add(call, 'FRAME_NOT_ENDED', 'DecoderEndFrame did not come after the frame before');
  return withContentKey(device, call, decoder, { pContentKey, ContentKeySize }, ({ session, ...key }) => {
    const layout = D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME;
    const none = layout.zero.Histograms;
    const argument = {
      hOutputView: view.driverHandle,
      ...key,
      Histograms: none.map((entry, at) => Histograms[at] ?? entry),
    };
    return withStruct(device.memory, layout, argument, (pBeginFrame) => {
      const answer = beginFrame(host.hDevice, decoder.driverHandle, pBeginFrame);
      if (failed(answer)) session?.tellIfKeyLost(call);
      const code = device.judge(VideoDecoderBeginFrame, call, answer);
      if (failed(code)) return code;
      decoder.openFrames += 1;
      view.texture.isDefined = true;
      return code;
    });
  });
}

/** ID3D11VideoContext::DecoderEndFrame. */
export function decoderEndFrame(device: RuntimeDevice, decoder: VideoDecoder): Hresult {
  const call = 'ID3D11VideoContext::DecoderEndFrame';
  const { host, video } = device;
  const endFrame = video.pfnVideoDecoderEndFrame;
  if (!endFrame) return notInDriver(device, call);
  if (decoder.openFrames === 0)
    return refuse(device, call, { name: 'NO_FRAME', text: 'DecoderBeginFrame did not come before' });
  endFrame(host.hDevice, decoder.driverHandle);
  const code = device.judgeVoid(VideoDecoderEndFrame, call);
  if (!failed(code)) decoder.openFrames -= 1;
  return code;
}

/** The resources of an extension, or what is wrong with one of them. */
function resourcesOf(
  device: RuntimeDevice,
  count: number,
  list: readonly (ID3D11Resource | null)[] | null,
): readonly AnyResource[] | string {
  const resources: AnyResource[] = [];
  for (let at = 0; at < count; at += 1) {
    const view = list?.[at] ?? null;
    if (!view) return `ppResourceList: element ${at} of ${count} is null`;
    const { environment, isEnded } = objectOf(view);
    if (environment !== device) return `ppResourceList: element ${at} belongs to another device`;
    if (isEnded) return `ppResourceList: element ${at} has been released`;
    resources.push(implementationOf(view) as AnyResource);
  }
  return resources;
}

/** ID3D11VideoContext::DecoderExtension: what comes of it is the driver's own affair (VDEC-24). */
export function decoderExtension(
  device: RuntimeDevice,
  decoder: VideoDecoder,
  data: D3D11_VIDEO_DECODER_EXTENSION,
): Hresult {
  const call = 'ID3D11VideoContext::DecoderExtension';
  const { memory, host, video } = device;
  const extension = video.pfnVideoDecoderExtension;
  if (!extension) return notInDriver(device, call);
  const { pPrivateInputData, PrivateInputDataSize, pPrivateOutputData, PrivateOutputDataSize } = data;
  const resources = resourcesOf(device, data.ResourceCount, data.ppResourceList);
  if (typeof resources === 'string')
    return refuse(device, call, { name: 'DECODEREXTENSION_INVALIDRESOURCE', text: resources });
  const isShort =
    (pPrivateInputData?.length ?? 0) < PrivateInputDataSize ||
    (pPrivateOutputData?.length ?? 0) < PrivateOutputDataSize;
  if (isShort) {
    const text = `pExtensionData: fewer bytes than the sizes ${PrivateInputDataSize} and ${PrivateOutputDataSize}`;
    return refuse(device, call, { name: 'SHORT_BUFFER', text });
  }
  const blocks = new Blocks(memory);
  try {
    const handleBytes = D3D10DDI_HRESOURCE.size('x64');
    const list = resources.length === 0 ? NULL : blocks.add(resources.length * handleBytes, 'pResourceList');
    resources.forEach(({ hResource }, at) => {
      D3D10DDI_HRESOURCE.write(memory, (list + at * handleBytes) as Address, hResource, 'x64');
    });
    const output = copied(device, blocks, pPrivateOutputData, PrivateOutputDataSize, 'pPrivateOutputData');
    const argument = {
      Function: data.Function,
      pPrivateInputData: copied(device, blocks, pPrivateInputData, PrivateInputDataSize, 'pPrivateInputData'),
      PrivateInputDataSize,
      pPrivateOutputData: output,
      PrivateOutputDataSize,
      ResourceCount: resources.length,
      pResourceList: list,
    };
    return withStruct(memory, D3D11_1DDIARG_VIDEODECODEREXTENSION, argument, (pExtensionData) => {
      const answer = extension(host.hDevice, decoder.driverHandle, pExtensionData);
      const code = device.judge(VideoDecoderExtension, call, answer);
      if (!failed(code) && output !== NULL)
        pPrivateOutputData?.set(memory.copyOut(output, PrivateOutputDataSize));
      return code;
    });
  } finally {
    blocks.free();
  }
}
