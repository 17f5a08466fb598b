import type { Address, Guid, Hresult } from '../../abi/index.js';
import { failed, NULL } from '../../abi/index.js';
import type {
  D3D11_VIDEO_CONTENT_PROTECTION_CAPS,
  D3D11_VIDEO_DECODER_CONFIG,
  D3D11_VIDEO_DECODER_DESC,
  D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC,
  D3D11_VIDEO_SAMPLE_DESC,
  ID3D11VideoDevice2,
} from '../../api/d3d11/index.js';
import type { DXGI_RATIONAL } from '../../api/dxgi/index.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';
import type { Implementation, Implementor, Out } from '../../api/kit/index.js';
import type { HRTCryptoSession } from '../../ddi/index.js';
import {
  CreateCryptoSession,
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS,
  D3D11_1DDIARG_CREATECRYPTOSESSION,
  D3D11_CONTENT_PROTECTION_CAPS,
  D3DERR_UNSUPPORTEDCRYPTO,
  D3DWDDM2_4DDI_CRYPTO_SESSION_KEY_EXCHANGE_FLAGS as KEY_EXCHANGE_FLAGS,
  DXGI_ERROR_UNSUPPORTED,
  E_INVALIDARG,
  GetContentProtectionCaps,
  GetCryptoKeyExchangeType,
  GetCryptoSessionPrivateDataSize,
  GUID,
  NegotiateCryptoSessionKeyExchangeMT,
  NULL_GUID,
  S_OK,
} from '../../ddi/index.js';
import { cryptoSessionKind, DriverObject, withBytes } from '../../host/index.js';
import type { PrivateData } from '../private-data.js';
import { createAuthenticatedChannel } from './channel/index.js';
import { D3D11_KEY_EXCHANGE_HW_PROTECTION } from './constants.js';
import type { SessionKind } from './crypto-session.js';
import { CryptoSession } from './crypto-session.js';
import type { CallerCheckName } from './debug-layer/index.js';
import * as decoding from './decoder/index.js';
import { apiCaps } from './flag-words.js';
import type { KeyExchangeData } from './hardware-session.js';
import { negotiateHwProtection, notInDriver } from './hardware-session.js';
import type { AnyResource } from './resource.js';
import type { RuntimeDevice } from './runtime-device.js';

/** Declared, and not emulated yet: video processors. */
export type NotOfVideoDevice = 'CreateVideoProcessor' | 'CreateVideoProcessorEnumerator';

/** The device that a video device is part of. */
export interface VideoDeviceOwner extends Implementor {
  readonly runtime: RuntimeDevice;
  readonly privateData: PrivateData;
}

/** ID3D11VideoDevice: caps, key exchanges, crypto sessions, channels, decoders. */
export class VideoDevice implements Implementation<ID3D11VideoDevice2, NotOfVideoDevice> {
  private readonly runtime: RuntimeDevice;

  constructor(private readonly device: VideoDeviceOwner) {
    this.runtime = device.runtime;
  }

  get com() {
    return this.device.com;
  }

  GetContentProtectionCaps(
    pCryptoType: Guid | null,
    pDecoderProfile: Guid | null,
    pCaps: Out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS>,
  ): Hresult {
    const call = 'ID3D11VideoDevice::GetContentProtectionCaps';
    return this.capsOf(call, pCryptoType ?? NULL_GUID, pDecoderProfile ?? NULL_GUID, pCaps); // GCPC-8
  }

  CheckCryptoKeyExchange(
    pCryptoType: Guid,
    pDecoderProfile: Guid | null,
    Index: number,
    pKeyExchangeType: Out<Guid>,
  ): Hresult {
    const call = 'ID3D11VideoDevice::CheckCryptoKeyExchange';
    const profile = pDecoderProfile ?? NULL_GUID;
    const caps: Out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS> = {};
    const known = this.capsOf(call, pCryptoType, profile, caps);
    if (failed(known) || !caps.value) return known;
    const { KeyExchangeTypeCount } = caps.value;
    if (Index < KeyExchangeTypeCount)
      return this.keyExchangeAt(call, pCryptoType, profile, Index, pKeyExchangeType);
    const text = `Index: expected below KeyExchangeTypeCount (${KeyExchangeTypeCount}), received ${Index}`;
    this.runtime.complain(call, 'CHECKCRYPTOKEYEXCHANGE_INVALIDINDEX', text);
    return E_INVALIDARG;
  }

  CreateAuthenticatedChannel(ChannelType: number, ppAuthenticatedChannel: Out<Implementor>): Hresult {
    return createAuthenticatedChannel(this.device, ChannelType, ppAuthenticatedChannel);
  }

  /** Of a type and exchange that the driver enumerates, or is known to accept without: then it judges (D-65). */
  CreateCryptoSession(
    cryptoType: Guid,
    pDecoderProfile: Guid | null,
    keyExchange: Guid,
    ppCryptoSession: Out<Implementor>,
  ): Hresult {
    const call = 'ID3D11VideoDevice::CreateCryptoSession';
    const decoderProfile = pDecoderProfile ?? NULL_GUID;
    const kind = { cryptoType, decoderProfile, keyExchange };
    const known = this.enumerates(call, kind);
    if (failed(known)) return known;
    const guids = [cryptoType, decoderProfile, keyExchange];
    const hresult = this.withGuids(guids, ([pCreate]) =>
      this.createAtDriver(call, pCreate!, kind, ppCryptoSession),
    );
    return hresult;
  }

  /** The bytes of the driver's own in front of what a session of hardware protection exchanges (GCPD-1). */
  GetCryptoSessionPrivateDataSize(
    cryptoType: Guid,
    pDecoderProfile: Guid | null,
    keyExchange: Guid,
    pPrivateInputSize: Out<number>,
    pPrivateOutputSize: Out<number>,
  ): Hresult {
    const call = 'ID3D11VideoDevice1::GetCryptoSessionPrivateDataSize';
    const { memory, host, video } = this.runtime;
    const kind = { cryptoType, decoderProfile: pDecoderProfile ?? NULL_GUID, keyExchange };
    const found = this.findExchange(call, kind);
    if (failed(found.hresult)) return found.hresult;
    if (keyExchange !== D3D11_KEY_EXCHANGE_HW_PROTECTION || !found.isThere) {
      const name = 'GETCRYPTOSESSIONPRIVATEDATASIZE_INVALID_KEY_EXCHANGE_TYPE';
      const text =
        'pKeyExchangeType: expected D3D11_KEY_EXCHANGE_HW_PROTECTION, which the driver has to enumerate';
      this.runtime.complain(call, name, text);
      return E_INVALIDARG;
    }
    const getSizes = video.pfnGetCryptoSessionPrivateDataSize;
    if (!getSizes) return notInDriver(this.runtime, call);
    const guids = [cryptoType, kind.decoderProfile, keyExchange];
    return this.withGuids(guids, ([pType, pProfile, pExchange]) =>
      withBytes(memory, 8, 'private data sizes', (sizes) => {
        const pOutputSize = (sizes + 4) as Address;
        const pProfileOrNull = pDecoderProfile === null ? NULL : pProfile!; // GCPD-2
        getSizes(host.hDevice, pType!, pProfileOrNull, pExchange!, sizes, pOutputSize);
        const code = this.runtime.judgeVoid(GetCryptoSessionPrivateDataSize, call);
        if (failed(code)) return code;
        pPrivateInputSize.value = memory.readU32(sizes);
        pPrivateOutputSize.value = memory.readU32(pOutputSize);
        return code;
      }),
    );
  }

  /** The free-threaded form, of hardware protection alone (NCX-4, D-43). */
  NegotiateCryptoSessionKeyExchangeMT(
    session: CryptoSession,
    flags: number,
    DataSize: number,
    pData: KeyExchangeData,
  ): Hresult {
    const call = 'ID3D11VideoDevice2::NegotiateCryptoSessionKeyExchangeMT';
    const refuse = (name: MessageName | CallerCheckName, text: string, hresult: Hresult) => {
      this.runtime.complain(call, name, text, hresult);
      return hresult;
    };
    if (flags !== KEY_EXCHANGE_FLAGS.NONE)
      return refuse('ARGUMENT', `flags: expected NONE, received ${flags}`, E_INVALIDARG);
    if (!session.isHwProtection) {
      const text = 'pCryptoSession: expected one of hardware protection';
      return refuse('NEGOTIATECRYPTOSESSIONKEYEXCHANGEMT_INVALIDKEYEXCHANGETYPE', text, E_INVALIDARG);
    }
    const { host, video } = this.runtime;
    const negotiate = video.pfnNegotiateCryptoSessionKeyExchangeMT;
    if (!negotiate) {
      const text = 'the driver has no such function in its video table';
      return refuse('NEGOTIATECRYPTOSESSIONKEYEXCHANGEMT_NOT_SUPPORTED', text, DXGI_ERROR_UNSUPPORTED);
    }
    const declaration = NegotiateCryptoSessionKeyExchangeMT;
    const send = (size: number, address: Address) =>
      negotiate(host.hDevice, session.hCryptoSession, flags, size, address);
    const negotiation = {
      call,
      session,
      DataSize,
      pData,
      invalidSize: 'ARGUMENT',
      declaration,
      send,
    } as const;
    return negotiateHwProtection(this.runtime, negotiation);
  }

  GetVideoDecoderProfileCount(): number {
    return decoding.videoDecoderProfileCount(this.runtime);
  }

  GetVideoDecoderProfile(Index: number, pDecoderProfile: Out<Guid>): Hresult {
    return decoding.videoDecoderProfile(this.runtime, Index, pDecoderProfile);
  }

  CheckVideoDecoderFormat(profile: Guid, Format: number, pSupported: Out<number>): Hresult {
    return decoding.videoDecoderFormat(this.runtime, profile, Format, pSupported);
  }

  GetVideoDecoderConfigCount(desc: D3D11_VIDEO_DECODER_DESC, pCount: Out<number>): Hresult {
    return decoding.videoDecoderConfigCount(this.runtime, desc, pCount);
  }

  GetVideoDecoderConfig(
    desc: D3D11_VIDEO_DECODER_DESC,
    Index: number,
    pConfig: Out<D3D11_VIDEO_DECODER_CONFIG>,
  ): Hresult {
    return decoding.videoDecoderConfig(this.runtime, desc, Index, pConfig);
  }

  GetVideoDecoderCaps(
    profile: Guid,
    width: number,
    height: number,
    _pFrameRate: DXGI_RATIONAL,
    _BitRate: number,
    cryptoType: Guid | null,
    pDecoderCaps: Out<number>,
  ): Hresult {
    return decoding.videoDecoderCaps(this.runtime, { profile, width, height, cryptoType }, pDecoderCaps);
  }

  CheckVideoDecoderDownsampling(
    desc: D3D11_VIDEO_DECODER_DESC,
    colorSpace: number,
    _pInputConfig: D3D11_VIDEO_DECODER_CONFIG,
    _pFrameRate: DXGI_RATIONAL,
    sample: D3D11_VIDEO_SAMPLE_DESC,
    pSupported: Out<number>,
    pRealTimeHint: Out<number>,
  ): Hresult {
    const query = { desc, colorSpace, sample };
    return decoding.checkDownsampling(this.runtime, query, pSupported, pRealTimeHint);
  }

  RecommendVideoDecoderDownsampleParameters(
    desc: D3D11_VIDEO_DECODER_DESC,
    colorSpace: number,
    _pInputConfig: D3D11_VIDEO_DECODER_CONFIG,
    _pFrameRate: DXGI_RATIONAL,
    pRecommendedOutputDesc: Out<D3D11_VIDEO_SAMPLE_DESC>,
  ): Hresult {
    return decoding.recommendDownsampling(this.runtime, { desc, colorSpace }, pRecommendedOutputDesc);
  }

  CheckFeatureSupport(Feature: number, pFeatureSupportData: Uint8Array, Size: number): Hresult {
    return decoding.videoFeatureSupport(this.runtime, Feature, pFeatureSupportData, Size);
  }

  CreateVideoDecoder(
    desc: D3D11_VIDEO_DECODER_DESC,
    config: D3D11_VIDEO_DECODER_CONFIG,
    ppDecoder: Out<Implementor>,
  ): Hresult {
    return decoding.createVideoDecoder(this.device, desc, config, ppDecoder);
  }

  CreateVideoDecoderOutputView(
    resource: AnyResource,
    desc: D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC,
    ppVDOVView: Out<Implementor> | null,
  ): Hresult {
    return decoding.createVideoDecoderOutputView(this.device, resource, desc, ppVDOVView);
  }

  SetPrivateData(guid: Guid, DataSize: number, pData: Uint8Array | null): Hresult {
    return this.device.privateData.set(guid, DataSize, pData);
  }

  SetPrivateDataInterface(guid: Guid, pData: Implementor | null): Hresult {
    return this.device.privateData.setInterface(guid, pData);
  }

  private capsOf(
    call: string,
    cryptoType: Guid,
    profile: Guid,
    pCaps: Out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS>,
  ): Hresult {
    const { memory, host, video } = this.runtime;
    const layout = D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;
    return this.withGuids([cryptoType, profile], ([pType, pProfile]) =>
      withBytes(memory, layout.bytes, layout.name, (pDdiCaps) => {
        const answer =
          video.pfnGetContentProtectionCaps?.(host.hDevice, pType!, pProfile!, pDdiCaps) ??
          D3DERR_UNSUPPORTEDCRYPTO;
        const code = this.runtime.judge(GetContentProtectionCaps, call, answer);
        if (failed(code) && code !== D3DERR_UNSUPPORTEDCRYPTO) return code;
        // Of an unsupported pair the caller gets zeros, whatever the driver wrote (D-12).
        const caps = failed(code) ? layout.zero : layout.decode(memory, pDdiCaps);
        pCaps.value = { ...caps, Caps: this.withThreading(apiCaps(caps.Caps)) };
        return code;
      }),
    );
  }

  /** Whether several threads may talk to the trusted environment is no bit of the DDI's: the table tells (D-40). */
  private withThreading(caps: number): number {
    const { HARDWARE_DRM_COMMUNICATION, HARDWARE_DRM_COMMUNICATION_MULTI_THREADED } =
      D3D11_CONTENT_PROTECTION_CAPS;
    const talks = (caps & HARDWARE_DRM_COMMUNICATION) !== 0;
    const isThreaded = talks && this.runtime.video.pfnNegotiateCryptoSessionKeyExchangeMT !== null;
    return isThreaded ? caps | HARDWARE_DRM_COMMUNICATION_MULTI_THREADED : caps;
  }

  /** The driver's half of CreateCryptoSession (CCS-1, DEV-1). */
  private createAtDriver(
    call: string,
    pCreate: Address,
    kind: SessionKind,
    ppCryptoSession: Out<Implementor>,
  ): Hresult {
    const request = { pCreate, runtimeHandle: 0x5e55_0001 as HRTCryptoSession };
    const object = DriverObject.create(this.runtime.host, cryptoSessionKind, request);
    if (object.handle === NULL) return this.runtime.shortage(call, object.code);
    const hresult = this.runtime.judge(CreateCryptoSession, call, object.code);
    if (failed(hresult)) object.discard();
    else ppCryptoSession.value = new CryptoSession(this.device, this.runtime, object, kind);
    return hresult;
  }

  /** Whether the driver offers the type with this exchange: S_OK, or why not. */
  private enumerates(call: string, kind: SessionKind): Hresult {
    const { hresult, isThere } = this.findExchange(call, kind);
    if (failed(hresult) || isThere) return hresult;
    const text = `pKeyExchangeType: the driver does not enumerate ${GUID.text(kind.keyExchange)} for this type and profile`;
    this.runtime.complain(call, 'NOT_ENUMERATED', text, D3DERR_UNSUPPORTEDCRYPTO);
    return D3DERR_UNSUPPORTEDCRYPTO;
  }

  /** Whether the exchange is there for this type and profile; a failure where the type is not. */
  private findExchange(
    call: string,
    { cryptoType, decoderProfile, keyExchange }: SessionKind,
  ): { readonly hresult: Hresult; readonly isThere: boolean } {
    const caps: Out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS> = {};
    const known = this.capsOf(call, cryptoType, decoderProfile, caps);
    if (failed(known) || !caps.value) return { hresult: known, isThere: false };
    if (this.runtime.acceptedExchanges.includes(keyExchange)) return { hresult: S_OK, isThere: true };
    for (let index = 0; index < caps.value.KeyExchangeTypeCount; index += 1) {
      const found: Out<Guid> = {};
      const hresult = this.keyExchangeAt(call, cryptoType, decoderProfile, index, found);
      if (failed(hresult)) return { hresult, isThere: false };
      if (found.value === keyExchange) return { hresult, isThere: true };
    }
    return { hresult: S_OK, isThere: false };
  }

  private keyExchangeAt(
    call: string,
    cryptoType: Guid,
    profile: Guid,
    index: number,
    found: Out<Guid>,
  ): Hresult {
    const { memory, host, video } = this.runtime;
    return this.withGuids([cryptoType, profile, NULL_GUID], ([pType, pProfile, pExchange]) => {
      const answer =
        video.pfnGetCryptoKeyExchangeType?.(host.hDevice, pType!, pProfile!, index, pExchange!) ??
        E_INVALIDARG;
      const code = this.runtime.judge(GetCryptoKeyExchangeType, call, answer);
      if (!failed(code)) found.value = GUID.read(memory, pExchange!, 'x64');
      return code;
    });
  }

  /** GUIDs side by side in the shared memory; three of them are D3D11_1DDIARG_CREATECRYPTOSESSION. */
  private withGuids<R>(guids: readonly Guid[], use: (addresses: readonly Address[]) => R): R {
    const { memory } = this.runtime;
    const bytes = GUID.size('x64');
    return withBytes(memory, bytes * guids.length, D3D11_1DDIARG_CREATECRYPTOSESSION.name, (start) => {
      const addresses = guids.map((_, index) => (start + bytes * index) as Address);
      guids.forEach((value, index) => {
        GUID.write(memory, addresses[index]!, value, 'x64');
      });
      return use(addresses);
    });
  }
}
