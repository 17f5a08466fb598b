import { stateOf } from '../api/kit/index.js';
import { showBriefly } from '../brief.js';
import type {
  D3D11_VIDEO_CONTENT_PROTECTION_CAPS,
  D3D11_VIDEO_DECODER_CONFIG,
  D3D11_VIDEO_DECODER_DESC,
  Guid,
  ID3D11AuthenticatedChannel,
  ID3D11CryptoSession,
  ID3D11VideoContext3,
  ID3D11VideoDevice2,
} from '../runtime/d3d11/index.js';
import { D3D11_KEY_EXCHANGE_HW_PROTECTION, out } from '../runtime/d3d11/index.js';
import { checkGuid, checkOptionalGuid, checkWholeNumber } from './arguments.js';
import { AuthenticatedChannel } from './authenticated-channel.js';
import { createVideoDecoder, decoderConfigs, decoderProfiles } from './create-decoder.js';
import { CryptoSession } from './crypto-session.js';
import type { DecoderOptions } from './decoder-options.js';
import type { Caller } from './hresult-error.js';
import type { PrivateDataSize } from './hw-protection.js';
import type { VideoDecoder } from './video-decoder.js';

/**
 * What the driver can protect, and the sessions that do it.
 *
 * @example
 * ```ts
 * import { createDevice, type VideoDevice } from 'softumd';
 * import { D3D11_CONTENT_PROTECTION_CAPS, D3D11_CRYPTO_TYPE_AES128_CTR } from 'softumd/d3d11';
 *
 * const videoDevice: VideoDevice = createDevice().videoDevice;
 * const { Caps } = videoDevice.getContentProtectionCaps(D3D11_CRYPTO_TYPE_AES128_CTR, null);
 * const decrypts = (Caps & D3D11_CONTENT_PROTECTION_CAPS.DECRYPTION_BLT) !== 0;
 * const exchanges = videoDevice.getKeyExchangeTypes(D3D11_CRYPTO_TYPE_AES128_CTR, null);
 * ```
 */
export class VideoDevice {
  static {
    showBriefly(this.prototype, 'VideoDevice', ({ api }) => ({ state: stateOf(api) }));
  }

  constructor(
    readonly api: ID3D11VideoDevice2,
    private readonly caller: Caller,
    /** What decoders and channels of it work through. */
    private readonly videoContext: () => ID3D11VideoContext3,
  ) {}

  /** Caps for one crypto type and decoder profile; null for none of either (GCPC). */
  getContentProtectionCaps(
    cryptoType: Guid | null,
    decoderProfile: Guid | null,
  ): D3D11_VIDEO_CONTENT_PROTECTION_CAPS {
    const call = 'VideoDevice.getContentProtectionCaps';
    const type = checkOptionalGuid(call, 'cryptoType', cryptoType);
    const profile = checkOptionalGuid(call, 'decoderProfile', decoderProfile);
    const caps = out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS>();
    this.caller.call(call, 'GCPC-4, D-12', () => this.api.GetContentProtectionCaps(type, profile, caps));
    return caps.value!;
  }

  /** Every key exchange that goes with a crypto type and decoder profile (GCKE). */
  getKeyExchangeTypes(cryptoType: Guid, decoderProfile: Guid | null): Guid[] {
    const { KeyExchangeTypeCount } = this.getContentProtectionCaps(cryptoType, decoderProfile);
    return Array.from({ length: KeyExchangeTypeCount }, (_, index) => {
      const exchange = out<Guid>();
      this.caller.call('VideoDevice.getKeyExchangeTypes', 'GCKE-1', () =>
        this.api.CheckCryptoKeyExchange(cryptoType, decoderProfile, index, exchange),
      );
      return exchange.value!;
    });
  }

  /**
   * How many bytes in front of what a session of hardware protection exchanges are the driver's own (GCPD-1).
   * `negotiateHwProtection` of the context asks by itself.
   * @throws HResultError E_INVALIDARG where the driver does not enumerate the exchange, E_NOTIMPL where it is older than
   *   WDDM 2.0
   */
  getCryptoSessionPrivateDataSize(
    cryptoType: Guid,
    decoderProfile: Guid | null,
    keyExchangeType: Guid = D3D11_KEY_EXCHANGE_HW_PROTECTION,
  ): PrivateDataSize {
    const call = 'VideoDevice.getCryptoSessionPrivateDataSize';
    const type = checkGuid(call, 'cryptoType', cryptoType);
    const profile = checkOptionalGuid(call, 'decoderProfile', decoderProfile);
    const exchange = checkGuid(call, 'keyExchangeType', keyExchangeType);
    const [input, output] = [out<number>(), out<number>()];
    this.caller.call(call, 'GCPD', () =>
      this.api.GetCryptoSessionPrivateDataSize(type, profile, exchange, input, output),
    );
    return { inputBytes: input.value!, outputBytes: output.value! };
  }

  /**
   * Creates a crypto session.
   * @param decoderProfile null for a session that is never used for decoding (CCS-4)
   * @throws HResultError D3DDDIERR_UNSUPPORTEDCRYPTO when the driver does not offer the combination
   */
  createCryptoSession(cryptoType: Guid, decoderProfile: Guid | null, keyExchangeType: Guid): CryptoSession {
    const call = 'VideoDevice.createCryptoSession';
    const type = checkGuid(call, 'cryptoType', cryptoType);
    const profile = checkOptionalGuid(call, 'decoderProfile', decoderProfile);
    const exchange = checkGuid(call, 'keyExchangeType', keyExchangeType);
    const session = out<ID3D11CryptoSession>();
    this.caller.call(call, 'CCS-5, D-11', () =>
      this.api.CreateCryptoSession(type, profile, exchange, session),
    );
    return new CryptoSession(session.value!, this.caller);
  }

  /**
   * Creates a channel: to the driver in software or hardware, or, of the type D3D11, to the runtime.
   * @throws HResultError DXGI_ERROR_UNSUPPORTED for a type that the driver's caps have not (CAC-5)
   */
  createAuthenticatedChannel(type: number): AuthenticatedChannel {
    const call = 'VideoDevice.createAuthenticatedChannel';
    const channel = out<ID3D11AuthenticatedChannel>();
    checkWholeNumber(call, 'type', type);
    this.caller.call(call, 'CAC-5, CAC-7', () => this.api.CreateAuthenticatedChannel(type, channel));
    const made = { api: channel.value!, context: this.videoContext(), caller: this.caller, type };
    return new AuthenticatedChannel(made);
  }

  /** Every profile that the driver decodes: D3D11_DECODER_PROFILE_… (VDEC-9). */
  decoderProfiles(): Guid[] {
    return decoderProfiles(this.api, this.caller);
  }

  /**
   * Every configuration of a decoder: one without encryption is always there (RC-14).
   * @throws HResultError E_INVALIDARG for a profile, or a format with it, that the driver does not decode
   */
  decoderConfigs(desc: D3D11_VIDEO_DECODER_DESC): D3D11_VIDEO_DECODER_CONFIG[] {
    return decoderConfigs(this.api, this.caller, desc);
  }

  /**
   * Creates a decoder with the first configuration that has the encryption asked for.
   * @throws HResultError E_INVALIDARG for a profile, or a format with it, that the driver does not decode; TypeError where
   *   no configuration has that encryption
   *
   * @example
   * ```ts
   * import type { Device } from 'softumd';
   * import { D3D11_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC } from 'softumd/d3d11';
   *
   * function cencDecoder({ videoDevice }: Device, width: number, height: number) {
   *   const [profile] = videoDevice.decoderProfiles();
   *   if (profile === undefined) throw new Error('nothing is decoded');
   *   const encryption = D3D11_DECODER_BITSTREAM_ENCRYPTION_TYPE_CENC;
   *   return videoDevice.createVideoDecoder({ profile, width, height, encryption });
   * }
   * ```
   */
  createVideoDecoder(options: DecoderOptions): VideoDecoder {
    const { api: device, caller } = this;
    return createVideoDecoder({ device, context: this.videoContext(), caller }, options);
  }
}
