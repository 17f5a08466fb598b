import type { Hresult } from '../../abi/index.js';
import { UINT } from '../../abi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import {
  bytesIn,
  bytesInOut,
  bytesOrStructIn,
  bytesOrStructInOut,
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
  structsIn,
  uint,
  value,
  valueOut,
} from '../kit/index.js';
import type { ID3D11AuthenticatedChannel } from './authenticated-channel.js';
import { channelMethods } from './channel-methods.js';
import {
  D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION,
  D3D11_VIDEO_DECODER_BUFFER_DESC,
  D3D11_VIDEO_DECODER_EXTENSION,
} from './decoder-structs.js';
import { D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA } from './hw-protection.js';
import type { ID3D11CryptoSession } from './crypto-session.js';
import { ID3D11DeviceChild } from './device-child.js';
import type { ID3D11Texture2D } from './resource.js';
import type { ID3D11VideoDecoder } from './video-decoder.js';
import type { ID3D11VideoDecoderOutputView } from './view.js';
import { D3D11_VIDEO_DECODER_BUFFER_TYPE } from './video-values.js';
import { D3D11_ENCRYPTED_BLOCK_INFO } from './video-structs.js';

/** ID3D11VideoContext: decoding, and what protects content. The slots of video processing are not emulated. */
export interface ID3D11VideoContext extends ID3D11DeviceChild {
  /**
   * Opens one of the buffers that a frame is handed over in; the decoder owns its memory.
   * @param Type of D3D11_VIDEO_DECODER_BUFFER_TYPE
   * @param pBufferSize gets the length of that memory in bytes
   * @returns S_OK; E_INVALIDARG; DXGI_ERROR_INVALID_CALL where that one is open (api VI-4); DXGI_ERROR_DEVICE_REMOVED
   */
  GetDecoderBuffer(
    pDecoder: ID3D11VideoDecoder,
    Type: number,
    pBufferSize: Out<number>,
    ppBuffer: Out<Uint8Array>,
  ): Hresult;
  /**
   * Closes it: the bytes are the driver's, and the array is empty. @returns S_OK; E_INVALIDARG; DXGI_ERROR_INVALID_CALL where it is not open (api VI-5)
   */
  ReleaseDecoderBuffer(pDecoder: ID3D11VideoDecoder, Type: number): Hresult;
  /**
   * Begins a frame.
   * @param ContentKeySize length of pContentKey in bytes
   * @param pContentKey null for a frame in clear, zeros for the session key, else a key wrapped with it (D-28); where the
   *   decoder's configuration says so the session and key of the frame (VDBF-5), and ContentKeySize is 48 then
   * @returns S_OK; D3DERR_WASSTILLDRAWING or E_PENDING while the decoder is busy (api VI-10); E_INVALIDARG;
   * DXGI_ERROR_DEVICE_REMOVED
   */
  DecoderBeginFrame(
    pDecoder: ID3D11VideoDecoder,
    pView: ID3D11VideoDecoderOutputView,
    ContentKeySize: number,
    pContentKey: Uint8Array | D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION | null,
  ): Hresult;
  /**
   * Ends a frame. @returns S_OK; E_INVALIDARG without a frame; DXGI_ERROR_DEVICE_REMOVED
   */
  DecoderEndFrame(pDecoder: ID3D11VideoDecoder): Hresult;
  /**
   * Hands over what lies in buffers, between DecoderBeginFrame and DecoderEndFrame (VDEC-15).
   * @param NumBuffers how many elements pBufferDesc has
   * @returns S_OK; E_INVALIDARG; E_OUTOFMEMORY; DXGI_ERROR_DEVICE_REMOVED
   */
  SubmitDecoderBuffers(
    pDecoder: ID3D11VideoDecoder,
    NumBuffers: number,
    pBufferDesc: readonly D3D11_VIDEO_DECODER_BUFFER_DESC[],
  ): Hresult;
  /**
   * What a driver has besides (VDEC-24): it reads pPrivateInputData and writes pPrivateOutputData.
   * @returns the driver's code
   */
  DecoderExtension(pDecoder: ID3D11VideoDecoder, pExtensionData: D3D11_VIDEO_DECODER_EXTENSION): Hresult;
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
  /**
   * Hands the driver the session key, wrapped; the bytes may come back changed (NCS-10).
   * @param DataSize length of pData in bytes: 256 for RSAES-OAEP, 32 for hardware protection
   * @param pData for hardware protection a command, whose pOutputData and Status are written (HWP); bytes for others
   * @returns S_OK, also where the command itself failed (HWP-5); E_INVALIDARG, whatever is wrong with the key buffer
   *   (D-03); E_OUTOFMEMORY; DXGI_ERROR_DEVICE_REMOVED
   */
  NegotiateCryptoSessionKeyExchange(
    pCryptoSession: ID3D11CryptoSession,
    DataSize: number,
    pData: Uint8Array | D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA,
  ): Hresult;
  /**
   * Reads a protected surface back, encrypted (EB-6). Returns nothing: what can be proved wrong is dropped with a
   * message, what the
   * driver fails removes the device (D-08).
   * @param pDstSurface of usage STAGING
   * @param IVSize length of pIV in bytes: 16
   * @param pIV gets the IV, a D3D11_AES_CTR_IV (D-20)
   */
  EncryptionBlt(
    pCryptoSession: ID3D11CryptoSession,
    pSrcSurface: ID3D11Texture2D,
    pDstSurface: ID3D11Texture2D,
    IVSize: number,
    pIV: Uint8Array | null,
  ): void;
  /**
   * Decrypts from a staging surface into a protected one (DB-8). Returns nothing, as EncryptionBlt.
   * @param pEncryptedBlockInfo which bytes are encrypted; null for all. Some drivers tell of failure here: an HRESULT
   *   in NumBytesInEncryptPattern (D-27)
   * @param ContentKeySize length of pContentKey in bytes
   * @param pContentKey a key wrapped with the session key; null for the session key
   * @param IVSize length of pIV in bytes: 16
   * @param pIV a D3D11_AES_CTR_IV (D-21)
   */
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
  /**
   * Has the driver make a number for a new session key, which counts from FinishSessionKeyRefresh on (SSKR-7). Returns
   * nothing.
   * @param RandomNumberSize length of pRandomNumber in bytes: that of the key (D-26)
   */
  StartSessionKeyRefresh(
    pCryptoSession: ID3D11CryptoSession,
    RandomNumberSize: number,
    pRandomNumber: Uint8Array,
  ): void;
  /**
   * Makes the session key the old one XOR that number (FSKR-1), which StartSessionKeyRefresh made. Returns nothing.
   */
  FinishSessionKeyRefresh(pCryptoSession: ID3D11CryptoSession): void;
  /**
   * A new key for EncryptionBlt, encrypted under the session key (D-25).
   * @param KeySize length of pReadbackKey in bytes: that of the session key
   * @returns S_OK; E_INVALIDARG; DXGI_ERROR_DEVICE_REMOVED
   */
  GetEncryptionBltKey(
    pCryptoSession: ID3D11CryptoSession,
    KeySize: number,
    pReadbackKey: Uint8Array,
  ): Hresult;
  /**
   * Hands the driver a channel's key, wrapped.
   * @param DataSize length of pData in bytes: 256
   * @returns S_OK; E_INVALIDARG, whatever is wrong with the key buffer (D-03), and on a channel of the runtime's own, which
   *   has no authentication (NAC-6); DXGI_ERROR_DEVICE_REMOVED
   */
  NegotiateAuthenticatedChannelKeyExchange(
    pChannel: ID3D11AuthenticatedChannel,
    DataSize: number,
    pData: Uint8Array,
  ): Hresult;
  /**
   * Asks a channel.
   * @param pInput begins with a D3D11_AUTHENTICATED_QUERY_INPUT; InputSize is its length in bytes
   * @param pOutput gets an answer that begins with a D3D11_AUTHENTICATED_QUERY_OUTPUT; OutputSize is its length in
   *   bytes
   * @returns S_OK; E_FAIL for a query that channels of its type do not take (QAC-5); E_INVALIDARG; DXGI_ERROR_DEVICE_REMOVED
   * @remarks What a driver refuses is answered too, with the code in ReturnCode (ACH-27); what the runtime refuses is not.
   */
  QueryAuthenticatedChannel(
    pChannel: ID3D11AuthenticatedChannel,
    InputSize: number,
    pInput: Uint8Array,
    OutputSize: number,
    pOutput: Uint8Array,
  ): Hresult;
  /**
   * Sends a channel a command.
   * @param pInput begins with a D3D11_AUTHENTICATED_CONFIGURE_INPUT, signed as it lies (CFG-11); InputSize is its length in
   *   bytes
   * @param pOutput gets a D3D11_AUTHENTICATED_CONFIGURE_OUTPUT: 48 bytes, signed by the driver
   * @returns as QueryAuthenticatedChannel
   */
  ConfigureAuthenticatedChannel(
    pChannel: ID3D11AuthenticatedChannel,
    InputSize: number,
    pInput: Uint8Array,
    pOutput: Uint8Array,
  ): Hresult;
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
      optional(
        bytesOrStructIn('pContentKey', 'ContentKeySize', D3D11_VIDEO_DECODER_BEGIN_FRAME_CRYPTO_SESSION),
      ),
    ],
    'DECODERBEGINFRAME_NULLPARAM',
  ),
  DecoderEndFrame: hresult([object('pDecoder', 'ID3D11VideoDecoder', true)], 'DECODERENDFRAME_NULLPARAM'),
  SubmitDecoderBuffers: hresult(
    [
      object('pDecoder', 'ID3D11VideoDecoder', true),
      uint('NumBuffers'),
      structsIn('pBufferDesc', D3D11_VIDEO_DECODER_BUFFER_DESC, 'NumBuffers'),
    ],
    'SUBMITDECODERBUFFERS_NULLPARAM',
  ),
  DecoderExtension: hresult(
    [
      object('pDecoder', 'ID3D11VideoDecoder', true),
      structIn('pExtensionData', D3D11_VIDEO_DECODER_EXTENSION),
    ],
    'DECODEREXTENSION_NULLPARAM',
  ),
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
      bytesOrStructInOut('pData', 'DataSize', D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA),
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
  ...channelMethods,
  VideoProcessorSetStreamRotation: opaque.nothing,
  VideoProcessorGetStreamRotation: opaque.nothing,
});
