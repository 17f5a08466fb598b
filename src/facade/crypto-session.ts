import { stateOf } from '../api/kit/index.js';
import { showBriefly } from '../brief.js';
import type { Guid, ID3D11CryptoSession } from '../runtime/d3d11/index.js';
import { out } from '../runtime/d3d11/index.js';
import type { Caller } from './hresult-error.js';

/**
 * A crypto session of one device.
 *
 * @example
 * ```ts
 * import { createDevice, type CryptoSession } from 'softumd';
 * import {
 *   D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_DECODER_PROFILE_H264_VLD_NOFGT, D3D11_KEY_EXCHANGE_RSAES_OAEP,
 * } from 'softumd/d3d11';
 *
 * const { videoDevice } = createDevice();
 * const session: CryptoSession = videoDevice.createCryptoSession(
 *   D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_DECODER_PROFILE_H264_VLD_NOFGT, D3D11_KEY_EXCHANGE_RSAES_OAEP);
 * const certificate = session.getCertificate();
 * session.release();
 * ```
 */
export class CryptoSession {
  static {
    showBriefly(this.prototype, 'CryptoSession', ({ api }) => ({ state: stateOf(api) }));
  }

  constructor(
    /** The same object in the emulated runtime. */
    readonly api: ID3D11CryptoSession,
    private readonly caller: Caller,
  ) {}

  get cryptoType(): Guid {
    const type = out<Guid>();
    this.caller.callEvenWhenRemoved('CryptoSession.cryptoType', 'api DR-11', () => {
      this.api.GetCryptoType(type);
    });
    return type.value!;
  }

  get decoderProfile(): Guid {
    const profile = out<Guid>();
    this.caller.callEvenWhenRemoved('CryptoSession.decoderProfile', 'api DR-11', () => {
      this.api.GetDecoderProfile(profile);
    });
    return profile.value!;
  }

  /** The driver's HANDLE of the session, all 64 bits (CSGH-2). */
  get handle(): bigint {
    const handle = out<bigint>();
    this.caller.callVoid('CryptoSession.handle', 'CSGH', () => {
      this.api.GetCryptoSessionHandle(handle);
    });
    return handle.value!;
  }

  /** The driver's certificate chain, as `readCertificateChain` takes it (GCS, GC). */
  getCertificate(): Uint8Array {
    const size = out<number>();
    this.caller.call('CryptoSession.getCertificate', 'GCS-1, D-08', () => this.api.GetCertificateSize(size));
    const certificate = new Uint8Array(size.value!);
    this.caller.call('CryptoSession.getCertificate', 'GC-1, D-08', () =>
      this.api.GetCertificate(certificate.length, certificate),
    );
    return certificate;
  }

  /**
   * Destroys the session; its keys are overwritten (DCS-1, DCS-2).
   * @throws HResultError E_INVALIDARG when it was released before
   */
  release(): void {
    this.caller.callEvenWhenRemoved('CryptoSession.release', 'api REF-3', () => void this.api.Release());
  }
}
