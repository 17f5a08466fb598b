import type { Address, Guid, Hresult } from '../../abi/index.js';
import type { HRTCryptoSession } from '../../ddi/index.js';
import {
  CreateCryptoSession,
  D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS,
  D3D11_1DDIARG_CREATECRYPTOSESSION,
  D3DERR_UNSUPPORTEDCRYPTO,
  DXGI_ERROR_DEVICE_REMOVED,
  E_INVALIDARG,
  E_OUTOFMEMORY,
  GetContentProtectionCaps,
  GetCryptoKeyExchangeType,
  GUID,
  NULL_GUID,
  S_OK,
} from '../../ddi/index.js';
import { failed, isGuid, NULL } from '../../abi/index.js';
import { cryptoSessionKind, DriverObject, withBytes } from '../../host/index.js';
import { D3D11CryptoSession } from './crypto-session.js';
import { apiCaps } from './flag-words.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';
import type { Out } from '../out.js';
import type { RuntimeDevice } from './runtime-device.js';

export interface D3D11_VIDEO_CONTENT_PROTECTION_CAPS {
  readonly Caps: number;
  readonly KeyExchangeTypeCount: number;
  readonly BlockAlignmentSize: number;
  readonly ProtectedMemorySize: bigint;
}

/** ID3D11VideoDevice: caps, key exchanges, crypto sessions. */
export class D3D11VideoDevice {
  constructor(private readonly device: RuntimeDevice) {}

  /**
   * What the driver can protect for one crypto type and decoder profile; null means none of either (GCPC-8).
   * @returns S_OK; D3DERR_UNSUPPORTEDCRYPTO; E_INVALIDARG; DXGI_ERROR_DEVICE_REMOVED
   */
  GetContentProtectionCaps(
    pCryptoType: Guid | null,
    pDecoderProfile: Guid | null,
    pCaps: Out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS> | null,
  ): Hresult {
    const call = 'ID3D11VideoDevice::GetContentProtectionCaps';
    if (!pCaps) return this.refuse(call, 'GETCONTENTPROTECTIONCAPS_NULLPARAM', 'pCaps is null');
    if (this.hasBadGuid(call, { pCryptoType, pDecoderProfile })) return E_INVALIDARG;
    if (this.device.isRemoved) return DXGI_ERROR_DEVICE_REMOVED;
    return this.device.method(() =>
      this.capsOf(call, pCryptoType ?? NULL_GUID, pDecoderProfile ?? NULL_GUID, pCaps),
    );
  }

  /** The key exchange at one Index below KeyExchangeTypeCount (GCKE-1, GCKE-2). */
  CheckCryptoKeyExchange(
    pCryptoType: Guid | null,
    pDecoderProfile: Guid | null,
    Index: number,
    pKeyExchangeType: Out<Guid> | null,
  ): Hresult {
    const call = 'ID3D11VideoDevice::CheckCryptoKeyExchange';
    if (!pCryptoType || !pKeyExchangeType) {
      const missing = pCryptoType ? 'pKeyExchangeType' : 'pCryptoType';
      return this.refuse(call, 'CHECKCRYPTOKEYEXCHANGE_NULLPARAM', `${missing} is null`);
    }
    const caps: Out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS> = {};
    const known = this.GetContentProtectionCaps(pCryptoType, pDecoderProfile, caps);
    if (failed(known) || !caps.value) return known;
    const { KeyExchangeTypeCount } = caps.value;
    if (!(Number.isInteger(Index) && Index >= 0 && Index < KeyExchangeTypeCount)) {
      const text = `Index: expected below KeyExchangeTypeCount (${KeyExchangeTypeCount}), received ${Index}`;
      return this.refuse(call, 'CHECKCRYPTOKEYEXCHANGE_INVALIDINDEX', text);
    }
    const profile = pDecoderProfile ?? NULL_GUID;
    return this.device.method(() => this.keyExchangeAt(call, pCryptoType, profile, Index, pKeyExchangeType));
  }

  /**
   * Creates a session of a type and exchange that the driver enumerates (D-65).
   * @returns S_OK; D3DERR_UNSUPPORTEDCRYPTO; E_OUTOFMEMORY; E_INVALIDARG; DXGI_ERROR_DEVICE_REMOVED
   */
  CreateCryptoSession(
    pCryptoType: Guid | null,
    pDecoderProfile: Guid | null,
    pKeyExchangeType: Guid | null,
    ppCryptoSession: Out<D3D11CryptoSession> | null,
  ): Hresult {
    const call = 'ID3D11VideoDevice::CreateCryptoSession';
    if (!pCryptoType || !pKeyExchangeType || !ppCryptoSession) {
      const missing = !pCryptoType
        ? 'pCryptoType'
        : pKeyExchangeType
          ? 'ppCryptoSession'
          : 'pKeyExchangeType';
      return this.refuse(call, 'CREATECRYPTOSESSION_NULLPARAM', `${missing} is null`);
    }
    if (this.hasBadGuid(call, { pKeyExchangeType })) return E_INVALIDARG;
    const kind = [pCryptoType, pDecoderProfile ?? NULL_GUID, pKeyExchangeType] as const;
    const hresult = this.device.method(() => {
      const known = this.enumerates(call, ...kind);
      if (failed(known)) return known;
      return this.withGuids(kind, ([pCreate]) => this.createAtDriver(call, pCreate!, kind, ppCryptoSession));
    });
    if (hresult === E_OUTOFMEMORY) this.reportShortage(call);
    return hresult;
  }

  private capsOf(
    call: string,
    cryptoType: Guid,
    profile: Guid,
    pCaps: Out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS>,
  ): Hresult {
    const { memory, host, video } = this.device;
    const layout = D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS;
    return this.withGuids([cryptoType, profile], ([pType, pProfile]) =>
      withBytes(memory, layout.bytes, layout.name, (pDdiCaps) => {
        const answer =
          video.pfnGetContentProtectionCaps?.(host.hDevice, pType!, pProfile!, pDdiCaps) ??
          D3DERR_UNSUPPORTEDCRYPTO;
        const code = this.device.judge(GetContentProtectionCaps, call, answer);
        if (failed(code)) return code;
        const caps = layout.decode(memory, pDdiCaps);
        pCaps.value = { ...caps, Caps: apiCaps(caps.Caps) };
        return code;
      }),
    );
  }

  /** The driver's half of CreateCryptoSession (CCS-1, DEV-1). */
  private createAtDriver(
    call: string,
    pCreate: Address,
    kind: readonly [cryptoType: Guid, profile: Guid, exchange: Guid],
    ppCryptoSession: Out<D3D11CryptoSession>,
  ): Hresult {
    const request = { pCreate, runtimeHandle: 0x5e55_0001 as HRTCryptoSession };
    const object = DriverObject.create(this.device.host, cryptoSessionKind, request);
    if (object.handle === NULL) return object.code;
    const hresult = this.device.judge(CreateCryptoSession, call, object.code);
    if (failed(hresult)) object.discard();
    else ppCryptoSession.value = new D3D11CryptoSession(this.device, object, ...kind);
    return hresult;
  }

  /** Whether the driver offers the exchange for this pair: S_OK, or why not. */
  private enumerates(call: string, cryptoType: Guid, profile: Guid, exchange: Guid): Hresult {
    const caps: Out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS> = {};
    const known = this.GetContentProtectionCaps(cryptoType, profile, caps);
    if (failed(known) || !caps.value) return known;
    for (let index = 0; index < caps.value.KeyExchangeTypeCount; index += 1) {
      const found: Out<Guid> = {};
      const code = this.keyExchangeAt(call, cryptoType, profile, index, found);
      if (failed(code)) return code;
      if (found.value === exchange) return S_OK;
    }
    return D3DERR_UNSUPPORTEDCRYPTO;
  }

  private keyExchangeAt(
    call: string,
    cryptoType: Guid,
    profile: Guid,
    index: number,
    found: Out<Guid>,
  ): Hresult {
    const { memory, host, video } = this.device;
    return this.withGuids([cryptoType, profile, NULL_GUID], ([pType, pProfile, pExchange]) => {
      const answer =
        video.pfnGetCryptoKeyExchangeType?.(host.hDevice, pType!, pProfile!, index, pExchange!) ??
        E_INVALIDARG;
      const code = this.device.judge(GetCryptoKeyExchangeType, call, answer);
      if (!failed(code)) found.value = GUID.read(memory, pExchange!, 'x64');
      return code;
    });
  }

  /** GUIDs side by side in the shared memory; three of them are D3D11_1DDIARG_CREATECRYPTOSESSION. */
  private withGuids<R>(guids: readonly Guid[], use: (addresses: readonly Address[]) => R): R {
    const { memory } = this.device;
    return withBytes(
      memory,
      GUID.size('x64') * guids.length,
      D3D11_1DDIARG_CREATECRYPTOSESSION.name,
      (start) => {
        const addresses = guids.map((_, index) => (start + GUID.size('x64') * index) as Address);
        guids.forEach((value, index) => {
          GUID.write(memory, addresses[index]!, value, 'x64');
        });
        return use(addresses);
      },
    );
  }

  private reportShortage(call: string): void {
    this.device.infoQueue.add(
      call,
      'CREATECRYPTOSESSION_OUTOFMEMORY_RETURN',
      'the driver or the runtime has no memory',
    );
  }

  /** Text that is no GUID cannot become one in memory. */
  private hasBadGuid(call: string, guids: Readonly<Record<string, Guid | null>>): boolean {
    const bad = Object.entries(guids).find(([, value]) => value !== null && !isGuid(value));
    if (bad) this.device.infoQueue.addCallerCheck(call, `${bad[0]}: '${bad[1]}' is not a GUID`);
    return bad !== undefined;
  }

  private refuse(call: string, name: MessageName, text: string): Hresult {
    this.device.infoQueue.add(call, name, text);
    return E_INVALIDARG;
  }
}
