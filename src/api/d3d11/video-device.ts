import type { Guid, Hresult } from '../../abi/index.js';
import { BOOL, named, UINT } from '../../abi/index.js';
import { GUID } from '../../ddi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import {
  bytesIn,
  bytesInOut,
  bytesOut,
  comInterface,
  evenWhenRemoved,
  hresult,
  object,
  objectOut,
  opaque,
  optional,
  returning,
  structIn,
  uint,
  value,
  valueIn,
  valueOut,
  IUnknown,
} from '../kit/index.js';
import type { ID3D11AuthenticatedChannel } from './authenticated-channel.js';
import type { ID3D11CryptoSession } from './crypto-session.js';
import type { ID3D11Resource } from './resource.js';
import type { ID3D11VideoDecoder } from './video-decoder.js';
import type { ID3D11VideoProcessor, ID3D11VideoProcessorEnumerator } from './video-processor.js';
import type { ID3D11VideoDecoderOutputView } from './view.js';
import { D3D11_AUTHENTICATED_CHANNEL_TYPE, DXGI_FORMAT } from '../../ddi/index.js';
import {
  D3D11_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS,
  D3D11_FEATURE_VIDEO,
  D3D11_VIDEO_DECODER_CAPS,
} from './video-values.js';
import {
  D3D11_VIDEO_CONTENT_PROTECTION_CAPS,
  D3D11_VIDEO_DECODER_CONFIG,
  D3D11_VIDEO_DECODER_DESC,
  D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC,
  D3D11_VIDEO_PROCESSOR_CONTENT_DESC,
  D3D11_VIDEO_SAMPLE_DESC,
} from './video-structs.js';
import { DXGI_COLOR_SPACE_TYPE } from '../dxgi/values.js';
import { DXGI_RATIONAL } from '../dxgi/structs.js';

/** ID3D11VideoDevice. */
export interface ID3D11VideoDevice extends IUnknown {
  CreateVideoDecoder(
    pVideoDesc: D3D11_VIDEO_DECODER_DESC,
    pConfig: D3D11_VIDEO_DECODER_CONFIG,
    ppDecoder: Out<ID3D11VideoDecoder>,
  ): Hresult;
  CreateVideoProcessor(
    pEnum: ID3D11VideoProcessorEnumerator,
    RateConversionIndex: number,
    ppVideoProcessor: Out<ID3D11VideoProcessor>,
  ): Hresult;
  CreateAuthenticatedChannel(
    ChannelType: number,
    ppAuthenticatedChannel: Out<ID3D11AuthenticatedChannel>,
  ): Hresult;
  CreateCryptoSession(
    pCryptoType: Guid,
    pDecoderProfile: Guid | null,
    pKeyExchangeType: Guid,
    ppCryptoSession: Out<ID3D11CryptoSession>,
  ): Hresult;
  CreateVideoDecoderOutputView(
    pResource: ID3D11Resource,
    pDesc: D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC,
    ppVDOVView: Out<ID3D11VideoDecoderOutputView> | null,
  ): Hresult;
  CreateVideoProcessorInputView: Opaque;
  CreateVideoProcessorOutputView: Opaque;
  CreateVideoProcessorEnumerator(
    pDesc: D3D11_VIDEO_PROCESSOR_CONTENT_DESC,
    ppEnum: Out<ID3D11VideoProcessorEnumerator>,
  ): Hresult;
  GetVideoDecoderProfileCount(): number;
  GetVideoDecoderProfile(Index: number, pDecoderProfile: Out<Guid>): Hresult;
  CheckVideoDecoderFormat(pDecoderProfile: Guid, Format: number, pSupported: Out<number>): Hresult;
  GetVideoDecoderConfigCount(pDesc: D3D11_VIDEO_DECODER_DESC, pCount: Out<number>): Hresult;
  GetVideoDecoderConfig(
    pDesc: D3D11_VIDEO_DECODER_DESC,
    Index: number,
    pConfig: Out<D3D11_VIDEO_DECODER_CONFIG>,
  ): Hresult;
  GetContentProtectionCaps(
    pCryptoType: Guid | null,
    pDecoderProfile: Guid | null,
    pCaps: Out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS>,
  ): Hresult;
  CheckCryptoKeyExchange(
    pCryptoType: Guid,
    pDecoderProfile: Guid | null,
    Index: number,
    pKeyExchangeType: Out<Guid>,
  ): Hresult;
  SetPrivateData(guid: Guid, DataSize: number, pData: Uint8Array | null): Hresult;
  SetPrivateDataInterface(guid: Guid, pData: IUnknown | null): Hresult;
}

export const ID3D11VideoDevice: ComInterface<ID3D11VideoDevice> = comInterface<ID3D11VideoDevice, IUnknown>(
  'ID3D11VideoDevice',
  '10ec4d5b-975a-4689-b9e4-d0aac30fe333',
  IUnknown,
  {
    CreateVideoDecoder: hresult(
      [
        structIn('pVideoDesc', D3D11_VIDEO_DECODER_DESC),
        structIn('pConfig', D3D11_VIDEO_DECODER_CONFIG),
        objectOut('ppDecoder', 'ID3D11VideoDecoder'),
      ],
      { nullParam: 'CREATEVIDEODECODER_NULLPARAM', outOfMemory: 'CREATEVIDEODECODER_OUTOFMEMORY_RETURN' },
    ),
    CreateVideoProcessor: hresult(
      [
        object('pEnum', 'ID3D11VideoProcessorEnumerator', true),
        uint('RateConversionIndex'),
        objectOut('ppVideoProcessor', 'ID3D11VideoProcessor'),
      ],
      { nullParam: 'CREATEVIDEOPROCESSOR_NULLPARAM', outOfMemory: 'CREATEVIDEOPROCESSOR_OUTOFMEMORY_RETURN' },
    ),
    CreateAuthenticatedChannel: hresult(
      [
        value('ChannelType', D3D11_AUTHENTICATED_CHANNEL_TYPE, 'CREATEAUTHENTICATEDCHANNEL_INVALIDTYPE'),
        objectOut('ppAuthenticatedChannel', 'ID3D11AuthenticatedChannel'),
      ],
      {
        nullParam: 'CREATEAUTHENTICATEDCHANNEL_NULLPARAM',
        outOfMemory: 'CREATEAUTHENTICATEDCHANNEL_OUTOFMEMORY_RETURN',
      },
    ),
    CreateCryptoSession: hresult(
      [
        valueIn('pCryptoType', GUID),
        optional(valueIn('pDecoderProfile', GUID)),
        valueIn('pKeyExchangeType', GUID),
        objectOut('ppCryptoSession', 'ID3D11CryptoSession'),
      ],
      { nullParam: 'CREATECRYPTOSESSION_NULLPARAM', outOfMemory: 'CREATECRYPTOSESSION_OUTOFMEMORY_RETURN' },
    ),
    CreateVideoDecoderOutputView: hresult(
      [
        object('pResource', 'ID3D11Resource', true),
        structIn('pDesc', D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC),
        optional(objectOut('ppVDOVView', 'ID3D11VideoDecoderOutputView')),
      ],
      {
        nullParam: 'CREATEVIDEODECODEROUTPUTVIEW_NULLPARAM',
        outOfMemory: 'CREATEVIDEODECODEROUTPUTVIEW_OUTOFMEMORY_RETURN',
      },
    ),
    CreateVideoProcessorInputView: opaque.hresult,
    CreateVideoProcessorOutputView: opaque.hresult,
    CreateVideoProcessorEnumerator: hresult(
      [
        structIn('pDesc', D3D11_VIDEO_PROCESSOR_CONTENT_DESC),
        objectOut('ppEnum', 'ID3D11VideoProcessorEnumerator'),
      ],
      {
        nullParam: 'CREATEVIDEOPROCESSORENUMERATOR_NULLPARAM',
        outOfMemory: 'CREATEVIDEOPROCESSORENUMERATOR_OUTOFMEMORY_RETURN',
      },
    ),
    GetVideoDecoderProfileCount: returning(UINT, [], {
      outOfMemory: 'GETVIDEODECODERPROFILECOUNT_OUTOFMEMORY',
    }),
    GetVideoDecoderProfile: hresult(
      [uint('Index', 'GETVIDEODECODERPROFILE_INVALIDINDEX'), valueOut('pDecoderProfile', GUID)],
      {
        nullParam: 'GETVIDEODECODERPROFILE_NULLPARAM',
        outOfMemory: 'GETVIDEODECODERPROFILE_OUTOFMEMORY_RETURN',
      },
    ),
    CheckVideoDecoderFormat: hresult(
      [valueIn('pDecoderProfile', GUID), value('Format', DXGI_FORMAT), valueOut('pSupported', BOOL)],
      {
        nullParam: 'CHECKVIDEODECODERFORMAT_NULLPARAM',
        outOfMemory: 'CHECKVIDEODECODERFORMAT_OUTOFMEMORY_RETURN',
      },
    ),
    GetVideoDecoderConfigCount: hresult(
      [structIn('pDesc', D3D11_VIDEO_DECODER_DESC), valueOut('pCount', UINT)],
      {
        nullParam: 'GETVIDEODECODERCONFIGCOUNT_NULLPARAM',
        outOfMemory: 'GETVIDEODECODERCONFIGCOUNT_OUTOFMEMORY_RETURN',
      },
    ),
    GetVideoDecoderConfig: hresult(
      [
        structIn('pDesc', D3D11_VIDEO_DECODER_DESC),
        uint('Index', 'GETVIDEODECODERCONFIG_INVALIDINDEX'),
        valueOut('pConfig', D3D11_VIDEO_DECODER_CONFIG),
      ],
      {
        nullParam: 'GETVIDEODECODERCONFIG_NULLPARAM',
        outOfMemory: 'GETVIDEODECODERCONFIG_OUTOFMEMORY_RETURN',
      },
    ),
    GetContentProtectionCaps: hresult(
      [
        optional(valueIn('pCryptoType', GUID)),
        optional(valueIn('pDecoderProfile', GUID)),
        valueOut('pCaps', D3D11_VIDEO_CONTENT_PROTECTION_CAPS),
      ],
      'GETCONTENTPROTECTIONCAPS_NULLPARAM',
    ),
    CheckCryptoKeyExchange: hresult(
      [
        valueIn('pCryptoType', GUID),
        optional(valueIn('pDecoderProfile', GUID)),
        uint('Index', 'CHECKCRYPTOKEYEXCHANGE_INVALIDINDEX'),
        valueOut('pKeyExchangeType', GUID),
      ],
      'CHECKCRYPTOKEYEXCHANGE_NULLPARAM',
    ),
    SetPrivateData: evenWhenRemoved(
      hresult([valueIn('guid', GUID), uint('DataSize'), optional(bytesIn('pData', 'DataSize'))], {
        outOfMemory: 'SETPRIVATEDATA_OUTOFMEMORY',
      }),
    ),
    SetPrivateDataInterface: evenWhenRemoved(
      hresult([valueIn('guid', GUID), optional(object('pData', 'IUnknown'))]),
    ),
  },
);

/** ID3D11VideoDevice1. */
export interface ID3D11VideoDevice1 extends ID3D11VideoDevice {
  GetCryptoSessionPrivateDataSize(
    pCryptoType: Guid,
    pDecoderProfile: Guid | null,
    pKeyExchangeType: Guid,
    pPrivateInputSize: Out<number>,
    pPrivateOutputSize: Out<number>,
  ): Hresult;
  GetVideoDecoderCaps(
    pDecoderProfile: Guid,
    SampleWidth: number,
    SampleHeight: number,
    pFrameRate: DXGI_RATIONAL,
    BitRate: number,
    pCryptoType: Guid | null,
    pDecoderCaps: Out<number>,
  ): Hresult;
  CheckVideoDecoderDownsampling(
    pInputDesc: D3D11_VIDEO_DECODER_DESC,
    InputColorSpace: number,
    pInputConfig: D3D11_VIDEO_DECODER_CONFIG,
    pFrameRate: DXGI_RATIONAL,
    pOutputDesc: D3D11_VIDEO_SAMPLE_DESC,
    pSupported: Out<number>,
    pRealTimeHint: Out<number>,
  ): Hresult;
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

/** ID3D11VideoDevice2. */
export interface ID3D11VideoDevice2 extends ID3D11VideoDevice1 {
  CheckFeatureSupport(
    Feature: number,
    pFeatureSupportData: Uint8Array,
    FeatureSupportDataSize: number,
  ): Hresult;
  NegotiateCryptoSessionKeyExchangeMT(
    pCryptoSession: ID3D11CryptoSession,
    flags: number,
    DataSize: number,
    pData: Uint8Array,
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
    bytesInOut('pData', 'DataSize'),
  ]),
});
