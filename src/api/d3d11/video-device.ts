import type { Guid, Hresult } from '../../abi/index.js';
import { BOOL, UINT } from '../../abi/index.js';
import { GUID } from '../../ddi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import {
  bytesIn,
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
  D3D11_VIDEO_CONTENT_PROTECTION_CAPS,
  D3D11_VIDEO_DECODER_CONFIG,
  D3D11_VIDEO_DECODER_DESC,
  D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC,
  D3D11_VIDEO_PROCESSOR_CONTENT_DESC,
} from './video-structs.js';

/**
 * ID3D11VideoDevice: what decodes and protects, of a device. Views of video processing are slots that are not emulated.
 */
export interface ID3D11VideoDevice extends IUnknown {
  /**
   * Makes a decoder.
   * @returns S_OK; E_INVALIDARG, for an unknown profile too (api VI-3); E_OUTOFMEMORY; DXGI_ERROR_DEVICE_REMOVED (api
   *   DR-7)
   */
  CreateVideoDecoder(
    pVideoDesc: D3D11_VIDEO_DECODER_DESC,
    pConfig: D3D11_VIDEO_DECODER_CONFIG,
    ppDecoder: Out<ID3D11VideoDecoder>,
  ): Hresult;
  /**
   * Makes a processor. @returns S_OK; E_INVALIDARG; E_OUTOFMEMORY; DXGI_ERROR_DEVICE_REMOVED
   * @remarks Not emulated yet: E_NOTIMPL, 0 or nothing, and a message.
   */
  CreateVideoProcessor(
    pEnum: ID3D11VideoProcessorEnumerator,
    RateConversionIndex: number,
    ppVideoProcessor: Out<ID3D11VideoProcessor>,
  ): Hresult;
  /**
   * Makes a channel.
   * @param ChannelType of D3D11_AUTHENTICATED_CHANNEL_TYPE: the runtime itself, or the driver, in software or hardware
   * @returns S_OK; E_INVALIDARG; E_OUTOFMEMORY; DXGI_ERROR_DEVICE_REMOVED; DXGI_ERROR_UNSUPPORTED for a type that the driver
   *   lacks (CAC-5)
   */
  CreateAuthenticatedChannel(
    ChannelType: number,
    ppAuthenticatedChannel: Out<ID3D11AuthenticatedChannel>,
  ): Hresult;
  /**
   * Makes a session of one of the kinds that the driver enumerates (D-65).
   * @param pDecoderProfile null for content that is not decoded
   * @returns S_OK; D3DDDIERR_UNSUPPORTEDCRYPTO (D-11, D-17); E_INVALIDARG; E_OUTOFMEMORY; DXGI_ERROR_DEVICE_REMOVED
   *   (api DR-7)
   */
  CreateCryptoSession(
    pCryptoType: Guid,
    pDecoderProfile: Guid | null,
    pKeyExchangeType: Guid,
    ppCryptoSession: Out<ID3D11CryptoSession>,
  ): Hresult;
  /**
   * Makes a texture's slice the place where a decoder writes.
   * @param ppVDOVView null to have the description judged alone (api VW-6)
   * @returns S_OK; S_FALSE where ppVDOVView is null; E_INVALIDARG (api VW-3…VW-5); E_OUTOFMEMORY;
   *   DXGI_ERROR_DEVICE_REMOVED
   */
  CreateVideoDecoderOutputView(
    pResource: ID3D11Resource,
    pDesc: D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC,
    ppVDOVView: Out<ID3D11VideoDecoderOutputView> | null,
  ): Hresult;
  CreateVideoProcessorInputView: Opaque;
  CreateVideoProcessorOutputView: Opaque;
  /**
   * Makes an enumerator of processors. @returns S_OK; E_INVALIDARG; E_OUTOFMEMORY; DXGI_ERROR_DEVICE_REMOVED
   * @remarks Not emulated yet: E_NOTIMPL, 0 or nothing, and a message.
   */
  CreateVideoProcessorEnumerator(
    pDesc: D3D11_VIDEO_PROCESSOR_CONTENT_DESC,
    ppEnum: Out<ID3D11VideoProcessorEnumerator>,
  ): Hresult;
  /**
   * How many profiles the driver decodes.
   */
  GetVideoDecoderProfileCount(): number;
  /**
   * One of them.
   * @param Index from 0
   * @returns S_OK; E_INVALIDARG behind the last (api VI-1)
   */
  GetVideoDecoderProfile(Index: number, pDecoderProfile: Out<Guid>): Hresult;
  /**
   * Whether a profile is decoded into a format: TRUE or FALSE (api VI-9).
   * @returns S_OK; E_INVALIDARG for an unknown profile (api VI-8)
   */
  CheckVideoDecoderFormat(pDecoderProfile: Guid, Format: number, pSupported: Out<number>): Hresult;
  /**
   * How many configurations a decoder of that description has. @returns S_OK; E_INVALIDARG
   */
  GetVideoDecoderConfigCount(pDesc: D3D11_VIDEO_DECODER_DESC, pCount: Out<number>): Hresult;
  /**
   * One of them. @returns S_OK; E_INVALIDARG behind the last (api VI-2)
   */
  GetVideoDecoderConfig(
    pDesc: D3D11_VIDEO_DECODER_DESC,
    Index: number,
    pConfig: Out<D3D11_VIDEO_DECODER_CONFIG>,
  ): Hresult;
  /**
   * What the driver protects content with.
   * @param pCryptoType null for no type in particular, as NULL_GUID (GCPC-8)
   * @param pDecoderProfile null for content that is not decoded
   * @returns S_OK; D3DDDIERR_UNSUPPORTEDCRYPTO, and zeros, for what the driver does not have (D-12);
   *   DXGI_ERROR_DEVICE_REMOVED
   */
  GetContentProtectionCaps(
    pCryptoType: Guid | null,
    pDecoderProfile: Guid | null,
    pCaps: Out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS>,
  ): Hresult;
  /**
   * One of the key exchanges of a crypto type.
   * @param Index below KeyExchangeTypeCount of the caps
   * @returns S_OK; E_INVALIDARG; D3DDDIERR_UNSUPPORTEDCRYPTO (D-11); DXGI_ERROR_DEVICE_REMOVED
   */
  CheckCryptoKeyExchange(
    pCryptoType: Guid,
    pDecoderProfile: Guid | null,
    Index: number,
    pKeyExchangeType: Out<Guid>,
  ): Hresult;
  /**
   * Stores bytes under a GUID, or deletes what is stored there where pData is null.
   * @param DataSize length of pData in bytes
   * @returns S_OK; S_FALSE where nothing was there to delete (api PD-2)
   */
  SetPrivateData(guid: Guid, DataSize: number, pData: Uint8Array | null): Hresult;
  /**
   * Stores an object under a GUID, with a reference until it is replaced (api PD-8). Null is stored too (api PD-3).
   * @returns S_OK
   */
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
