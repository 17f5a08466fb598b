import type { Hresult } from '../../abi/index.js';
import { UINT, UINT64 } from '../../abi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import {
  bytesIn,
  bytesOrStructIn,
  comInterface,
  hresult,
  object,
  objects,
  opaque,
  optional,
  structIn,
  structsIn,
  uint,
  value,
  valueOut,
  valuesIn,
} from '../kit/index.js';
import type { ID3D11CryptoSession } from './crypto-session.js';
import {
  D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION,
  D3D11_VIDEO_DECODER_BUFFER_DESC1,
  D3D11_VIDEO_DECODER_BUFFER_DESC2,
} from './decoder-structs.js';
import type { ID3D11Buffer } from './resource.js';
import { ID3D11VideoContext } from './video-context.js';
import type { ID3D11VideoDecoder } from './video-decoder.js';
import type { ID3D11VideoDecoderOutputView } from './view.js';
import { D3D11_CRYPTO_SESSION_STATUS } from './video-values.js';
import { D3D11_VIDEO_SAMPLE_DESC } from './video-structs.js';
import { DXGI_COLOR_SPACE_TYPE } from '../dxgi/values.js';

/**
 * ID3D11VideoContext1: session status, hardware keys, buffers with sub-samples. Video processing are slots that are not
 * emulated.
 */
export interface ID3D11VideoContext1 extends ID3D11VideoContext {
  /**
   * SubmitDecoderBuffers with sub-samples in the place of block info.
   * @param NumBuffers how many elements pBufferDesc has
   * @returns as SubmitDecoderBuffers; E_NOTIMPL where the driver is older than WDDM 2.0
   */
  SubmitDecoderBuffers1(
    pDecoder: ID3D11VideoDecoder,
    NumBuffers: number,
    pBufferDesc: readonly D3D11_VIDEO_DECODER_BUFFER_DESC1[],
  ): Hresult;
  /**
   * What a new hardware key is made from (GDHK-1).
   * @param PrivateInputSize length of pPrivatInputData in bytes
   * @param pPrivateOutputData gets 64 bits
   * @returns S_OK; E_INVALIDARG; E_OUTOFMEMORY; E_NOTIMPL where the driver has no such function;
   *   DXGI_ERROR_DEVICE_REMOVED
   */
  GetDataForNewHardwareKey(
    pCryptoSession: ID3D11CryptoSession,
    PrivateInputSize: number,
    pPrivatInputData: Uint8Array,
    pPrivateOutputData: Out<bigint>,
  ): Hresult;
  /**
   * Whether a session still has its key: D3D11_CRYPTO_SESSION_STATUS (D-44). What to ask after a tear-down.
   * @returns S_OK; E_INVALIDARG; E_OUTOFMEMORY; E_NOTIMPL where the driver has no such function;
   *   DXGI_ERROR_DEVICE_REMOVED
   */
  CheckCryptoSessionStatus(pCryptoSession: ID3D11CryptoSession, pStatus: Out<number>): Hresult;
  /**
   * Has a decoder write smaller frames.
   * @param ReferenceFrameCount how many frames of full size the decoder keeps
   * @returns S_OK; E_INVALIDARG
   * @remarks No driver is asked: E_INVALIDARG, as `CheckVideoDecoderDownsampling` has it.
   */
  DecoderEnableDownsampling(
    pDecoder: ID3D11VideoDecoder,
    InputColorSpace: number,
    pOutputDesc: D3D11_VIDEO_SAMPLE_DESC,
    ReferenceFrameCount: number,
  ): Hresult;
  /**
   * Changes their size. @returns S_OK; E_INVALIDARG
   * @remarks No driver is asked: E_INVALIDARG.
   */
  DecoderUpdateDownsampling(pDecoder: ID3D11VideoDecoder, pOutputDesc: D3D11_VIDEO_SAMPLE_DESC): Hresult;
  VideoProcessorSetOutputColorSpace1: Opaque<undefined>;
  VideoProcessorSetOutputShaderUsage: Opaque<undefined>;
  VideoProcessorGetOutputColorSpace1: Opaque<undefined>;
  VideoProcessorGetOutputShaderUsage: Opaque<undefined>;
  VideoProcessorSetStreamColorSpace1: Opaque<undefined>;
  VideoProcessorSetStreamMirror: Opaque<undefined>;
  VideoProcessorGetStreamColorSpace1: Opaque<undefined>;
  VideoProcessorGetStreamMirror: Opaque<undefined>;
  VideoProcessorGetBehaviorHints: Opaque;
}

export const ID3D11VideoContext1: ComInterface<ID3D11VideoContext1> = comInterface<
  ID3D11VideoContext1,
  ID3D11VideoContext
>('ID3D11VideoContext1', 'a7f026da-a5f8-4487-a564-15e34357651e', ID3D11VideoContext, {
  SubmitDecoderBuffers1: hresult([
    object('pDecoder', 'ID3D11VideoDecoder', true),
    uint('NumBuffers'),
    structsIn('pBufferDesc', D3D11_VIDEO_DECODER_BUFFER_DESC1, 'NumBuffers'),
  ]),
  GetDataForNewHardwareKey: hresult(
    [
      object('pCryptoSession', 'ID3D11CryptoSession', true),
      uint('PrivateInputSize'),
      bytesIn('pPrivatInputData', 'PrivateInputSize'),
      valueOut('pPrivateOutputData', UINT64),
    ],
    'GETDATAFORNEWHARDWAREKEY_NULLPARAM',
  ),
  CheckCryptoSessionStatus: hresult(
    [object('pCryptoSession', 'ID3D11CryptoSession', true), valueOut('pStatus', D3D11_CRYPTO_SESSION_STATUS)],
    'CHECKCRYPTOSESSIONSTATUS_NULLPARAM',
  ),
  DecoderEnableDownsampling: hresult(
    [
      object('pDecoder', 'ID3D11VideoDecoder', true),
      value('InputColorSpace', DXGI_COLOR_SPACE_TYPE),
      structIn('pOutputDesc', D3D11_VIDEO_SAMPLE_DESC),
      uint('ReferenceFrameCount'),
    ],
    'VIDEODECODERENABLEDOWNSAMPLING_NULLPARAM',
  ),
  DecoderUpdateDownsampling: hresult(
    [object('pDecoder', 'ID3D11VideoDecoder', true), structIn('pOutputDesc', D3D11_VIDEO_SAMPLE_DESC)],
    'VIDEODECODERUPDATEDOWNSAMPLING_NULLPARAM',
  ),
  VideoProcessorSetOutputColorSpace1: opaque.nothing,
  VideoProcessorSetOutputShaderUsage: opaque.nothing,
  VideoProcessorGetOutputColorSpace1: opaque.nothing,
  VideoProcessorGetOutputShaderUsage: opaque.nothing,
  VideoProcessorSetStreamColorSpace1: opaque.nothing,
  VideoProcessorSetStreamMirror: opaque.nothing,
  VideoProcessorGetStreamColorSpace1: opaque.nothing,
  VideoProcessorGetStreamMirror: opaque.nothing,
  VideoProcessorGetBehaviorHints: opaque.hresult,
});

/** ID3D11VideoContext2: metadata of high dynamic range: slots that are not emulated. */
export interface ID3D11VideoContext2 extends ID3D11VideoContext1 {
  VideoProcessorSetOutputHDRMetaData: Opaque<undefined>;
  VideoProcessorGetOutputHDRMetaData: Opaque<undefined>;
  VideoProcessorSetStreamHDRMetaData: Opaque<undefined>;
  VideoProcessorGetStreamHDRMetaData: Opaque<undefined>;
}

export const ID3D11VideoContext2: ComInterface<ID3D11VideoContext2> = comInterface<
  ID3D11VideoContext2,
  ID3D11VideoContext1
>('ID3D11VideoContext2', 'c4e7374c-6243-4d1b-ae87-52b4f740e261', ID3D11VideoContext1, {
  VideoProcessorSetOutputHDRMetaData: opaque.nothing,
  VideoProcessorGetOutputHDRMetaData: opaque.nothing,
  VideoProcessorSetStreamHDRMetaData: opaque.nothing,
  VideoProcessorGetStreamHDRMetaData: opaque.nothing,
});

/** ID3D11VideoContext3: histograms and buffers with a pattern. */
export interface ID3D11VideoContext3 extends ID3D11VideoContext2 {
  /**
   * Begins a frame, with places for histograms.
   * @param ContentKeySize length of pContentKey in bytes; the key as in DecoderBeginFrame
   * @param NumComponentHistograms how many elements pHistogramOffsets and ppHistogramBuffers have, 4 at most
   * @param pHistogramOffsets bytes into each buffer, multiples of 256
   * @param ppHistogramBuffers null for a component without histogram
   * @returns as DecoderBeginFrame; E_NOTIMPL for a histogram where the driver is older than Windows 10 1803
   */
  DecoderBeginFrame1(
    pDecoder: ID3D11VideoDecoder,
    pView: ID3D11VideoDecoderOutputView,
    ContentKeySize: number,
    pContentKey: Uint8Array | D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION | null,
    NumComponentHistograms: number,
    pHistogramOffsets: readonly number[] | null,
    ppHistogramBuffers: readonly (ID3D11Buffer | null)[] | null,
  ): Hresult;
  /**
   * SubmitDecoderBuffers1 with a pattern of encrypted and clear blocks.
   * @param NumBuffers how many elements pBufferDesc has
   * @returns as SubmitDecoderBuffers1; E_NOTIMPL for a pattern where the driver is older than Windows 10 1803
   */
  SubmitDecoderBuffers2(
    pDecoder: ID3D11VideoDecoder,
    NumBuffers: number,
    pBufferDesc: readonly D3D11_VIDEO_DECODER_BUFFER_DESC2[],
  ): Hresult;
}

export const ID3D11VideoContext3: ComInterface<ID3D11VideoContext3> = comInterface<
  ID3D11VideoContext3,
  ID3D11VideoContext2
>('ID3D11VideoContext3', 'a9e2faa0-cb39-418f-a0b7-d8aad4de672e', ID3D11VideoContext2, {
  DecoderBeginFrame1: hresult(
    [
      object('pDecoder', 'ID3D11VideoDecoder', true),
      object('pView', 'ID3D11VideoDecoderOutputView', true),
      uint('ContentKeySize'),
      optional(
        bytesOrStructIn('pContentKey', 'ContentKeySize', D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION),
      ),
      uint('NumComponentHistograms', 'DECODERBEGINFRAME_INVALID_HISTOGRAM_COMPONENT_COUNT'),
      optional(valuesIn('pHistogramOffsets', UINT, 'NumComponentHistograms')),
      optional(objects('ppHistogramBuffers', 'ID3D11Buffer', 'NumComponentHistograms')),
    ],
    'DECODERBEGINFRAME_NULLPARAM',
  ),
  SubmitDecoderBuffers2: hresult([
    object('pDecoder', 'ID3D11VideoDecoder', true),
    uint('NumBuffers'),
    structsIn('pBufferDesc', D3D11_VIDEO_DECODER_BUFFER_DESC2, 'NumBuffers'),
  ]),
});
