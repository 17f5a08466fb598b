import { stateOf } from '../api/kit/index.js';
import { showBriefly } from '../brief.js';
import type { HwProtectionResult } from '../player/index.js';
import type { ID3D11Texture2D, ID3D11VideoContext3 } from '../runtime/d3d11/index.js';
import { out } from '../runtime/d3d11/index.js';
import { checkBytes, checkInstance } from './arguments.js';
import type { DecryptionOptions, HwProtectionCommand } from './call-options.js';
import { checkCallOptions, decryptionSchema, hwProtectionSchema } from './call-options.js';
import { CryptoSession } from './crypto-session.js';
import type { Caller } from './hresult-error.js';
import { sendCommand } from './hw-protection.js';
import { Resource } from './resource.js';
import type { VideoDevice } from './video-device.js';

/** A resource as a blt takes it: a buffer in the place of a texture, as known clients pass it (RC-03). */
const surface = ({ api }: Resource) => api as ID3D11Texture2D;

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
