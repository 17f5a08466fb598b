import type { Hresult } from '../../../abi/index.js';
import type {
  D3D11_VIDEO_DECODER_BUFFER_DESC,
  D3D11_VIDEO_DECODER_BUFFER_DESC1,
  D3D11_VIDEO_DECODER_BUFFER_DESC2,
  D3D11_VIDEO_DECODER_EXTENSION,
} from '../../../api/d3d11/index.js';
import type { Out } from '../../../api/kit/index.js';
import type { Buffer } from '../resource.js';
import type { RuntimeDevice } from '../runtime-device.js';
import { enableDownsampling, updateDownsampling } from './downsampling.js';
import { decoderExtension } from './decoder-extension.js';
import type { ContentKey } from './frame-key.js';
import { decoderBeginFrame, decoderBeginFrame1, decoderEndFrame } from './frame.js';
import { getDecoderBuffer, releaseDecoderBuffer } from './locked-buffers.js';
import type { VideoDecoderOutputView } from './output-view.js';
import { submitDecoderBuffers, submitDecoderBuffers1, submitDecoderBuffers2 } from './submit-buffers.js';
import type { VideoDecoder } from './video-decoder.js';

/** What of ID3D11VideoContext, and of its later versions, is about frames of decoders. */
export abstract class DecoderContext {
  constructor(protected readonly device: RuntimeDevice) {}

  GetDecoderBuffer(
    decoder: VideoDecoder,
    Type: number,
    pBufferSize: Out<number>,
    ppBuffer: Out<Uint8Array>,
  ): Hresult {
    return getDecoderBuffer(this.device, decoder, Type, pBufferSize, ppBuffer);
  }

  ReleaseDecoderBuffer(decoder: VideoDecoder, Type: number): Hresult {
    return releaseDecoderBuffer(this.device, decoder, Type);
  }

  DecoderBeginFrame(
    decoder: VideoDecoder,
    view: VideoDecoderOutputView,
    ContentKeySize: number,
    pContentKey: ContentKey,
  ): Hresult {
    return decoderBeginFrame(this.device, { decoder, view, ContentKeySize, pContentKey });
  }

  DecoderBeginFrame1(
    decoder: VideoDecoder,
    view: VideoDecoderOutputView,
    ContentKeySize: number,
    pContentKey: ContentKey,
    NumComponentHistograms: number,
    pHistogramOffsets: readonly number[] | null,
    ppHistogramBuffers: readonly (Buffer | null)[] | null,
  ): Hresult {
    const histograms = { NumComponentHistograms, pHistogramOffsets, ppHistogramBuffers };
    const frame = { decoder, view, ContentKeySize, pContentKey };
    return decoderBeginFrame1(this.device, frame, histograms);
  }

  SubmitDecoderBuffers(
    decoder: VideoDecoder,
    NumBuffers: number,
    descs: readonly D3D11_VIDEO_DECODER_BUFFER_DESC[],
  ): Hresult {
    return submitDecoderBuffers(this.device, decoder, descs.slice(0, NumBuffers));
  }

  SubmitDecoderBuffers1(
    decoder: VideoDecoder,
    NumBuffers: number,
    descs: readonly D3D11_VIDEO_DECODER_BUFFER_DESC1[],
  ): Hresult {
    return submitDecoderBuffers1(this.device, decoder, descs.slice(0, NumBuffers));
  }

  SubmitDecoderBuffers2(
    decoder: VideoDecoder,
    NumBuffers: number,
    descs: readonly D3D11_VIDEO_DECODER_BUFFER_DESC2[],
  ): Hresult {
    return submitDecoderBuffers2(this.device, decoder, descs.slice(0, NumBuffers));
  }

  DecoderEndFrame(decoder: VideoDecoder): Hresult {
    return decoderEndFrame(this.device, decoder);
  }

  DecoderEnableDownsampling(): Hresult {
    return enableDownsampling(this.device);
  }

  DecoderUpdateDownsampling(): Hresult {
    return updateDownsampling(this.device);
  }

  DecoderExtension(decoder: VideoDecoder, data: D3D11_VIDEO_DECODER_EXTENSION): Hresult {
    return decoderExtension(this.device, decoder, data);
  }
}
