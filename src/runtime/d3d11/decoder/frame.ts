/** A frame's begin and end. */
import type { Hresult } from '../../../abi/index.js';
import { failed, NULL } from '../../../abi/index.js';
import {
  D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME,
  VideoDecoderBeginFrame,
  VideoDecoderEndFrame,
} from '../../../ddi/index.js';
import { withStruct } from '../../../host/index.js';
import { notInDriver } from '../hardware-session.js';
import type { RuntimeDevice } from '../runtime-device.js';
import type { ContentKey } from './frame-key.js';
import { withContentKey } from './frame-key.js';
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
