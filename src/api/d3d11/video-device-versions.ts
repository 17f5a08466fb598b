import type { Guid, Hresult } from '../../abi/index.js';
import { BOOL, named, UINT } from '../../abi/index.js';
import { GUID } from '../../ddi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import {
  bytesOrStructInOut,
  bytesOut,
  comInterface,
  hresult,
  object,
  optional,
  structIn,
  uint,
  value,
  valueIn,
  valueOut,
} from '../kit/index.js';
import { D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA } from './hw-protection.js';
import type { ID3D11CryptoSession } from './crypto-session.js';
import {
  D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS,
  D3D11_FEATURE_VIDEO,
  D3D11_VIDEO_DECODER_CAPS,
} from './video-values.js';
import {
  D3D11_VIDEO_DECODER_CONFIG,
  D3D11_VIDEO_DECODER_DESC,
  D3D11_VIDEO_SAMPLE_DESC,
} from './video-structs.js';
import { DXGI_COLOR_SPACE_TYPE } from '../dxgi/values.js';
import { DXGI_RATIONAL } from '../dxgi/structs.js';

import { ID3D11VideoDevice } from './video-device.js';

/** ID3D11VideoDevice1: what a decoder can do beyond its configuration, and the frame of hardware key exchange. */
export interface ID3D11VideoDevice1 extends ID3D11VideoDevice {
  /**
   * How many bytes in front of a hardware key exchange are the driver's own (D-42).
   * @param pPrivateInputSize gets bytes
   * @param pPrivateOutputSize gets bytes
   * @returns S_OK; E_INVALIDARG for another key exchange; E_NOTIMPL where the driver has no such function;
   *   DXGI_ERROR_DEVICE_REMOVED
   */
  GetCryptoSessionPrivateDataSize(
    pCryptoType: Guid,
    pDecoderProfile: Guid | null,
    pKeyExchangeType: Guid,
    pPrivateInputSize: Out<number>,
    pPrivateOutputSize: Out<number>,
  ): Hresult;
  /**
   * What a decoder of that size can do.
   * @param BitRate in bits a second; 0 where nobody knows
   * @param pDecoderCaps gets D3D11_VIDEO_DECODER_CAPS
   * @returns S_OK; E_INVALIDARG, for no width or height too
   * @remarks The driver's own function for it is not emulated: this is made of what its other queries tell.
   */
  GetVideoDecoderCaps(
    pDecoderProfile: Guid,
    SampleWidth: number,
    SampleHeight: number,
    pFrameRate: DXGI_RATIONAL,
    BitRate: number,
    pCryptoType: Guid | null,
    pDecoderCaps: Out<number>,
  ): Hresult;
  /**
   * Whether frames can be written smaller so: TRUE or FALSE, and whether fast enough. @returns S_OK; E_INVALIDARG
   * @remarks No driver is asked: FALSE.
   */
  CheckVideoDecoderDownsampling(
    pInputDesc: D3D11_VIDEO_DECODER_DESC,
    InputColorSpace: number,
    pInputConfig: D3D11_VIDEO_DECODER_CONFIG,
    pFrameRate: DXGI_RATIONAL,
    pOutputDesc: D3D11_VIDEO_SAMPLE_DESC,
    pSupported: Out<number>,
    pRealTimeHint: Out<number>,
  ): Hresult;
  /**
   * Which smaller frames would do. @returns S_OK; E_INVALIDARG
   * @remarks No driver is asked: none, a description of zeros.
   */
  RecommendVideoDecoderDownsampleParameters(
    pInputDesc: D3D11_VIDEO_DECODER_DESC,
    InputColorSpace: number,
    pInputConfig: D3D11_VIDEO_DECODER_CONFIG,
    pFrameRate: DXGI_RATIONAL,
    pRecommendedOutputDesc: Out<D3D11_VIDEO_SAMPLE_DESC>,
  ): Hresult;
}

export const ID3D11VideoDevice1: ComInterface<ID3D11VideoDevice1> = comInterface<
  ID3D11VideoDevice1,
  ID3D11VideoDevice
>('ID3D11VideoDevice1', '29da1d51-1321-4454-804b-f5fc9f861f0f', ID3D11VideoDevice, {
  GetCryptoSessionPrivateDataSize: hresult(
    [
      valueIn('pCryptoType', GUID),
      optional(valueIn('pDecoderProfile', GUID)),
      valueIn('pKeyExchangeType', GUID),
      valueOut('pPrivateInputSize', UINT),
      valueOut('pPrivateOutputSize', UINT),
    ],
    'GETCRYPTOSESSIONPRIVATEDATASIZE_NULLPARAM',
  ),
  GetVideoDecoderCaps: hresult(
    [
      valueIn('pDecoderProfile', GUID),
      uint('SampleWidth', 'GETVIDEODECODERCAPS_ZEROWIDTHHEIGHT'),
      uint('SampleHeight', 'GETVIDEODECODERCAPS_ZEROWIDTHHEIGHT'),
      structIn('pFrameRate', DXGI_RATIONAL),
      uint('BitRate'),
      optional(valueIn('pCryptoType', GUID)),
      valueOut('pDecoderCaps', named(UINT, D3D11_VIDEO_DECODER_CAPS)),
    ],
    'GETVIDEODECODERCAPS_NULLPARAM',
  ),
  CheckVideoDecoderDownsampling: hresult(
    [
      structIn('pInputDesc', D3D11_VIDEO_DECODER_DESC),
      value('InputColorSpace', DXGI_COLOR_SPACE_TYPE),
      structIn('pInputConfig', D3D11_VIDEO_DECODER_CONFIG),
      structIn('pFrameRate', DXGI_RATIONAL),
      structIn('pOutputDesc', D3D11_VIDEO_SAMPLE_DESC),
      valueOut('pSupported', BOOL),
      valueOut('pRealTimeHint', BOOL),
    ],
    'CHECKVIDEODECODERDOWNSAMPLING_NULLPARAM',
  ),
  RecommendVideoDecoderDownsampleParameters: hresult(
    [
      structIn('pInputDesc', D3D11_VIDEO_DECODER_DESC),
      value('InputColorSpace', DXGI_COLOR_SPACE_TYPE),
      structIn('pInputConfig', D3D11_VIDEO_DECODER_CONFIG),
      structIn('pFrameRate', DXGI_RATIONAL),
      valueOut('pRecommendedOutputDesc', D3D11_VIDEO_SAMPLE_DESC),
    ],
    'RECOMMENDVIDEODECODERDOWNSAMPLING_NULLPARAM',
  ),
});

/** ID3D11VideoDevice2: what a video device can do, and key exchange from any thread. */
export interface ID3D11VideoDevice2 extends ID3D11VideoDevice1 {
  /**
   * What the video device can do: one structure of D3D11_FEATURE_DATA_VIDEO_*, as bytes, of which the description is
   * read.
   * @param Feature of D3D11_FEATURE_VIDEO
   * @param FeatureSupportDataSize the size of that structure in bytes, exactly
   * @returns S_OK; E_INVALIDARG, and nothing written, for another feature or size
   * @remarks No driver is asked: histograms of no component.
   */
  CheckFeatureSupport(
    Feature: number,
    pFeatureSupportData: Uint8Array,
    FeatureSupportDataSize: number,
  ): Hresult;
  /**
   * Key exchange of hardware protection, from any thread.
   * @param flags NONE; others are refused (D-43)
   * @param DataSize length of pData in bytes: 32
   * @param pData as in ID3D11VideoContext::NegotiateCryptoSessionKeyExchange
   * @returns S_OK; E_INVALIDARG for a session of another key exchange; DXGI_ERROR_UNSUPPORTED where the driver has no
   *   such function; DXGI_ERROR_DEVICE_REMOVED
   */
  NegotiateCryptoSessionKeyExchangeMT(
    pCryptoSession: ID3D11CryptoSession,
    flags: number,
    DataSize: number,
    pData: Uint8Array | D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA,
  ): Hresult;
}

export const ID3D11VideoDevice2: ComInterface<ID3D11VideoDevice2> = comInterface<
  ID3D11VideoDevice2,
  ID3D11VideoDevice1
>('ID3D11VideoDevice2', '59c0cb01-35f0-4a70-8f67-87905c906a53', ID3D11VideoDevice1, {
  CheckFeatureSupport: hresult([
    value('Feature', D3D11_FEATURE_VIDEO),
    bytesOut('pFeatureSupportData', 'FeatureSupportDataSize'),
    uint('FeatureSupportDataSize'),
  ]),
  NegotiateCryptoSessionKeyExchangeMT: hresult([
    object('pCryptoSession', 'ID3D11CryptoSession', true),
    value('flags', D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS),
    uint('DataSize'),
    bytesOrStructInOut('pData', 'DataSize', D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA),
  ]),
});
