import type { Address, Guid, Hresult } from '../../abi/index.js';
import { failed, NULL } from '../../abi/index.js';
import type { D3D11_VIDEO_CONTENT_PROTECTION_CAPS, ID3D11VideoDevice2 } from '../../api/d3d11/index.js';
import type { Implementation, Implementor, Out } from '../../api/kit/index.js';
import type { HRTCryptoSession } from '../../ddi/index.js';
import {
  CreateCryptoSession,
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS,
  D3D11_1DDIARG_CREATECRYPTOSESSION,
  D3DERR_UNSUPPORTEDCRYPTO,
  E_INVALIDARG,
  GetContentProtectionCaps,
  GetCryptoKeyExchangeType,
  GUID,
  NULL_GUID,
  S_OK,
} from '../../ddi/index.js';
import { cryptoSessionKind, DriverObject, withBytes } from '../../host/index.js';
import type { PrivateData } from '../private-data.js';
import type { SessionKind } from './crypto-session.js';
import { CryptoSession } from './crypto-session.js';
import { apiCaps } from './flag-words.js';
import type { RuntimeDevice } from './runtime-device.js';

/** Declared, and not emulated yet: decoders, channels, video processors, hardware protection. */
export type NotOfVideoDevice =
  | 'CreateVideoDecoder'
  | 'CreateVideoProcessor'
  | 'CreateAuthenticatedChannel'
  | 'CreateVideoDecoderOutputView'
  | 'CreateVideoProcessorEnumerator'
  | 'GetVideoDecoderProfileCount'
  | 'GetVideoDecoderProfile'
  | 'CheckVideoDecoderFormat'
  | 'GetVideoDecoderConfigCount'
  | 'GetVideoDecoderConfig'
  | 'GetCryptoSessionPrivateDataSize'
  | 'GetVideoDecoderCaps'
  | 'CheckVideoDecoderDownsampling'
  | 'RecommendVideoDecoderDownsampleParameters'
  | 'CheckFeatureSupport'
  | 'NegotiateCryptoSessionKeyExchangeMT';

/** The device that a video device is part of. */
export interface VideoDeviceOwner extends Implementor {
  readonly runtime: RuntimeDevice;
  readonly privateData: PrivateData;
}

/** ID3D11VideoDevice: caps, key exchanges, crypto sessions. */
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
        pCaps.value = { ...caps, Caps: apiCaps(caps.Caps) };
        return code;
      }),
    );
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
  private enumerates(call: string, { cryptoType, decoderProfile, keyExchange }: SessionKind): Hresult {
    const caps: Out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS> = {};
    const known = this.capsOf(call, cryptoType, decoderProfile, caps);
    if (failed(known) || !caps.value) return known;
    if (this.runtime.acceptedExchanges.includes(keyExchange)) return S_OK;
    for (let index = 0; index < caps.value.KeyExchangeTypeCount; index += 1) {
      const found: Out<Guid> = {};
      const code = this.keyExchangeAt(call, cryptoType, decoderProfile, index, found);
      if (failed(code)) return code;
      if (found.value === keyExchange) return S_OK;
    }
    const text = `pKeyExchangeType: the driver does not enumerate ${GUID.text(keyExchange)} for this type and profile`;
    this.runtime.complain(call, 'NOT_ENUMERATED', text, D3DERR_UNSUPPORTEDCRYPTO);
    return D3DERR_UNSUPPORTEDCRYPTO;
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
