import type { Guid, Hresult } from '../../abi/index.js';
import { failed } from '../../abi/index.js';
import { ID3D11CryptoSession } from '../../api/d3d11/index.js';
import type { Implementation, Implementor, Offer, Out } from '../../api/kit/index.js';
import { offer } from '../../api/kit/index.js';
import type { HCryptoSession } from '../../ddi/index.js';
import {
  CryptoSessionGetHandle,
  D3D11_1DDI_CERTIFICATE_TYPE,
  D3DDDIERR_DEVICEREMOVED,
  D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS as STATUS,
  DestroyCryptoSession,
  E_INVALIDARG,
} from '../../ddi/index.js';
import type { DriverObject } from '../../host/index.js';
import { orOutOfMemory, withBytes } from '../../host/index.js';
import { D3D11_KEY_EXCHANGE_HW_PROTECTION } from './constants.js';
import type { CallerCheckName } from './debug-layer/index.js';
import { CounterChecks } from './debug-layer/index.js';
import { DriverChild } from './device-child.js';
import { DriverCertificate } from './driver-certificate.js';
import type { RuntimeDevice } from './runtime-device.js';

const destruction = { declaration: DestroyCryptoSession, call: 'ID3D11CryptoSession::Release' };

/** What a session was created for. */
export interface SessionKind {
  readonly cryptoType: Guid;
  /** NULL_GUID for a session that is never used for decoding (CCS-4). */
  readonly decoderProfile: Guid;
  readonly keyExchange: Guid;
}

/** ID3D11CryptoSession. */
export class CryptoSession
  extends DriverChild<HCryptoSession>
  implements Implementation<ID3D11CryptoSession>
{
  constructor(
    device: Implementor,
    runtime: RuntimeDevice,
    object: DriverObject<HCryptoSession>,
    readonly kind: SessionKind,
  ) {
    super(device, runtime, object, destruction);
    this.tearDownsBefore = runtime.kernel.tearDowns.count;
    const CertificateType = D3D11_1DDI_CERTIFICATE_TYPE.CRYPTO_SESSION;
    this.certificate = new DriverCertificate(runtime, {
      CertificateType,
      CryptoSessionType: kind.cryptoType,
    });
  }

  /** True from the first negotiation on that succeeded. */
  get hasKey(): boolean {
    return this.counters !== null;
  }

  /** The counters of the key in use; null before a key was negotiated. */
  counters: CounterChecks | null = null;
  /** Whether a number for a new key was made, and not used yet. */
  isKeyRefreshStarted = false;
  /** Whether the caller was given a read-back key since the key was negotiated (D-04, D-25). */
  hasReadBackKey = false;
  /** How many tear-downs there were when it was made: none of them was its own. */
  private readonly tearDownsBefore: number;
  private readonly certificate: DriverCertificate;

  /** Whether its keys are the trusted environment's: pData of its key exchange is a command (HWP). */
  get isHwProtection(): boolean {
    return this.kind.keyExchange === D3D11_KEY_EXCHANGE_HW_PROTECTION;
  }

  /** What a call that does not go with hardware protection is refused with (D-41); undefined for other sessions. */
  get hwProtectionMistake(): { readonly name: CallerCheckName; readonly text: string } | undefined {
    if (!this.isHwProtection) return undefined;
    return {
      name: 'NOT_FOR_HW_PROTECTION',
      text: 'the call does not go with a session of hardware protection',
    };
  }

  /**
   * Says that the key is gone, where the driver has just failed a call with it after a tear-down (D-44). The driver is
   * asked before its failure is judged, which may end the device.
   */
  tellIfKeyLost(call: string): void {
    const { host, video, memory, messages } = this.runtime;
    const check = video.pfnCheckCryptoSessionStatus;
    if (!check || this.runtime.kernel.tearDowns.count === this.tearDownsBefore) return;
    if (host.pendingErrors.includes(D3DDDIERR_DEVICEREMOVED)) return;
    const pending = host.takeErrors();
    const status = orOutOfMemory(
      () =>
        withBytes(memory, 4, 'pStatus', (pStatus) => {
          check(host.hDevice, this.hCryptoSession, pStatus);
          return memory.readU32(pStatus);
        }),
      () => STATUS.OK,
    );
    const isKnown = host.takeErrors().length === 0;
    for (const code of pending) host.hear(code);
    if (!isKnown || status === STATUS.OK) return;
    const text = `the key was lost in a tear-down: the session's status is ${STATUS.text(status)} (D-44)`;
    messages.add(call, 'KEY_LOST', text);
  }

  /** A key was negotiated: the counters of the one before are free again, and what hung on it is gone (D-04). */
  keyNegotiated(call: string): void {
    this.counters = new CounterChecks();
    this.isKeyRefreshStarted = false;
    this.hasReadBackKey = false;
    this.certificate.tellIfUnread(call);
  }

  keyRefreshStarted(): void {
    this.isKeyRefreshStarted = true;
  }

  /** Another session key (FSKR-2), under which content keys wrapped as before are others, too: every counter is free again. */
  keyRefreshFinished(): void {
    this.isKeyRefreshStarted = false;
    if (this.counters) this.counters = new CounterChecks();
  }

  get liveKind() {
    return 'CRYPTOSESSION' as const;
  }

  protected override offers(): readonly Offer[] {
    return [offer(ID3D11CryptoSession, this)];
  }

  /** The driver's handle of it. */
  get hCryptoSession(): HCryptoSession {
    return this.driverHandle;
  }

  GetCryptoType(pCryptoType: Out<Guid>): void {
    pCryptoType.value = this.kind.cryptoType;
  }

  GetDecoderProfile(pDecoderProfile: Out<Guid>): void {
    pDecoderProfile.value = this.kind.decoderProfile;
  }

  GetCertificateSize(pCertificateSize: Out<number>): Hresult {
    const call = 'ID3D11CryptoSession::GetCertificateSize';
    return this.refuses(call) ? E_INVALIDARG : this.certificate.size(call, pCertificateSize);
  }

  GetCertificate(CertificateSize: number, pCertificate: Uint8Array): Hresult {
    const call = 'ID3D11CryptoSession::GetCertificate';
    if (this.refuses(call)) return E_INVALIDARG;
    const wrongSize = 'GETCRYPTOSESSIONCERTIFICATE_WRONGSIZE';
    return this.certificate.read(call, CertificateSize, pCertificate, wrongSize);
  }

  /** The driver's own HANDLE, bit for bit (CSGH-2). Void at the API: on failure the value is left alone. */
  GetCryptoSessionHandle(pCryptoSessionHandle: Out<bigint>): void {
    const call = 'ID3D11CryptoSession::GetCryptoSessionHandle';
    const { memory, host, video } = this.runtime;
    withBytes(memory, 8, 'pHandle', (pHandle) => {
      const code =
        video.pfnCryptoSessionGetHandle?.(host.hDevice, this.hCryptoSession, pHandle) ?? E_INVALIDARG;
      if (!failed(this.runtime.judge(CryptoSessionGetHandle, call, code)))
        pCryptoSessionHandle.value = memory.readU64(pHandle);
    });
  }

  private refuses(call: string): boolean {
    const mistake = this.hwProtectionMistake;
    if (mistake) this.runtime.complain(call, mistake.name, mistake.text);
    return mistake !== undefined;
  }
}
