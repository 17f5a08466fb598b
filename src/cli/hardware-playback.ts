import { createHash } from 'node:crypto';
import type { EmulatedDriver } from '../../emulator/index.js';
import type { Address, Guid } from '../abi/index.js';
import { bytesAccess, failed, guid } from '../abi/index.js';
import type { RandomSource } from '../crypto/index.js';
import { seededRandom, systemRandom } from '../crypto/index.js';
import { GUID, hresultName, S_OK } from '../ddi/index.js';
import { createDriver } from '../facade/create-driver.js';
import { machineWith } from '../facade/machine.js';
import type { KernelEvent } from '../host/index.js';
import {
  createHwProtectionMessage,
  createIvSequence,
  encryptForDecoder,
  readHwProtectionResult,
  subSamplesOfNalUnits,
} from '../player/index.js';
import type {
  ComInterface,
  D3D11_VIDEO_CONTENT_PROTECTION_CAPS,
  ID3D11CryptoSession,
  ID3D11Device,
  ID3D11DeviceContext,
  IDXGIAdapter3,
  IUnknown,
  Libraries,
} from '../runtime/d3d11/index.js';
import {
  D3D11_CONTENT_PROTECTION_CAPS,
  D3D11_CRYPTO_SESSION_STATUS,
  D3D11_DECODER_PROFILE_H264_VLD_NOFGT as H264,
  D3D11_KEY_EXCHANGE_HW_PROTECTION,
  D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA,
  D3D_DRIVER_TYPE,
  ID3D11VideoContext1,
  ID3D11VideoDevice1,
  IDXGIAdapter3 as Adapter3,
  IDXGIDevice2,
  out,
} from '../runtime/d3d11/index.js';
import { checkFrames, h264Frames } from './h264.js';
import type { EncryptedFrame } from './protected-decoder.js';
import { ProtectedDecoder } from './protected-decoder.js';
import type { Step } from './step.js';
import { DemoFailed, Narrator } from './step.js';

/** What a playback with keys in hardware has shown. */
export interface HardwareProof {
  readonly frames: number;
  /** Which frame was next when the keys were lost, and with which the player went on. */
  readonly lostAt: number;
  readonly resumedAt: number;
  /** Whether the player's event was set, and once. */
  readonly told: boolean;
  /** CheckCryptoSessionStatus after the tear-down, and of the new session. */
  readonly statusAfter: string;
  readonly statusOfNew: string;
  /** Whether the frame under the lost key was refused, and the device lived on. */
  readonly refused: boolean;
  readonly clearSha256: string;
  readonly encryptedSha256: string;
  readonly inProtectedMemorySha256: string;
  /** Whether the key was overwritten: at the tear-down, and in the end. */
  readonly keyOverwritten: boolean;
  readonly ok: boolean;
}

/** The crypto type of a vendor whose keys are in hardware; it is its own key exchange for media (RC-01). */
const VENDOR = guid('0586e681-4e14-4133-85e5-a1041f599e26');

/** Commands of the profile's trusted environment. */
const [ECHO, INSTALL_KEY, FORGET_KEY] = [0x90000001, 0x53550001, 0x53550002];

const sha256 = (parts: readonly Uint8Array[]) => {
  const hash = createHash('sha256');
  parts.forEach((part) => hash.update(part));
  return hash.digest('hex');
};

/** One protected playback whose keys the hardware has, and loses in the middle of it. */
export class HardwarePlayback {
  private readonly narrator: Narrator;
  private readonly random: RandomSource;
  private readonly driver: EmulatedDriver;
  private readonly libraries: Libraries;
  private readonly key: Uint8Array;
  private readonly keyId: Uint8Array;
  private readonly event: KernelEvent;
  private adapter!: IDXGIAdapter3;
  private cookie = 0;
  private device!: ID3D11Device;
  private videoDevice!: ID3D11VideoDevice1;
  private videoContext!: ID3D11VideoContext1;
  private channel!: ID3D11CryptoSession;
  private media!: ID3D11CryptoSession;
  private decoder!: ProtectedDecoder;

  constructor(report: (step: Step) => void, seed?: string) {
    this.narrator = new Narrator(report);
    this.random = seed === undefined ? systemRandom() : seededRandom(`player ${seed}`);
    this.driver = createDriver({ profile: 'hardware-drm', ...(seed !== undefined && { seed }) });
    this.libraries = machineWith([this.driver]);
    this.event = this.libraries.kernel.events.create();
    this.key = this.random.bytes(16);
    this.keyId = this.random.bytes(16);
  }

  /**
   * Plays a stream.
   * @throws DemoFailed when a call fails that should not
   * @throws UsageError when a frame is larger than the decoder's buffer
   */
  play(stream: Uint8Array): HardwareProof {
    this.open();
    this.lookAround();
    this.openSessions();
    this.decoder = new ProtectedDecoder(this.narrator, this.device, this.videoDevice, this.videoContext);
    this.decoder.open();
    const clear = h264Frames(stream);
    checkFrames(clear, this.decoder.frameBytes);
    const frames = this.encrypt(clear.map(({ bytes }) => bytes));
    const shown: Uint8Array[] = [];
    const lostAt = Math.ceil(clear.length * 0.6);
    this.playFrames(frames, 0, lostAt, shown);
    const loss = this.closeLid(frames[lostAt] ?? frames[0]!);
    const keyFrame = clear.slice(0, lostAt + 1).findLastIndex(({ isKeyFrame }) => isKeyFrame);
    const resumedAt = Math.max(0, keyFrame);
    const statusOfNew = this.recover(resumedAt, lostAt);
    this.playFrames(frames, resumedAt, frames.length, shown);
    const inProtectedMemorySha256 = sha256(shown);
    const isForgotten = this.end();
    return this.prove({
      frames: frames.length,
      lostAt,
      resumedAt,
      ...loss,
      statusOfNew,
      clearSha256: sha256(clear.map(({ bytes }) => bytes)),
      encryptedSha256: sha256(frames.map(({ bytes }) => bytes)),
      inProtectedMemorySha256,
      keyOverwritten: loss.keyOverwritten && isForgotten,
    });
  }

  private open(): void {
    const { D3D11CreateDevice } = this.libraries;
    const [device, context] = [out<ID3D11Device>(), out<ID3D11DeviceContext>()];
    this.narrator.must(
      'D3D11CreateDevice',
      D3D11CreateDevice(null, D3D_DRIVER_TYPE.HARDWARE, 0n, 0, null, 0, 7, device, null, context),
      `${this.driver.name}: video function tables up to WDDM 2.4`,
    );
    this.device = device.value!;
    this.videoDevice = this.query('ID3D11Device', this.device, ID3D11VideoDevice1);
    this.videoContext = this.query('ID3D11DeviceContext', context.value!, ID3D11VideoContext1);
    const dxgi = this.query('ID3D11Device', this.device, IDXGIDevice2);
    const [adapter, cookie] = [out<IDXGIAdapter3>(), out<number>()];
    this.narrator.quietly('IDXGIDevice2::GetParent(IDXGIAdapter3)', dxgi.GetParent(Adapter3.iid, adapter));
    this.adapter = adapter.value!;
    this.narrator.must(
      'IDXGIAdapter3::RegisterHardwareContentProtectionTeardownStatusEvent',
      this.adapter.RegisterHardwareContentProtectionTeardownStatusEvent(this.event.handle, cookie),
      'before anything else: whoever loses keys wants to hear of it',
    );
    this.cookie = cookie.value!;
  }

  private lookAround(): void {
    const caps = out<D3D11_VIDEO_CONTENT_PROTECTION_CAPS>();
    const got = this.videoDevice.GetContentProtectionCaps(VENDOR, H264, caps);
    const { HARDWARE, HARDWARE_TEARDOWN, HARDWARE_DRM_COMMUNICATION } = D3D11_CONTENT_PROTECTION_CAPS;
    const wanted = HARDWARE | HARDWARE_TEARDOWN | HARDWARE_DRM_COMMUNICATION;
    const named = D3D11_CONTENT_PROTECTION_CAPS.text((caps.value?.Caps ?? 0) & wanted);
    const what = "ID3D11VideoDevice::GetContentProtectionCaps(a vendor's crypto type, H264_VLD_NOFGT)";
    this.narrator.must(what, got, named);
    const exchange = out<Guid>();
    const checked = this.videoDevice.CheckCryptoKeyExchange(VENDOR, H264, 0, exchange);
    const isHardware = exchange.value === D3D11_KEY_EXCHANGE_HW_PROTECTION;
    const found = isHardware ? 'HW_PROTECTION: messages to a trusted environment' : 'another';
    this.narrator.must('ID3D11VideoDevice::CheckCryptoKeyExchange(0)', checked, found);
  }

  /** What a player has to do before it can play, and again after each tear-down. */
  private openSessions(): string {
    this.channel = this.createSession(D3D11_KEY_EXCHANGE_HW_PROTECTION, 'HW_PROTECTION', 'for messages');
    const challenge = this.random.bytes(32);
    const answer = this.send('a challenge', ECHO, challenge, challenge.length);
    if (!Buffer.from(answer).equals(challenge)) throw new DemoFailed('the answer is another');
    this.narrator.player(
      'make a message of content key and its id, as a license server would',
      'in clear, as the test component of this profile takes it',
    );
    this.send('install a key', INSTALL_KEY, Buffer.concat([this.keyId, this.key]), 0);
    this.media = this.createSession(VENDOR, 'the type itself', "for frames; its keys are the hardware's");
    return this.status(this.media);
  }

  private createSession(exchange: Guid, name: string, note: string): ID3D11CryptoSession {
    const session = out<ID3D11CryptoSession>();
    const created = this.videoDevice.CreateCryptoSession(VENDOR, H264, exchange, session);
    this.narrator.must(`ID3D11VideoDevice::CreateCryptoSession(${name})`, created, note);
    return session.value!;
  }

  /** One command to the trusted environment, in the blocks that the driver wants (HWP). */
  private send(what: string, functionId: number, data: Uint8Array, maxResultBytes: number): Uint8Array {
    const [input, output] = [out<number>(), out<number>()];
    const exchange = D3D11_KEY_EXCHANGE_HW_PROTECTION;
    this.narrator.quietly(
      'ID3D11VideoDevice1::GetCryptoSessionPrivateDataSize',
      this.videoDevice.GetCryptoSessionPrivateDataSize(VENDOR, H264, exchange, input, output),
    );
    const [privateInputBytes, privateOutputBytes] = [input.value!, output.value!];
    const sizes = { privateInputBytes, privateOutputBytes, maxResultBytes };
    const message = createHwProtectionMessage({ functionId, data, ...sizes });
    const { bytes } = D3D11_KEY_EXCHANGE_HW_PROTECTION_DATA;
    const code = this.videoContext.NegotiateCryptoSessionKeyExchange(this.channel, bytes, message);
    const { status, data: answer } = readHwProtectionResult(message, privateOutputBytes);
    const told = `Status ${hresultName(status)}, ${answer.length} bytes`;
    this.narrator.must(`ID3D11VideoContext::NegotiateCryptoSessionKeyExchange(${what})`, code, told);
    if (failed(status)) throw new DemoFailed(what);
    return answer;
  }

  private status(session: ID3D11CryptoSession): string {
    const status = out<number>();
    const code = this.videoContext.CheckCryptoSessionStatus(session, status);
    const text = D3D11_CRYPTO_SESSION_STATUS.text(status.value ?? 0);
    this.narrator.must('ID3D11VideoContext1::CheckCryptoSessionStatus', code, text);
    return text;
  }

  /** The stream as it lies on a server: what it is encrypted with does not change when a player begins again. */
  private encrypt(frames: readonly Uint8Array[]): EncryptedFrame[] {
    const ivs = createIvSequence({ random: this.random });
    const encrypted = frames.map((data) => {
      const iv = ivs.next();
      const subSamples = subSamplesOfNalUnits({ data, codec: 'h264', clearBytes: 32 });
      return {
        iv,
        subSamples,
        bytes: encryptForDecoder({ key: this.key, iv, data, scheme: 'cenc', subSamples }),
      };
    });
    const secret = encrypted.flatMap(({ subSamples }) =>
      subSamples.map(({ EncryptedSize }) => EncryptedSize),
    );
    const bytes = secret.reduce((sum, each) => sum + each, 0).toLocaleString('en');
    const note = `${bytes} bytes of slices are; headers stay clear, as sub-samples say`;
    this.narrator.player(`have ${frames.length} frames encrypted: CENC, AES-128-CTR`, note);
    return encrypted;
  }

  private playFrames(frames: readonly EncryptedFrame[], from: number, to: number, shown: Uint8Array[]): void {
    for (let index = from; index < to; index += 1) {
      const code = this.decode(frames[index]!);
      if (failed(code)) this.narrator.must(`ID3D11VideoContext::DecoderBeginFrame(frame ${index})`, code);
      shown[index] = this.decoder.decoded(this.driver);
    }
    const what = 'ID3D11VideoContext: BeginFrame, SubmitDecoderBuffers1, EndFrame';
    const note = `frames ${from} to ${to - 1}, each naming session and key`;
    this.narrator.driver(what, S_OK, note);
  }

  private decode(frame: EncryptedFrame) {
    const keyId = GUID.read(bytesAccess(this.keyId), 0 as Address, 'x64');
    return this.decoder.decode(this.media, keyId, frame);
  }

  private closeLid(next: EncryptedFrame) {
    this.libraries.kernel.suspend();
    this.narrator.user('closes the lid; the machine sleeps, and wakes up');
    const told = this.event.isSet;
    this.narrator.check("the player's event", told ? 'set' : 'NOT SET');
    const statusAfter = this.status(this.media);
    const code = this.decode(next);
    const note = 'refused: the key is gone; the device lives on';
    this.narrator.driver('ID3D11VideoContext::DecoderBeginFrame(the next frame)', code, note);
    const keyOverwritten = !this.driver.oracle.remembers(this.key);
    this.narrator.check('the content key', keyOverwritten ? 'overwritten' : 'STILL THERE');
    const refused = failed(code) && !failed(this.device.GetDeviceRemovedReason());
    return { told, statusAfter, refused, keyOverwritten };
  }

  /** What the player has to do. @returns the status of its new session */
  private recover(resumedAt: number, lostAt: number): string {
    this.event.reset();
    for (const session of [this.media, this.channel]) session.Release();
    this.narrator.player(
      'release both sessions and begin again',
      'a session that lost its keys never gets any',
    );
    const status = this.openSessions();
    const back = `frame ${resumedAt}: the pictures that frame ${lostAt} refers to are lost, too`;
    this.narrator.player('go back to the last key frame', back);
    return status;
  }

  private end(): boolean {
    this.send('forget the key', FORGET_KEY, this.keyId, 0);
    this.decoder.release();
    for (const session of [this.media, this.channel]) session.Release();
    this.adapter.UnregisterHardwareContentProtectionTeardownStatus(this.cookie);
    const isForgotten = !this.driver.oracle.remembers(this.key);
    this.narrator.check('the content key in the end', isForgotten ? 'overwritten' : 'STILL THERE');
    return isForgotten;
  }

  private prove(shown: Omit<HardwareProof, 'ok'>): HardwareProof {
    const { clearSha256, encryptedSha256, inProtectedMemorySha256 } = shown;
    const isSetAgain = this.event.isSet; // nobody sets it without another tear-down
    const told = shown.told && !isSetAgain;
    this.narrator.check('SHA-256 of the clear stream', clearSha256);
    this.narrator.check('SHA-256 of what travelled', encryptedSha256);
    this.narrator.check('SHA-256 in protected memory', inProtectedMemorySha256);
    const statuses = shown.statusAfter === 'KEY_AND_CONTENT_LOST' && shown.statusOfNew === 'OK';
    const isSame = clearSha256 === inProtectedMemorySha256 && clearSha256 !== encryptedSha256;
    return { ...shown, told, ok: told && statuses && shown.refused && isSame && shown.keyOverwritten };
  }

  private query<I extends IUnknown>(of: string, object: IUnknown, { iid, name }: ComInterface<I>): I {
    const found = out<IUnknown>();
    this.narrator.quietly(`${of}::QueryInterface(${name})`, object.QueryInterface(iid, found));
    return found.value as I;
  }
}
