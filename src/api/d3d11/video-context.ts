import type { Hresult } from '../../abi/index.js';
import { UINT } from '../../abi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import {
  bytesIn,
  bytesInOut,
  bytesOut,
  comInterface,
  hresult,
  nothing,
  object,
  objectOrBase,
  opaque,
  optional,
  pointerOut,
  structIn,
  uint,
  value,
  valueOut,
} from '../kit/index.js';
import type { ID3D11AuthenticatedChannel } from './authenticated-channel.js';
import type { ID3D11CryptoSession } from './crypto-session.js';
import { ID3D11DeviceChild } from './device-child.js';
import type { ID3D11Texture2D } from './resource.js';
import type { ID3D11VideoDecoder } from './video-decoder.js';
import type { ID3D11VideoDecoderOutputView } from './view.js';
import { D3D11_VIDEO_DECODER_BUFFER_TYPE } from './video-values.js';
import { D3D11_ENCRYPTED_BLOCK_INFO } from './video-structs.js';

/** ID3D11VideoContext. */
export interface ID3D11VideoContext extends ID3D11DeviceChild {
  GetDecoderBuffer(
    pDecoder: ID3D11VideoDecoder,
    Type: number,
    pBufferSize: Out<number>,
    ppBuffer: Out<Uint8Array>,
  ): Hresult;
  ReleaseDecoderBuffer(pDecoder: ID3D11VideoDecoder, Type: number): Hresult;
  DecoderBeginFrame(
    pDecoder: ID3D11VideoDecoder,
    pView: ID3D11VideoDecoderOutputView,
    ContentKeySize: number,
    pContentKey: Uint8Array | null,
  ): Hresult;
  DecoderEndFrame(pDecoder: ID3D11VideoDecoder): Hresult;
  SubmitDecoderBuffers: Opaque;
  DecoderExtension: Opaque;
  VideoProcessorSetOutputTargetRect: Opaque<undefined>;
  VideoProcessorSetOutputBackgroundColor: Opaque<undefined>;
  VideoProcessorSetOutputColorSpace: Opaque<undefined>;
  VideoProcessorSetOutputAlphaFillMode: Opaque<undefined>;
  VideoProcessorSetOutputConstriction: Opaque<undefined>;
  VideoProcessorSetOutputStereoMode: Opaque<undefined>;
  VideoProcessorSetOutputExtension: Opaque;
  VideoProcessorGetOutputTargetRect: Opaque<undefined>;
  VideoProcessorGetOutputBackgroundColor: Opaque<undefined>;
  VideoProcessorGetOutputColorSpace: Opaque<undefined>;
  VideoProcessorGetOutputAlphaFillMode: Opaque<undefined>;
  VideoProcessorGetOutputConstriction: Opaque<undefined>;
  VideoProcessorGetOutputStereoMode: Opaque<undefined>;
  VideoProcessorGetOutputExtension: Opaque;
  VideoProcessorSetStreamFrameFormat: Opaque<undefined>;
  VideoProcessorSetStreamColorSpace: Opaque<undefined>;
  VideoProcessorSetStreamOutputRate: Opaque<undefined>;
  VideoProcessorSetStreamSourceRect: Opaque<undefined>;
  VideoProcessorSetStreamDestRect: Opaque<undefined>;
  VideoProcessorSetStreamAlpha: Opaque<undefined>;
  VideoProcessorSetStreamPalette: Opaque<undefined>;
  VideoProcessorSetStreamPixelAspectRatio: Opaque<undefined>;
  VideoProcessorSetStreamLumaKey: Opaque<undefined>;
  VideoProcessorSetStreamStereoFormat: Opaque<undefined>;
  VideoProcessorSetStreamAutoProcessingMode: Opaque<undefined>;
  VideoProcessorSetStreamFilter: Opaque<undefined>;
  VideoProcessorSetStreamExtension: Opaque;
  VideoProcessorGetStreamFrameFormat: Opaque<undefined>;
  VideoProcessorGetStreamColorSpace: Opaque<undefined>;
  VideoProcessorGetStreamOutputRate: Opaque<undefined>;
  VideoProcessorGetStreamSourceRect: Opaque<undefined>;
  VideoProcessorGetStreamDestRect: Opaque<undefined>;
  VideoProcessorGetStreamAlpha: Opaque<undefined>;
  VideoProcessorGetStreamPalette: Opaque<undefined>;
  VideoProcessorGetStreamPixelAspectRatio: Opaque<undefined>;
  VideoProcessorGetStreamLumaKey: Opaque<undefined>;
  VideoProcessorGetStreamStereoFormat: Opaque<undefined>;
  VideoProcessorGetStreamAutoProcessingMode: Opaque<undefined>;
  VideoProcessorGetStreamFilter: Opaque<undefined>;
  VideoProcessorGetStreamExtension: Opaque;
  VideoProcessorBlt: Opaque;
  NegotiateCryptoSessionKeyExchange(
    pCryptoSession: ID3D11CryptoSession,
    DataSize: number,
    pData: Uint8Array,
  ): Hresult;
  EncryptionBlt(
    pCryptoSession: ID3D11CryptoSession,
    pSrcSurface: ID3D11Texture2D,
    pDstSurface: ID3D11Texture2D,
    IVSize: number,
    pIV: Uint8Array | null,
  ): void;
  DecryptionBlt(
    pCryptoSession: ID3D11CryptoSession,
    pSrcSurface: ID3D11Texture2D,
    pDstSurface: ID3D11Texture2D,
    pEncryptedBlockInfo: D3D11_ENCRYPTED_BLOCK_INFO | null,
    ContentKeySize: number,
    pContentKey: Uint8Array | null,
    IVSize: number,
    pIV: Uint8Array | null,
  ): void;
  StartSessionKeyRefresh(
    pCryptoSession: ID3D11CryptoSession,
    RandomNumberSize: number,
    pRandomNumber: Uint8Array,
  ): void;
  FinishSessionKeyRefresh(pCryptoSession: ID3D11CryptoSession): void;
  GetEncryptionBltKey(
    pCryptoSession: ID3D11CryptoSession,
    KeySize: number,
    pReadbackKey: Uint8Array,
  ): Hresult;
  NegotiateAuthenticatedChannelKeyExchange(
    pChannel: ID3D11AuthenticatedChannel,
    DataSize: number,
    pData: Uint8Array,
  ): Hresult;
  QueryAuthenticatedChannel(
    pChannel: ID3D11AuthenticatedChannel,
    InputSize: number,
    pInput: Uint8Array,
    OutputSize: number,
    pOutput: Uint8Array,
  ): Hresult;
  ConfigureAuthenticatedChannel: Opaque;
  VideoProcessorSetStreamRotation: Opaque<undefined>;
  VideoProcessorGetStreamRotation: Opaque<undefined>;
}

export const ID3D11VideoContext: ComInterface<ID3D11VideoContext> = comInterface<
  ID3D11VideoContext,
  ID3D11DeviceChild
>('ID3D11VideoContext', '61f21c45-3c0e-4a74-9cea-67100d9ad5e4', ID3D11DeviceChild, {
  GetDecoderBuffer: hresult(
    [
      object('pDecoder', 'ID3D11VideoDecoder', true),
      value('Type', D3D11_VIDEO_DECODER_BUFFER_TYPE, 'GETDECODERBUFFER_INVALIDTYPE'),
      valueOut('pBufferSize', UINT),
      pointerOut('ppBuffer', 'pBufferSize'),
    ],
    'GETDECODERBUFFER_NULLPARAM',
  ),
  ReleaseDecoderBuffer: hresult(
    [
      object('pDecoder', 'ID3D11VideoDecoder', true),
      value('Type', D3D11_VIDEO_DECODER_BUFFER_TYPE, 'RELEASEDECODERBUFFER_INVALIDTYPE'),
    ],
    'RELEASEDECODERBUFFER_NULLPARAM',
  ),
  DecoderBeginFrame: hresult(
    [
      object('pDecoder', 'ID3D11VideoDecoder', true),
      object('pView', 'ID3D11VideoDecoderOutputView', true),
      uint('ContentKeySize'),
      optional(bytesIn('pContentKey', 'ContentKeySize')),
    ],
    'DECODERBEGINFRAME_NULLPARAM',
  ),
  DecoderEndFrame: hresult([object('pDecoder', 'ID3D11VideoDecoder', true)], 'DECODERENDFRAME_NULLPARAM'),
  SubmitDecoderBuffers: opaque.hresult,
  DecoderExtension: opaque.hresult,
  VideoProcessorSetOutputTargetRect: opaque.nothing,
  VideoProcessorSetOutputBackgroundColor: opaque.nothing,
  VideoProcessorSetOutputColorSpace: opaque.nothing,
  VideoProcessorSetOutputAlphaFillMode: opaque.nothing,
  VideoProcessorSetOutputConstriction: opaque.nothing,
  VideoProcessorSetOutputStereoMode: opaque.nothing,
  VideoProcessorSetOutputExtension: opaque.hresult,
  VideoProcessorGetOutputTargetRect: opaque.nothing,
  VideoProcessorGetOutputBackgroundColor: opaque.nothing,
  VideoProcessorGetOutputColorSpace: opaque.nothing,
  VideoProcessorGetOutputAlphaFillMode: opaque.nothing,
  VideoProcessorGetOutputConstriction: opaque.nothing,
  VideoProcessorGetOutputStereoMode: opaque.nothing,
  VideoProcessorGetOutputExtension: opaque.hresult,
  VideoProcessorSetStreamFrameFormat: opaque.nothing,
  VideoProcessorSetStreamColorSpace: opaque.nothing,
  VideoProcessorSetStreamOutputRate: opaque.nothing,
  VideoProcessorSetStreamSourceRect: opaque.nothing,
  VideoProcessorSetStreamDestRect: opaque.nothing,
  VideoProcessorSetStreamAlpha: opaque.nothing,
  VideoProcessorSetStreamPalette: opaque.nothing,
  VideoProcessorSetStreamPixelAspectRatio: opaque.nothing,
  VideoProcessorSetStreamLumaKey: opaque.nothing,
  VideoProcessorSetStreamStereoFormat: opaque.nothing,
  VideoProcessorSetStreamAutoProcessingMode: opaque.nothing,
  VideoProcessorSetStreamFilter: opaque.nothing,
  VideoProcessorSetStreamExtension: opaque.hresult,
  VideoProcessorGetStreamFrameFormat: opaque.nothing,
  VideoProcessorGetStreamColorSpace: opaque.nothing,
  VideoProcessorGetStreamOutputRate: opaque.nothing,
  VideoProcessorGetStreamSourceRect: opaque.nothing,
  VideoProcessorGetStreamDestRect: opaque.nothing,
  VideoProcessorGetStreamAlpha: opaque.nothing,
  VideoProcessorGetStreamPalette: opaque.nothing,
  VideoProcessorGetStreamPixelAspectRatio: opaque.nothing,
  VideoProcessorGetStreamLumaKey: opaque.nothing,
  VideoProcessorGetStreamStereoFormat: opaque.nothing,
  VideoProcessorGetStreamAutoProcessingMode: opaque.nothing,
  VideoProcessorGetStreamFilter: opaque.nothing,
  VideoProcessorGetStreamExtension: opaque.hresult,
  VideoProcessorBlt: opaque.hresult,
  NegotiateCryptoSessionKeyExchange: hresult(
    [
      object('pCryptoSession', 'ID3D11CryptoSession', true),
      uint('DataSize', 'NEGOTIATECRPYTOSESSIONKEYEXCHANGE_INVALIDSIZE'),
      bytesInOut('pData', 'DataSize'),
    ],
    'NEGOTIATECRPYTOSESSIONKEYEXCHANGE_NULLPARAM',
  ),
  EncryptionBlt: nothing(
    [
      object('pCryptoSession', 'ID3D11CryptoSession', true),
      objectOrBase('pSrcSurface', 'ID3D11Texture2D', 'ID3D11Resource', 'ENCRYPTIONBLT_SRC_WRONGDEVICE'),
      objectOrBase('pDstSurface', 'ID3D11Texture2D', 'ID3D11Resource', 'ENCRYPTIONBLT_DST_WRONGDEVICE'),
      uint('IVSize'),
      optional(bytesInOut('pIV', 'IVSize')),
    ],
    'ENCRYPTIONBLT_NULLPARAM',
  ),
  DecryptionBlt: nothing(
    [
      object('pCryptoSession', 'ID3D11CryptoSession', true),
      objectOrBase('pSrcSurface', 'ID3D11Texture2D', 'ID3D11Resource', 'DECRYPTIONBLT_SRC_WRONGDEVICE'),
      objectOrBase('pDstSurface', 'ID3D11Texture2D', 'ID3D11Resource', 'DECRYPTIONBLT_DST_WRONGDEVICE'),
      optional(structIn('pEncryptedBlockInfo', D3D11_ENCRYPTED_BLOCK_INFO)),
      uint('ContentKeySize'),
      optional(bytesIn('pContentKey', 'ContentKeySize')),
      uint('IVSize'),
      optional(bytesInOut('pIV', 'IVSize')),
    ],
    'DECRYPTIONBLT_NULLPARAM',
  ),
  StartSessionKeyRefresh: nothing(
    [
      object('pCryptoSession', 'ID3D11CryptoSession', true),
      uint('RandomNumberSize', 'STARTSESSIONKEYREFRESH_INVALIDSIZE'),
      bytesOut('pRandomNumber', 'RandomNumberSize'),
    ],
    'STARTSESSIONKEYREFRESH_NULLPARAM',
  ),
  FinishSessionKeyRefresh: nothing(
    [object('pCryptoSession', 'ID3D11CryptoSession', true)],
    'FINISHSESSIONKEYREFRESH_NULLPARAM',
  ),
  GetEncryptionBltKey: hresult(
    [
      object('pCryptoSession', 'ID3D11CryptoSession', true),
      uint('KeySize', 'GETENCRYPTIONBLTKEY_INVALIDSIZE'),
      bytesOut('pReadbackKey', 'KeySize'),
    ],
    'GETENCRYPTIONBLTKEY_NULLPARAM',
  ),
  NegotiateAuthenticatedChannelKeyExchange: hresult(
    [
      object('pChannel', 'ID3D11AuthenticatedChannel', true),
      uint('DataSize', 'NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE_INVALIDSIZE'),
      bytesInOut('pData', 'DataSize'),
    ],
    'NEGOTIATEAUTHENTICATEDCHANNELKEYEXCHANGE_NULLPARAM',
  ),
  QueryAuthenticatedChannel: hresult(
    [
      object('pChannel', 'ID3D11AuthenticatedChannel', true),
      uint('InputSize', 'QUERYAUTHENTICATEDCHANNEL_WRONGSIZE'),
      bytesIn('pInput', 'InputSize'),
      uint('OutputSize', 'QUERYAUTHENTICATEDCHANNEL_WRONGSIZE'),
      bytesOut('pOutput', 'OutputSize'),
    ],
    'QUERYAUTHENTICATEDCHANNEL_NULLPARAM',
  ),
  ConfigureAuthenticatedChannel: opaque.hresult,
  VideoProcessorSetStreamRotation: opaque.nothing,
  VideoProcessorGetStreamRotation: opaque.nothing,
});
