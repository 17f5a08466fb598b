import { createHash } from 'node:crypto';
import type { RandomSource } from '../crypto/index.js';
import { seededRandom, systemRandom } from '../crypto/index.js';
import type { HDecode } from '../ddi/index.js';
import type { CryptoSession, DecoderOutputView, Device, VideoDecoder } from '../facade/index.js';
import { createDevice, HResultError, testRoot } from '../facade/index.js';
import {
  AuthenticatedChannelClient,
  AuthenticatedChannelError,
  channelOfApi,
  createIvSequence,
  encryptForDecryptionBlt,
  readCertificateChain,
  validateCertificateChain,
  wrapSessionKey,
} from '../player/index.js';
import type { Hresult, ID3D11AuthenticatedChannel } from '../runtime/d3d11/index.js';
import {
  D3D11_AUTHENTICATED_CHANNEL_TYPE as TYPE,
  D3D11_CONTENT_PROTECTION_CAPS,
  D3D11_CRYPTO_TYPE_AES128_CTR,
  D3D11_DECODER_PROFILE_H264_VLD_NOFGT as H264,
  D3D11_KEY_EXCHANGE_RSAES_OAEP,
  D3D11_VIDEO_DECODER_BUFFER_TYPE,
  driverHandlesOf,
  failed,
  ID3D11VideoContext,
  NULL_GUID,
  out,
  S_OK,
} from '../runtime/d3d11/index.js';
import { on } from '../trace/index.js';
import { checkFrames, h264Frames } from './h264.js';
import { remembering } from './remembering.js';
import type { Step } from './step.js';
import { DemoFailed, Narrator } from './step.js';

/** What a playback beside an authenticated channel has shown. */
export interface ChannelProof {
  readonly frames: number;
  /** Which frame was next when protection was lost. */
  readonly lostAt: number;
  /** How many answers of the driver's the player believed while it played. */
  readonly believed: number;
  /** What the signed answers said when protection was lost: whether it is on, and the decoder's session. */
  readonly enabledAfter: boolean;
  readonly sessionAfter: string;
  /** Whether the decoder refused a frame then. */
  readonly refused: boolean;
  /** Why the client did not believe the answer in which one bit was flipped. */
  readonly forged: string;
  readonly clearSha256: string;
  readonly encryptedSha256: string;
  readonly inProtectedMemorySha256: string;
  /** Whether the keys of every session and channel were overwritten. */
  readonly keysOverwritten: boolean;
  readonly ok: boolean;
}

/** A channel, and what was made for it. */
interface OpenChannel {
  readonly api: ID3D11AuthenticatedChannel;
  readonly client: AuthenticatedChannelClient;
}

/** What the part of a player that has the keys holds: session and channel. */
interface DrmModule extends OpenChannel {
  readonly session: CryptoSession;
  readonly sessionKey: Uint8Array;
}

const { DRIVER_SOFTWARE } = TYPE;

/** Larger than any stream of a demo needs: nothing is decoded. */
const size = { width: 1920, height: 1088 };

/** Where pContentKey is zeros the session's own key is meant (D-28). */
const sessionKeyItself = new Uint8Array(16);

/** ProtectionFlags of an answer to PROTECTION: behind the head's 48 bytes. */
const protectionFlagsAt = 48;

const hex = (handle: bigint) => `0x${handle.toString(16)}`;
const onOff = (enabled: boolean) => (enabled ? 'on' : 'OFF');

const sha256 = (parts: readonly Uint8Array[]) => {
  const hash = createHash('sha256');
  parts.forEach((part) => hash.update(part));
  return hash.digest('hex');
};

/** One protected playback with an authenticated channel beside the session, and what it sees when protection is lost. */
export class ChannelPlayback {
  private readonly narrator: Narrator;
  private readonly random: RandomSource;
  private readonly ivs;
  private readonly device: Device;
  /** Every key that there was. */
  private readonly keys: Uint8Array[] = [];
  private isForging = false;
  private believed = 0;
  private decoder!: VideoDecoder;
  private view!: DecoderOutputView;
  private module!: DrmModule;
  private renderer!: OpenChannel;

  constructor(report: (step: Step) => void, seed?: string) {
    this.narrator = new Narrator(report);
    this.random = seed === undefined ? systemRandom() : seededRandom(`player ${seed}`);
    this.ivs = createIvSequence({ random: this.random });
    const forger = on(ID3D11VideoContext, 'QueryAuthenticatedChannel', {
      after: ({ args }) => {
        const answer = args[5];
        if (this.isForging) answer[protectionFlagsAt]! ^= 1;
      },
    });
    this.device = createDevice({
      profile: 'hardware-decode',
      apiInterposer: forger,
      ...(seed !== undefined && { seed }),
    });
  }

  /** Plays a stream. @throws DemoFailed when a call fails that should not */
  play(stream: Uint8Array): ChannelProof {
    this.open();
    const coded = h264Frames(stream);
    checkFrames(coded, this.frameBytes());
    const clear = coded.map(({ bytes }) => bytes);
    const lostAt = Math.floor(clear.length * 0.6);
    this.startModule();
    this.startRenderer();
    const [encrypted, shown]: Uint8Array[][] = [[], []];
    this.playFrames(clear.slice(0, lostAt), encrypted!, shown!);
    const loss = this.loseProtection(clear[lostAt]!);
    this.recover(lostAt);
    this.playFrames(clear.slice(lostAt), encrypted!, shown!);
    const forged = this.forge();
    const keysOverwritten = this.end();
    return this.prove({
      frames: clear.length,
      lostAt,
      believed: this.believed,
      ...loss,
      forged,
      clearSha256: sha256(clear),
      encryptedSha256: sha256(encrypted!),
      inProtectedMemorySha256: sha256(shown!),
      keysOverwritten,
    });
  }

  private open(): void {
    const { videoDevice, driver } = this.device;
    this.narrator.driver('D3D11CreateDevice', S_OK, driver.name);
    const { Caps } = this.call(
      'GetContentProtectionCaps(AES128_CTR, H264_VLD_NOFGT)',
      () => videoDevice.getContentProtectionCaps(D3D11_CRYPTO_TYPE_AES128_CTR, H264),
      ({ Caps }) => D3D11_CONTENT_PROTECTION_CAPS.text(Caps & D3D11_CONTENT_PROTECTION_CAPS.SOFTWARE),
    );
    if ((Caps & D3D11_CONTENT_PROTECTION_CAPS.SOFTWARE) === 0)
      throw new DemoFailed('no channels in software');
    this.decoder = this.call(
      'CreateVideoDecoder(H264_VLD_NOFGT, NULL_GUID)',
      () => videoDevice.createVideoDecoder({ profile: H264, ...size, encryption: NULL_GUID }),
      () => 'decrypts with the session that a channel binds to it',
    );
    this.view = this.decoder.createOutputView(this.device.createNv12Texture('decoded', size));
  }

  /** How large the decoder's buffer for a frame's bitstream is. */
  private frameBytes(): number {
    const { api } = this.device.videoContext;
    const { BITSTREAM } = D3D11_VIDEO_DECODER_BUFFER_TYPE;
    const bytes = out<number>();
    const got = api.GetDecoderBuffer(this.decoder.api, BITSTREAM, bytes, out());
    this.narrator.quietly('GetDecoderBuffer(BITSTREAM)', got);
    this.narrator.quietly(
      'ReleaseDecoderBuffer(BITSTREAM)',
      api.ReleaseDecoderBuffer(this.decoder.api, BITSTREAM),
    );
    return bytes.value!;
  }

  /** The part of the player that has the keys: a session, and a channel beside it, each with a key of its own. */
  private startModule(): void {
    const held = this.startSession();
    const { api, client } = this.createChannel();
    this.narrator.player('read its certificate, validate the chain', 'up to the test root');
    const key = 'a key of its own: 16 bytes in 256';
    this.call(
      'NegotiateAuthenticatedChannelKeyExchange',
      () => client.negotiate(),
      () => key,
    );
    const numbers = 'both start numbers, signed';
    this.call(
      'ConfigureAuthenticatedChannel(INITIALIZE)',
      () => client.initialize(),
      () => numbers,
    );
    const type = this.query(
      'CHANNEL_TYPE',
      () => client.channelType(),
      (type) => TYPE.text(type),
    );
    if (type !== DRIVER_SOFTWARE) throw new DemoFailed('another type');
    this.module = { ...held, api, client };
    this.bind();
  }

  private startSession(): Pick<DrmModule, 'session' | 'sessionKey'> {
    const { videoDevice, videoContext } = this.device;
    const session = this.call(
      'CreateCryptoSession(AES128_CTR, H264_VLD_NOFGT, RSAES_OAEP)',
      () =>
        videoDevice.createCryptoSession(D3D11_CRYPTO_TYPE_AES128_CTR, H264, D3D11_KEY_EXCHANGE_RSAES_OAEP),
      ({ handle }) => `HANDLE ${hex(handle)}`,
    );
    const sessionKey = this.random.bytes(16);
    this.keys.push(sessionKey.slice());
    const chain = readCertificateChain(session.getCertificate());
    validateCertificateChain(chain, testRoot);
    const { random } = this;
    this.call(
      'NegotiateCryptoSessionKeyExchange',
      () => {
        videoContext.negotiateCryptoSessionKeyExchange(
          session,
          wrapSessionKey(chain.leaf, sessionKey, { random }),
        );
      },
      () => "by the session's own certificate, its chain validated",
    );
    return { session, sessionKey };
  }

  /** A channel of the driver's, and its client, which has sent nothing yet. */
  private createChannel(): OpenChannel {
    const { videoDevice, videoContext } = this.device;
    const made = out<ID3D11AuthenticatedChannel>();
    const created = videoDevice.api.CreateAuthenticatedChannel(DRIVER_SOFTWARE, made);
    this.narrator.must('CreateAuthenticatedChannel(DRIVER_SOFTWARE)', created);
    const { transport, hChannel, certificate } = channelOfApi(videoContext.api, made.value!);
    const chain = readCertificateChain(certificate);
    validateCertificateChain(chain, testRoot);
    const secrets = remembering(this.random);
    const { leaf } = chain;
    const client = new AuthenticatedChannelClient({ transport, hChannel, leaf, random: secrets.random });
    this.keys.push(secrets.key());
    return { api: made.value!, client };
  }

  /** Binds the decoder to the module's session, and switches protection on. */
  private bind(): void {
    const { client, session } = this.module;
    const decoder = this.decoder.handle;
    const device = this.query('DEVICE_HANDLE', () => client.deviceHandle(), hex);
    this.call(
      'ConfigureAuthenticatedChannel(CRYPTO_SESSION)',
      () => client.bindSession({ decoder, session: session.handle, device }),
      () => 'decoder, session and device are bound to each other',
    );
    this.call(
      'ConfigureAuthenticatedChannel(PROTECTION)',
      () => client.setProtection({ enabled: true }),
      () => 'on, while this channel lives',
    );
  }

  /** The part of the player that shows pictures: it has no key of the film, and asks over a channel of its own. */
  private startRenderer(): void {
    this.narrator.player('open a second channel, for what shows the pictures', 'it asks before each of them');
    this.renderer = this.createChannel();
    const { client } = this.renderer;
    this.call('certificate, key exchange, INITIALIZE, CHANNEL_TYPE', () => client.open(DRIVER_SOFTWARE));
    this.query(
      'ACCESSIBILITY_ATTRIBUTES',
      () => client.accessibility(),
      ({ contiguous, nonContiguous }) =>
        contiguous || nonContiguous ? 'the CPU gets at memory, not in one piece' : 'no CPU gets at memory',
    );
    const outputs = (ids: readonly bigint[]) => `${ids.length}: ${ids.map(hex).join(', ')}`;
    this.query('OUTPUT_ID', () => client.outputIds(this.module.session.handle), outputs);
  }

  /** What is in effect now, by two signed answers. */
  private ask(): { readonly enabled: boolean; readonly session: bigint } {
    const { client } = this.renderer;
    const { enabled } = client.protection();
    const { session } = client.cryptoSession(this.decoder.handle);
    return { enabled, session };
  }

  private playFrames(frames: readonly Uint8Array[], encrypted: Uint8Array[], shown: Uint8Array[]): void {
    if (frames.length === 0) return;
    const from = shown.length;
    const before = this.believed;
    for (const frame of frames) {
      const { enabled, session } = this.ask();
      this.believed += 2;
      if (!enabled || session !== this.module.session.handle) throw new DemoFailed('nothing is protected');
      encrypted.push(this.decode(frame));
      shown.push(this.decoded());
    }
    const asked = `${this.believed - before} signed answers: on, and bound to the session`;
    this.narrator.driver('QueryAuthenticatedChannel, before each picture', S_OK, asked);
    const played = `frames ${from} to ${shown.length - 1}`;
    this.narrator.driver('DecoderBeginFrame, SubmitDecoderBuffers, DecoderEndFrame', S_OK, played);
  }

  /** Encrypts a frame and hands it to the decoder. @returns what travelled */
  private decode(data: Uint8Array): Uint8Array {
    const iv = this.ivs.next();
    const bytes = encryptForDecryptionBlt({ sessionKey: this.module.sessionKey, iv, data });
    this.decoder.decodeFrame(this.view, { contentKey: sessionKeyItself, buffers: [{ bytes, iv }] });
    return bytes;
  }

  /** What lies in protected memory of the last frame: only a test double tells. */
  private decoded(): Uint8Array {
    const { hDevice, handle } = driverHandlesOf<HDecode>(this.decoder.api);
    const [bitstream] = this.device.driver.oracle.decodedBuffers(hDevice, handle) ?? [];
    return bitstream?.bytes ?? new Uint8Array();
  }

  /** The module ends, and with it all that it had switched on (D-36). */
  private loseProtection(next: Uint8Array) {
    this.narrator.user("kills the player's DRM module: its session and its channel go with it");
    this.endModule();
    const { enabled, session } = this.ask();
    this.told('PROTECTION', onOff(enabled));
    this.told('CRYPTO_SESSION', session === 0n ? 'the decoder is bound to NO session' : hex(session));
    this.narrator.player('stop: show nothing', 'the driver itself says, signed, that nothing is protected');
    const code = this.refusalOf(next);
    this.narrator.driver('DecoderBeginFrame(the next frame)', code, 'refused: no session, no key');
    return { enabledAfter: enabled, sessionAfter: hex(session), refused: failed(code) };
  }

  private refusalOf(frame: Uint8Array): Hresult {
    try {
      this.decode(frame);
      return S_OK;
    } catch (error) {
      if (error instanceof HResultError) return error.hresult;
      throw error;
    }
  }

  private recover(lostAt: number): void {
    this.narrator.player('start the module anew', 'a session, a channel, keys: none is the old one');
    this.startModule();
    this.narrator.player('go on', `with frame ${lostAt}`);
  }

  /** Somebody on the way says "on" where the driver says "off". @returns why the client does not believe it */
  private forge(): string {
    const off = () => this.module.client.setProtection({});
    this.call('ConfigureAuthenticatedChannel(PROTECTION)', off, () => 'off: the film is over');
    this.narrator.user('puts something between player and driver that flips one bit of each answer');
    this.isForging = true;
    try {
      const { enabled } = this.renderer.client.protection();
      this.told('PROTECTION', `believed: ${onOff(enabled)}`);
      return 'believed';
    } catch (error) {
      if (!(error instanceof AuthenticatedChannelError)) throw error;
      this.narrator.driver('QueryAuthenticatedChannel(PROTECTION)', error.hresult, 'reads as on');
      const why = error.message.slice(error.subject.length + 2);
      this.narrator.player(`not believe it: AuthenticatedChannelError, '${error.reason}'`, why);
      return error.reason;
    } finally {
      this.isForging = false;
    }
  }

  private endModule(): void {
    const { client, api, session } = this.module;
    client.close();
    api.Release();
    session.release();
  }

  private end(): boolean {
    this.endModule();
    this.renderer.client.close();
    this.renderer.api.Release();
    const { oracle } = this.device.driver;
    const overwritten = this.keys.every((key) => !oracle.remembers(key));
    const keys = `the keys of ${this.keys.length} sessions and channels`;
    this.narrator.check(keys, overwritten ? 'overwritten' : 'STILL THERE');
    return overwritten;
  }

  private prove(shown: Omit<ChannelProof, 'ok'>): ChannelProof {
    const { clearSha256, encryptedSha256, inProtectedMemorySha256 } = shown;
    this.narrator.check('SHA-256 of the clear stream', clearSha256);
    this.narrator.check('SHA-256 of what travelled', encryptedSha256);
    this.narrator.check('SHA-256 in protected memory', inProtectedMemorySha256);
    const isSame = clearSha256 === inProtectedMemorySha256 && clearSha256 !== encryptedSha256;
    const isSeen = !shown.enabledAfter && shown.sessionAfter === '0x0' && shown.refused;
    return { ...shown, ok: isSame && isSeen && shown.forged === 'omac' && shown.keysOverwritten };
  }

  private query<T>(name: string, ask: () => T, tell: (value: T) => string): T {
    return this.call(`QueryAuthenticatedChannel(${name})`, ask, tell);
  }

  private told(name: string, note: string): void {
    this.narrator.driver(`QueryAuthenticatedChannel(${name})`, S_OK, note);
  }

  /** A call that has to succeed. @throws DemoFailed where it does not */
  private call<T>(what: string, call: () => T, tell: (value: T) => string = () => ''): T {
    try {
      const value = call();
      this.narrator.driver(what, S_OK, tell(value));
      return value;
    } catch (error) {
      const isKnown = error instanceof HResultError || error instanceof AuthenticatedChannelError;
      if (!isKnown) throw error;
      this.narrator.driver(what, error.hresult, error.message);
      throw new DemoFailed(what);
    }
  }
}
