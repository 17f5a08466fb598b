import type { Address, Guid, Hresult } from '../../abi/index.js';
import type { HCryptoSession } from '../../ddi/index.js';
import {
  CryptoSessionGetHandle,
  D3D11_1DDI_CERTIFICATE_INFO,
  D3D11_1DDI_CERTIFICATE_TYPE,
  DestroyCryptoSession,
  DXGI_ERROR_DEVICE_REMOVED,
  E_INVALIDARG,
  GetCertificate,
  GetCertificateSize,
  S_OK,
} from '../../ddi/index.js';
import { failed } from '../../abi/index.js';
import type { DriverObject } from '../../host/index.js';
import { withBytes, withStruct } from '../../host/index.js';
import { DeviceChild } from './device-child.js';
import type { MessageName } from '../../api/d3d11/message-ids.js';
import type { Out } from '../out.js';
import type { RuntimeDevice } from './runtime-device.js';

const releasedText = 'the session has been released';
const destruction = { declaration: DestroyCryptoSession, call: 'ID3D11CryptoSession::Release' };

/** ID3D11CryptoSession. */
export class D3D11CryptoSession extends DeviceChild<HCryptoSession> {
  constructor(
    device: RuntimeDevice,
    object: DriverObject<HCryptoSession>,
    private readonly cryptoType: Guid,
    private readonly decoderProfile: Guid,
    private readonly keyExchangeType: Guid,
  ) {
    super(device, object, destruction);
  }

  /** The driver's handle of it. */
  get hCryptoSession(): HCryptoSession {
    return this.handle;
  }

  /** The exchange it was created for; the runtime's own knowledge, not a method of the API. */
  get exchange(): Guid {
    return this.keyExchangeType;
  }

  GetCryptoType(pCryptoType: Out<Guid>): void {
    pCryptoType.value = this.cryptoType;
  }

  GetDecoderProfile(pDecoderProfile: Out<Guid>): void {
    pDecoderProfile.value = this.decoderProfile;
  }

  /** S_OK and the bytes of the certificate chain; DXGI_ERROR_DEVICE_REMOVED (GCS-1). */
  GetCertificateSize(pCertificateSize: Out<number> | null): Hresult {
    const call = 'ID3D11CryptoSession::GetCertificateSize';
    if (!pCertificateSize)
      return this.refuse(call, 'GETCRYPTOSESSIONCERTIFICATESIZE_NULLPARAM', 'pCertificateSize is null');
    return this.device.method(() => {
      const size = this.certificateSize(call);
      if (failed(size.hresult)) return size.hresult;
      pCertificateSize.value = size.bytes;
      return S_OK;
    });
  }

  /** Writes the chain; the size must be the one that GetCertificateSize gave (GC-1, D-06). */
  GetCertificate(CertificateSize: number, pCertificate: Uint8Array | null): Hresult {
    const call = 'ID3D11CryptoSession::GetCertificate';
    if (!pCertificate)
      return this.refuse(call, 'GETCRYPTOSESSIONCERTIFICATE_NULLPARAM', 'pCertificate is null');
    return this.device.method(() => this.writeCertificate(call, CertificateSize, pCertificate));
  }

  /** The driver's own HANDLE, bit for bit (CSGH-2). Void at the API: on failure the value is left alone. */
  GetCryptoSessionHandle(pCryptoSessionHandle: Out<bigint>): void {
    const call = 'ID3D11CryptoSession::GetCryptoSessionHandle';
    const { memory, host, video, isRemoved } = this.device;
    if (isRemoved) return;
    if (this.isReleased) {
      this.device.infoQueue.addCallerCheck(call, releasedText);
      return;
    }
    const ask = () => {
      withBytes(memory, 8, 'pHandle', (pHandle) => {
        const code =
          video.pfnCryptoSessionGetHandle?.(host.hDevice, this.hCryptoSession, pHandle) ?? E_INVALIDARG;
        if (!failed(this.device.judge(CryptoSessionGetHandle, call, code)))
          pCryptoSessionHandle.value = memory.readU64(pHandle);
      });
    };
    this.device.voidMethod(call, ask, 'GETCRYPTOSESSIONHANDLE_OUTOFMEMORY');
  }

  private writeCertificate(call: string, CertificateSize: number, pCertificate: Uint8Array): Hresult {
    const size = this.certificateSize(call);
    if (failed(size.hresult)) return size.hresult;
    if (CertificateSize !== size.bytes || pCertificate.length < size.bytes) {
      const text = `CertificateSize: expected ${size.bytes}, received ${CertificateSize} with a buffer of ${pCertificate.length} bytes`;
      return this.refuse(call, 'GETCRYPTOSESSIONCERTIFICATE_WRONGSIZE', text);
    }
    const { memory, host, video } = this.device;
    return this.withCertificateInfo((pInfo) =>
      withBytes(memory, size.bytes, 'pCertificate', (target) => {
        video.pfnGetCertificate?.(host.hDevice, pInfo, size.bytes, target);
        const code = this.device.judgeVoid(GetCertificate, call);
        if (!failed(code)) pCertificate.set(memory.copyOut(target, size.bytes));
        return code;
      }),
    );
  }

  private certificateSize(call: string): { readonly hresult: Hresult; readonly bytes: number } {
    const { memory, host, video, isRemoved } = this.device;
    if (isRemoved) return { hresult: DXGI_ERROR_DEVICE_REMOVED, bytes: 0 };
    if (this.isReleased) {
      this.device.infoQueue.addCallerCheck(call, releasedText);
      return { hresult: E_INVALIDARG, bytes: 0 };
    }
    return this.withCertificateInfo((pInfo) =>
      withBytes(memory, 4, 'pCertificateSize', (pSize) => {
        video.pfnGetCertificateSize?.(host.hDevice, pInfo, pSize);
        return { hresult: this.device.judgeVoid(GetCertificateSize, call), bytes: memory.readU32(pSize) };
      }),
    );
  }

  private withCertificateInfo<R>(use: (pInfo: Address) => R): R {
    const CertificateType = D3D11_1DDI_CERTIFICATE_TYPE.CRYPTO_SESSION;
    const info = { CertificateType, CryptoSessionType: this.cryptoType }; // GCS-4: the type, not the instance
    return withStruct(this.device.memory, D3D11_1DDI_CERTIFICATE_INFO, info, use);
  }

  private refuse(call: string, name: MessageName, text: string): Hresult {
    this.device.infoQueue.add(call, name, text);
    return E_INVALIDARG;
  }
}
