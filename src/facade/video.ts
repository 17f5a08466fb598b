import { stateOf } from '../api/kit/index.js';
import { showBriefly } from '../brief.js';
import type { HwProtectionResult } from '../player/index.js';
import type {
  D3D11_VIDEO_CONTENT_PROTECTION_CAPS,
  D3D11_VIDEO_DECODER_CONFIG,
  D3D11_VIDEO_DECODER_DESC,
  Guid,
  ID3D11AuthenticatedChannel,
  ID3D11CryptoSession,
  ID3D11Texture2D,
  ID3D11VideoContext3,
  ID3D11VideoDevice2,
} from '../runtime/d3d11/index.js';
import { D3D11_KEY_EXCHANGE_HW_PROTECTION, out } from '../runtime/d3d11/index.js';
import { checkBytes, checkGuid, checkInstance, checkOptionalGuid, checkWholeNumber } from './arguments.js';
import { AuthenticatedChannel } from './authenticated-channel.js';
import type { DecryptionOptions, HwProtectionCommand } from './call-options.js';
import { checkCallOptions, decryptionSchema, hwProtectionSchema } from './call-options.js';
import { createVideoDecoder, decoderConfigs, decoderProfiles } from './create-decoder.js';
import { CryptoSession } from './crypto-session.js';
import type { DecoderOptions } from './decoder-options.js';
import type { Caller } from './hresult-error.js';
import type { PrivateDataSize } from './hw-protection.js';
import { sendCommand } from './hw-protection.js';
import { Resource } from './resource.js';
import type { VideoDecoder } from './video-decoder.js';

/** A resource as a blt takes it: a buffer in the place of a texture, as known clients pass it (RC-03). */
const surface = ({ api }: Resource) => api as ID3D11Texture2D;

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
    private readonly videoContext: () => VideoContext,
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
    const made = { api: channel.value!, context: this.videoContext().api, caller: this.caller, type };
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
    return createVideoDecoder({ device, context: this.videoContext().api, caller }, options);
  }
}

/**
 * Key exchange and blts.
 *
 * @example
 * ```ts
 * import { createDevice, type VideoContext } from 'softumd';
 * import { D3D11_CRYPTO_TYPE_AES128_CTR, D3D11_KEY_EXCHANGE_RSAES_OAEP } from 'softumd/d3d11';
 * import { createIvSequence, encryptForDecryptionBlt, readCertificateChain, wrapSessionKey } from 'softumd/player';
 *
 * const device = createDevice();
 * const session = device.videoDevice.createCryptoSession(
 *   D3D11_CRYPTO_TYPE_AES128_CTR, null, D3D11_KEY_EXCHANGE_RSAES_OAEP);
 * const { leaf } = readCertificateChain(session.getCertificate());
 * const sessionKey = crypto.getRandomValues(new Uint8Array(16));
 * const context: VideoContext = device.videoContext;
 * context.negotiateCryptoSessionKeyExchange(session, wrapSessionKey(leaf, sessionKey));
 *
 * const iv = createIvSequence().next();
 * const data = encryptForDecryptionBlt({ sessionKey, iv, data: new Uint8Array(64) });
 * const surface = device.createBuffer('protected', 64);
 * context.decryptionBlt(session, device.createBuffer('staging', data), surface, { iv });
 * ```
 */
export class VideoContext {
  static {
    showBriefly(this.prototype, 'VideoContext', ({ api }) => ({ state: stateOf(api) }));
  }

  constructor(
    readonly api: ID3D11VideoContext3,
    private readonly caller: Caller,
    /** What knows how much of a command is the driver's own. */
    private readonly videoDevice: () => VideoDevice,
  ) {}

  /**
   * Installs a session key.
   * @param keyBuffer 256 bytes from `wrapSessionKey`
   * @throws HResultError E_INVALIDARG, whatever is wrong with the buffer (D-03)
   */
  negotiateCryptoSessionKeyExchange(session: CryptoSession, keyBuffer: Uint8Array): void {
    const call = 'VideoContext.negotiateCryptoSessionKeyExchange';
    const { api } = checkInstance(call, 'session', CryptoSession, session);
    // pData is in/out in the API; the caller's buffer stays as it is.
    const data = new Uint8Array(checkBytes(call, 'keyBuffer', keyBuffer));
    this.caller.call(call, 'NCS-7, NCS-8, D-03', () =>
      this.api.NegotiateCryptoSessionKeyExchange(api, data.length, data),
    );
  }

  /**
   * Sends a command through a session of hardware protection to the trusted environment (HWP).
   * @returns what came back, also where the command failed: `status` tells (HWP-5)
   * @throws HResultError where the call itself failed: another kind of session, a key that was lost (D-44);
   *   HwProtectionResultError of `softumd/player` where the sizes that the driver wrote do not add up
   *
   * @example
   * ```ts
   * import type { Device } from 'softumd';
   * import { D3D11_KEY_EXCHANGE_HW_PROTECTION, failed, type Guid } from 'softumd/d3d11';
   *
   * function sendMessage({ videoDevice, videoContext }: Device, cryptoType: Guid, profile: Guid, message: Uint8Array) {
   *   const session = videoDevice.createCryptoSession(cryptoType, profile, D3D11_KEY_EXCHANGE_HW_PROTECTION);
   *   const { status, data } = videoContext.negotiateHwProtection(session, {
   *     functionId: 0x90000001, data: message, maxResultBytes: 4096,
   *   });
   *   return failed(status) ? null : data;
   * }
   * ```
   */
  negotiateHwProtection(session: CryptoSession, command: HwProtectionCommand): HwProtectionResult {
    const call = 'VideoContext.negotiateHwProtection';
    const { cryptoType, decoderProfile } = checkInstance(call, 'session', CryptoSession, session);
    const options = checkCallOptions(call, hwProtectionSchema, command);
    const { api: context, caller } = this;
    const device = this.videoDevice();
    const privateData = device.getCryptoSessionPrivateDataSize(cryptoType, decoderProfile);
    return sendCommand(call, { caller, context, device: device.api, session, privateData }, options);
  }

  /**
   * 64 bits from which the trusted environment makes a new key (GDHK-1).
   * @param data the driver's own input (GDHK-2)
   */
  getDataForNewHardwareKey(session: CryptoSession, data: Uint8Array): bigint {
    const call = 'VideoContext.getDataForNewHardwareKey';
    const { api } = checkInstance(call, 'session', CryptoSession, session);
    const input = checkBytes(call, 'data', data);
    const output = out<bigint>();
    this.caller.call(call, 'GDHK', () => this.api.GetDataForNewHardwareKey(api, input.length, input, output));
    return output.value!;
  }

  /** Whether a session still has its key, D3D11_CRYPTO_SESSION_STATUS: what to ask after a tear-down (CCSS, D-44). */
  checkCryptoSessionStatus(session: CryptoSession): number {
    const call = 'VideoContext.checkCryptoSessionStatus';
    const { api } = checkInstance(call, 'session', CryptoSession, session);
    const status = out<number>();
    this.caller.call(call, 'CCSS, D-44', () => this.api.CheckCryptoSessionStatus(api, status));
    return status.value!;
  }

  /**
   * Decrypts a staging resource into a protected one (DB).
   * @throws HResultError what the driver refused the call with, also where it says so in the block info (D-27)
   *
   * @example
   * ```ts
   * import type { CryptoSession, Device } from 'softumd';
   * import { createIvSequence, encryptForDecryptionBlt, wrapContentKey } from 'softumd/player';
   *
   * function sendFrame(device: Device, session: CryptoSession, sessionKey: Uint8Array, frame: Uint8Array) {
   *   const contentKey = crypto.getRandomValues(new Uint8Array(16));
   *   const iv = createIvSequence().next();
   *   const blockInfo = { NumEncryptedBytesAtBeginning: 64, NumBytesInSkipPattern: 144, NumBytesInEncryptPattern: 16 };
   *   const data = encryptForDecryptionBlt({ sessionKey, contentKey, iv, blockInfo, data: frame });
   *   const surface = device.createBuffer('protected', data.length);
   *   device.videoContext.decryptionBlt(session, device.createBuffer('staging', data), surface, {
   *     iv, blockInfo, contentKey: wrapContentKey(sessionKey, contentKey),
   *   });
   *   return surface;
   * }
   * ```
   */
  decryptionBlt(
    session: CryptoSession,
    source: Resource,
    destination: Resource,
    options: DecryptionOptions,
  ): void {
    const call = 'VideoContext.decryptionBlt';
    const { api } = checkInstance(call, 'session', CryptoSession, session);
    const from = checkInstance(call, 'source', Resource, source);
    const to = checkInstance(call, 'destination', Resource, destination);
    const { iv, blockInfo, contentKey } = checkCallOptions(call, decryptionSchema, options);
    const counter = new Uint8Array(iv);
    const info = blockInfo ? { ...blockInfo } : null; // a driver may write to it (D-27)
    const wrapped = contentKey ?? null;
    const bytes = wrapped?.length ?? 0;
    this.caller.callVoid(call, 'DB, D-08, D-21, D-23, D-27', () => {
      this.api.DecryptionBlt(api, surface(from), surface(to), info, bytes, wrapped, counter.length, counter);
    });
  }

  /**
   * Reads a protected resource back into a staging one, encrypted (EB): under the key of `getEncryptionBltKey` where
   * the caps have ENCRYPTED_READ_BACK_KEY, else under the session key (EB-11).
   * @returns the IV that the driver chose: 16 bytes (D-20)
   */
  encryptionBlt(session: CryptoSession, source: Resource, destination: Resource): Uint8Array {
    const call = 'VideoContext.encryptionBlt';
    const { api } = checkInstance(call, 'session', CryptoSession, session);
    const from = checkInstance(call, 'source', Resource, source);
    const to = checkInstance(call, 'destination', Resource, destination);
    const iv = new Uint8Array(16);
    this.caller.callVoid(call, 'EB, D-08, D-20', () => {
      this.api.EncryptionBlt(api, surface(from), surface(to), iv.length, iv);
    });
    return iv;
  }

  /**
   * Has the driver make a number for the next session key (SSKR-2). Everything stays under the key in use until
   * `finishSessionKeyRefresh` (SSKR-7). Needs the cap FRESHEN_SESSION_KEY (SSKR-5).
   * @returns 16 bytes, from which `refreshSessionKey` makes the next key
   */
  startSessionKeyRefresh(session: CryptoSession): Uint8Array {
    const call = 'VideoContext.startSessionKeyRefresh';
    const { api } = checkInstance(call, 'session', CryptoSession, session);
    const randomNumber = new Uint8Array(16);
    this.caller.callVoid(call, 'SSKR, D-08, D-26', () => {
      this.api.StartSessionKeyRefresh(api, randomNumber.length, randomNumber);
    });
    return randomNumber;
  }

  /**
   * Makes the session key the old one XOR the number that `startSessionKeyRefresh` gave (FSKR-1). Content keys have to
   * be wrapped again; the read-back key stays (D-25).
   * @throws HResultError E_INVALIDARG where no refresh was started (FSKR-3, D-26)
   *
   * @example
   * ```ts
   * import type { CryptoSession, Device } from 'softumd';
   * import { refreshSessionKey } from 'softumd/player';
   *
   * function rotate({ videoContext }: Device, session: CryptoSession, sessionKey: Uint8Array): Uint8Array {
   *   const randomNumber = videoContext.startSessionKeyRefresh(session);
   *   videoContext.finishSessionKeyRefresh(session);
   *   return refreshSessionKey(sessionKey, randomNumber);
   * }
   * ```
   */
  finishSessionKeyRefresh(session: CryptoSession): void {
    const call = 'VideoContext.finishSessionKeyRefresh';
    const { api } = checkInstance(call, 'session', CryptoSession, session);
    this.caller.callVoid(call, 'FSKR, D-08, D-26', () => {
      this.api.FinishSessionKeyRefresh(api);
    });
  }

  /**
   * Has the driver make a key for its read-backs, another at each call (GEBK-1). Needs the cap ENCRYPTED_READ_BACK_KEY
   * (GEBK-4), which a profile has to offer.
   * @returns 16 bytes, wrapped: `unwrapReadBackKey` takes the key out
   * @throws HResultError E_INVALIDARG without that cap, or before a key was negotiated (D-10)
   *
   * @example
   * ```ts
   * import type { CryptoSession, Device, Resource } from 'softumd';
   * import { decryptFromEncryptionBlt, unwrapReadBackKey } from 'softumd/player';
   *
   * function readBack({ videoContext }: Device, session: CryptoSession, sessionKey: Uint8Array, from: Resource, to: Resource) {
   *   const readBackKey = unwrapReadBackKey(sessionKey, videoContext.getEncryptionBltKey(session));
   *   const iv = videoContext.encryptionBlt(session, from, to);
   *   return decryptFromEncryptionBlt({ sessionKey: readBackKey, iv, data: to.read() });
   * }
   * ```
   */
  getEncryptionBltKey(session: CryptoSession): Uint8Array {
    const call = 'VideoContext.getEncryptionBltKey';
    const { api } = checkInstance(call, 'session', CryptoSession, session);
    const wrapped = new Uint8Array(16);
    this.caller.call(call, 'GEBK, D-08, D-25', () =>
      this.api.GetEncryptionBltKey(api, wrapped.length, wrapped),
    );
    return wrapped;
  }
}
