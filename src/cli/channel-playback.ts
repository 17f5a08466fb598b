import { createHash } from 'node:crypto';
import type { RandomSource } from '../crypto/index.js';
import { seededRandom, systemRandom } from '../crypto/index.js';
import type { AuthenticatedChannel, CryptoSession, Device } from '../facade/index.js';
import { createDevice, HResultError, testRoot } from '../facade/index.js';
import type { CertificateChain } from '../player/index.js';
import {
  AuthenticatedChannelClient,
  AuthenticatedChannelError,
  readCertificateChain,
  validateCertificateChain,
  wrapSessionKey,
} from '../player/index.js';
import type { Hresult } from '../runtime/d3d11/index.js';
import {
  D3D11_AUTHENTICATED_CHANNEL_TYPE as TYPE,
  D3D11_CONTENT_PROTECTION_CAPS,
  D3D11_CRYPTO_TYPE_AES128_CTR,
  D3D11_DECODER_PROFILE_H264_VLD_NOFGT as H264,
  D3D11_KEY_EXCHANGE_RSAES_OAEP,
  failed,
  ID3D11VideoContext,
  S_OK,
} from '../runtime/d3d11/index.js';
import { on } from '../trace/index.js';
import type { KeyedSession } from './bound-decoder.js';
import { BoundDecoder } from './bound-decoder.js';
import { ChannelNarrator } from './channel-steps.js';
import { checkFrames, h264Frames } from './h264.js';
import { remembering } from './remembering.js';
import type { Step } from './step.js';
import { DemoFailed } from './step.js';

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
  readonly channel: AuthenticatedChannel;
  readonly client: AuthenticatedChannelClient;
}

/** What the part of a player that has the keys holds: session and channel. */
interface DrmModule extends OpenChannel, KeyedSession {}

const { DRIVER_SOFTWARE } = TYPE;

/** ProtectionFlags of an answer to PROTECTION: behind the head's 48 bytes. */
const protectionFlagsAt = 48;

const hex = (handle: bigint) => `0x${handle.toString(16)}`;
const onOff = (enabled: boolean) => (enabled ? 'on' : 'OFF');

/** The chain of a session or channel, up to the root that the player trusts. @throws CertificateChainError */
function trusted(owner: CryptoSession | AuthenticatedChannel): CertificateChain {
  const chain = readCertificateChain(owner.getCertificate());
  validateCertificateChain(chain, testRoot);
  return chain;
}

const sha256 = (parts: readonly Uint8Array[]) => {
  const hash = createHash('sha256');
  parts.forEach((part) => hash.update(part));
  return hash.digest('hex');
};

/** One protected playback with an authenticated channel beside the session, and what it sees when protection is lost. */
export class ChannelPlayback {
  private readonly narrator: ChannelNarrator;
  private readonly random: RandomSource;
  private readonly device: Device;
  /** Every key that there was. */
  private readonly keys: Uint8Array[] = [];
  private isForging = false;
  private believed = 0;
  private decoder!: BoundDecoder;
  private module!: DrmModule;
  private renderer!: OpenChannel;

  constructor(report: (step: Step) => void, seed?: string) {
    this.narrator = new ChannelNarrator(report);
    this.random = seed === undefined ? systemRandom() : seededRandom(`player ${seed}`);
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
    checkFrames(coded, this.decoder.frameBytes);
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
    this.narrator.call(
      'GetContentProtectionCaps(AES128_CTR, H264_VLD_NOFGT)',
      () => videoDevice.getContentProtectionCaps(D3D11_CRYPTO_TYPE_AES128_CTR, H264),
      ({ Caps }) => D3D11_CONTENT_PROTECTION_CAPS.text(Caps & D3D11_CONTENT_PROTECTION_CAPS.SOFTWARE),
    );
    this.decoder = new BoundDecoder(this.narrator, this.device, this.random);
  }

  /** The part of the player that has the keys: a session, and a channel beside it, each with a key of its own. */
  private startModule(): void {
    const held = this.startSession();
    const opened = this.createChannel();
    const { client } = opened;
    this.narrator.player('read its certificate, validate the chain', 'up to the test root');
    this.narrator.call(
      'NegotiateAuthenticatedChannelKeyExchange',
      () => {
        client.negotiate();
      },
      () => 'a key of its own: 16 bytes in 256',
    );
    this.narrator.command(
      'INITIALIZE',
      () => {
        client.initialize();
      },
      'both start numbers, signed',
    );
    const type = this.narrator.query(
      'CHANNEL_TYPE',
      () => client.channelType(),
      (type) => TYPE.text(type),
    );
    this.narrator.check(
      'the channel is of the type that it was made as',
      type === DRIVER_SOFTWARE ? 'yes' : 'NO',
    );
    if (type !== DRIVER_SOFTWARE) throw new DemoFailed('another type');
    this.module = { ...held, ...opened };
    this.bind();
  }

  private startSession(): KeyedSession {
    const { videoDevice, videoContext } = this.device;
    const session = this.narrator.call(
      'CreateCryptoSession(AES128_CTR, H264_VLD_NOFGT, RSAES_OAEP)',
      () =>
        videoDevice.createCryptoSession(D3D11_CRYPTO_TYPE_AES128_CTR, H264, D3D11_KEY_EXCHANGE_RSAES_OAEP),
      ({ handle }) => `HANDLE ${hex(handle)}`,
    );
    const sessionKey = this.random.bytes(16);
    this.keys.push(sessionKey.slice());
    const { leaf } = trusted(session);
    const { random } = this;
    this.narrator.call(
      'NegotiateCryptoSessionKeyExchange',
      () => {
        videoContext.negotiateCryptoSessionKeyExchange(session, wrapSessionKey(leaf, sessionKey, { random }));
      },
      () => "by the session's own certificate, its chain validated",
    );
    return { session, sessionKey };
  }

  /** A channel of the driver's, and its client, which has sent nothing yet. */
  private createChannel(): OpenChannel {
    const channel = this.narrator.call('CreateAuthenticatedChannel(DRIVER_SOFTWARE)', () =>
      this.device.videoDevice.createAuthenticatedChannel(DRIVER_SOFTWARE),
    );
    const { leaf } = trusted(channel);
    const secrets = remembering(this.random);
    const { transport, handle: hChannel } = channel;
    const client = new AuthenticatedChannelClient({ transport, hChannel, leaf, random: secrets.random });
    this.keys.push(secrets.key());
    return { channel, client };
  }

  /** Binds the decoder to the module's session, and switches protection on. */
  private bind(): void {
    const { client, session } = this.module;
    const decoder = this.decoder.handle;
    const device = this.narrator.query('DEVICE_HANDLE', () => client.deviceHandle(), hex);
    this.narrator.command(
      'CRYPTO_SESSION',
      () => {
        client.bindSession({ decoder, session: session.handle, device });
      },
      'decoder, session and device are bound to each other',
    );
    this.narrator.command(
      'PROTECTION',
      () => {
        client.setProtection({ enabled: true });
      },
      'on, while this channel lives',
    );
  }

  /** The part of the player that shows pictures: it has no key of the film, and asks over a channel of its own. */
  private startRenderer(): void {
    this.narrator.player('open a second channel, for what shows the pictures', 'it asks before each of them');
    this.renderer = this.createChannel();
    const { client } = this.renderer;
    this.narrator.call('certificate, key exchange, INITIALIZE, CHANNEL_TYPE', () => {
      client.open(DRIVER_SOFTWARE);
    });
    this.narrator.query(
      'ACCESSIBILITY_ATTRIBUTES',
      () => client.accessibility(),
      ({ contiguous, nonContiguous }) =>
        contiguous || nonContiguous ? 'the CPU gets at memory, not in one piece' : 'no CPU gets at memory',
    );
    const outputs = (ids: readonly bigint[]) => `${ids.length}: ${ids.map(hex).join(', ')}`;
    this.narrator.query('OUTPUT_ID', () => client.outputIds(this.module.session.handle), outputs);
  }

  /** What is in effect now, by two signed answers. */
  private ask(): { readonly enabled: boolean; readonly session: bigint } {
    const { client } = this.renderer;
    return this.narrator.attempt('QueryAuthenticatedChannel', () => {
      const { enabled } = client.protection();
      const { session } = client.cryptoSession(this.decoder.handle);
      return { enabled, session };
    });
  }

  private playFrames(frames: readonly Uint8Array[], encrypted: Uint8Array[], shown: Uint8Array[]): void {
    if (frames.length === 0) return;
    const from = shown.length;
    const before = this.believed;
    for (const frame of frames) {
      const { enabled, session } = this.ask();
      this.believed += 2;
      if (!enabled || session !== this.module.session.handle) {
        this.narrator.player('stop', 'protection is off, or the decoder bound to another session');
        throw new DemoFailed('nothing is protected');
      }
      encrypted.push(this.narrator.attempt('decodeFrame', () => this.decoder.decode(this.module, frame)));
      shown.push(this.decoder.decoded());
    }
    const asked = `${this.believed - before} signed answers: on, and bound to the session`;
    this.narrator.driver('QueryAuthenticatedChannel, before each picture', S_OK, asked);
    const played = `frames ${from} to ${shown.length - 1}`;
    this.narrator.driver('DecoderBeginFrame, SubmitDecoderBuffers, DecoderEndFrame', S_OK, played);
  }

  /** The module ends, and with it all that it had switched on (D-36). */
  private loseProtection(next: Uint8Array) {
    this.narrator.user("kills the player's DRM module: its session and its channel go with it");
    this.endModule();
    const { enabled, session } = this.ask();
    this.narrator.answered('PROTECTION', onOff(enabled));
    this.narrator.answered(
      'CRYPTO_SESSION',
      session === 0n ? 'the decoder is bound to NO session' : hex(session),
    );
    this.narrator.player('stop: show nothing', 'the driver itself says, signed, that nothing is protected');
    const code = this.refusalOf(next);
    this.narrator.driver('DecoderBeginFrame(the next frame)', code, 'refused: no session, no key');
    return { enabledAfter: enabled, sessionAfter: hex(session), refused: failed(code) };
  }

  private refusalOf(frame: Uint8Array): Hresult {
    try {
      this.decoder.decode(this.module, frame);
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
    this.narrator.command(
      'PROTECTION',
      () => {
        this.module.client.setProtection({});
      },
      'off: the film is over',
    );
    this.narrator.user('puts something between player and driver that flips one bit of each answer');
    this.isForging = true;
    try {
      const { enabled } = this.renderer.client.protection();
      this.narrator.answered('PROTECTION', `believed: ${onOff(enabled)}`);
      return 'believed';
    } catch (error) {
      if (!(error instanceof AuthenticatedChannelError)) throw error;
      this.narrator.driver('QueryAuthenticatedChannel(PROTECTION)', error.hresult, 'reads as on');
      this.narrator.player(
        `not believe it: AuthenticatedChannelError, '${error.reason}'`,
        'the OMAC is not that of the bytes that came',
      );
      return error.reason;
    } finally {
      this.isForging = false;
    }
  }

  private endModule(): void {
    const { client, channel, session } = this.module;
    client.close();
    channel.release();
    session.release();
  }

  private end(): boolean {
    this.endModule();
    this.renderer.client.close();
    this.renderer.channel.release();
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
}
