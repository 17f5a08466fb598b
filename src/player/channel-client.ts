import type { X509Certificate } from 'node:crypto';
import { type Abi, failed, type Guid } from '../abi/index.js';
import { showBriefly } from '../brief.js';
import { checkBytes } from '../crypto/check.js';
import {
  type CryptoEngine,
  type OaepHash,
  opensslEngine,
  type RandomSource,
  systemRandom,
} from '../crypto/index.js';
import { secretBytes } from '../crypto/secret-bytes.js';
import * as ddi from '../ddi/d3d11/index.js';
import { ChannelConversation, contentError, type OmacRange } from './channel-conversation.js';
import { codeOf, refusal } from './channel-error.js';
import {
  type ChannelAccessibility,
  type ChannelBinding,
  type ChannelProcess,
  type ChannelProtection,
  checkHandle,
  processFromIdentifier,
  processIdentifier,
  protectionFlags,
  protectionFromFlags,
} from './channel-values.js';
import type { ChannelTransport } from './channel-transport.js';
import { wrapSessionKey } from './session-key.js';

/**
 * What a client of an authenticated channel is made of.
 *
 * @example
 * ```ts
 * import type { AuthenticatedChannelOptions } from 'softumd/player';
 * import { seededRandom } from 'softumd/crypto';
 *
 * function repeatable(options: AuthenticatedChannelOptions): AuthenticatedChannelOptions {
 *   return { ...options, random: seededRandom('a run that repeats itself') };
 * }
 * ```
 */
export interface AuthenticatedChannelOptions {
  readonly transport: ChannelTransport;
  /** The driver's name for the channel, which every message carries (D-34). */
  readonly hChannel: bigint;
  /** The driver's own certificate, RSA-2048. Validate its chain first. */
  readonly leaf: X509Certificate;
  /** Of RSAES-OAEP; 'sha512' unless told otherwise (D-01). */
  readonly hash?: OaepHash | undefined;
  /** What the OMACs of messages cover; 'after-omac' unless told otherwise (D-30). */
  readonly omacRange?: OmacRange | undefined;
  /** How messages are laid out: handles of 8 bytes ('x64', the default) or of 4 ('x86'), see ACH-18. */
  readonly abi?: Abi | undefined;
  /** Where key, numbers and the OAEP seed come from (D-60); the system's unless told otherwise. */
  readonly random?: RandomSource | undefined;
  /** OpenSSL's unless told otherwise. */
  readonly engine?: CryptoEngine | undefined;
}

const noData = new Uint8Array(0);

/**
 * The player's half of an authenticated channel, of a driver in software or hardware: negotiates a key, signs commands,
 * counts, and believes an answer only with the session's OMAC, its type, channel and number, and the ReturnCode that the
 * call returned (ACH-16). Whatever is not so is an {@link AuthenticatedChannelError}.
 *
 * Queries and commands have a counter each. A number is spent when its call succeeded; a message that was refused leaves
 * it to the next (D-32).
 *
 * @example
 * ```ts
 * import { AuthenticatedChannelClient, type AuthenticatedChannelOptions } from 'softumd/player';
 *
 * function switchProtectionOn(options: AuthenticatedChannelOptions): boolean {
 *   const channel = new AuthenticatedChannelClient(options);
 *   try {
 *     channel.open();
 *     channel.setProtection({ enabled: true });
 *     return channel.protection().enabled;
 *   } finally {
 *     channel.close(); // overwrites the key
 *   }
 * }
 * ```
 */
export class AuthenticatedChannelClient {
  static {
    showBriefly(this.prototype, 'AuthenticatedChannelClient', () => ({}));
  }

  readonly #transport: ChannelTransport;
  readonly #keyBuffer: Uint8Array;
  readonly #conversation: ChannelConversation;

  /**
   * Sends nothing yet. Draws from `random`: session key (16 bytes), start numbers of queries (4, little-endian) and of
   * commands (4), then the OAEP seed. The top bit of start numbers is cleared: numbers end at 2^32 - 1 and do not wrap
   * (D-32), and so there are always 2^31 left.
   * @throws TypeError, RangeError when an argument has another type or length
   */
  constructor(options: AuthenticatedChannelOptions) {
    const { transport, hChannel, leaf, hash = 'sha512', abi = 'x64' } = options;
    const { random = systemRandom(), engine = opensslEngine(), omacRange = 'after-omac' } = options;
    if (!['x64', 'x86'].includes(abi)) throw new TypeError(`abi: expected 'x64' or 'x86', received '${abi}'`);
    checkHandle('hChannel', hChannel);
    this.#transport = transport;
    const key = secretBytes(16);
    const draw = (bytes: number): Uint8Array => {
      const drawn = random.bytes(bytes);
      checkBytes('random', drawn, bytes);
      return drawn;
    };
    const drawn = draw(16);
    key.set(drawn);
    drawn.fill(0);
    const startNumber = (): number => Buffer.from(draw(4)).readUInt32LE() & 0x7fffffff;
    const [queryStart, configureStart] = [startNumber(), startNumber()];
    try {
      this.#keyBuffer = wrapSessionKey(leaf, key, { random, hash, engine });
      const omac = engine.omacKey(key); // the only copy from now on
      this.#conversation = new ChannelConversation({
        transport,
        hChannel,
        omac,
        omacRange,
        abi,
        queryStart,
        configureStart,
      });
    } finally {
      key.fill(0);
    }
  }

  /**
   * Everything up to the first question: `negotiate`, `initialize`, and CHANNEL_TYPE where one is expected (ACH-1).
   * @param channelType D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE: what the channel was made as
   * @throws AuthenticatedChannelError also 'content', when the driver says that the channel has another type
   */
  open(channelType?: number): void {
    this.negotiate();
    this.initialize();
    if (channelType === undefined) return;
    const received = this.channelType();
    if (received !== channelType)
      throw contentError(
        ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE,
        `expected channel type ${channelType}, received ${received}`,
      );
  }

  /** The wrapped session key, 256 bytes: what `negotiate` sends. */
  keyBuffer(): Uint8Array {
    return new Uint8Array(this.#keyBuffer);
  }

  /** Hands the driver the key. A call that failed can be made again: it is the same key. */
  negotiate(): void {
    this.#conversation.checkOpen();
    const call = 'negotiateKeyExchange';
    const hresult = codeOf(call, this.#transport[call](this.keyBuffer()));
    if (failed(hresult)) throw refusal('NegotiateAuthenticatedChannelKeyExchange', { hresult });
    this.#conversation.keyTaken();
  }

  /** Sends both start numbers. A driver takes this once (D-33). */
  initialize(): void {
    this.#conversation.initialize();
  }

  /**
   * A query of the user's own making, with the next number.
   * @param data what follows D3D11_1DDI_AUTHENTICATED_QUERY_INPUT, to the end of the query's structure
   * @param answerBytes size of the answer's structure, its head included
   * @returns the answer, verified, head and all
   * @throws AuthenticatedChannelError
   * @throws Error after `close`
   */
  query(QueryType: Guid, data: Uint8Array, answerBytes: number): Uint8Array {
    return this.#conversation.query(QueryType, data, answerBytes);
  }

  /**
   * A command of the user's own making, with the next number, signed.
   * @param data what follows D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT, to the end of the command's structure, padding too
   * @throws AuthenticatedChannelError
   * @throws Error after `close`
   */
  configure(ConfigureType: Guid, data: Uint8Array = noData): void {
    this.#conversation.configure(ConfigureType, data);
  }

  /** What protection is in effect. */
  protection(): ChannelProtection {
    const { ProtectionFlags } = this.#conversation.ask(
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION,
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_PROTECTION_OUTPUT,
    );
    return protectionFromFlags(ProtectionFlags.Value);
  }

  /** D3D11_1DDI_AUTHENTICATED_CHANNEL_TYPE: 2 software, 3 hardware. */
  channelType(): number {
    return this.#conversation.ask(
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE,
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT,
    ).ChannelType;
  }

  /** The driver's name for the device, which `bindSession` and the output queries name (ACH-19). */
  deviceHandle(): bigint {
    return this.#conversation.ask(
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE,
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_DEVICE_HANDLE_OUTPUT,
    ).DeviceHandle;
  }

  /** What a decoder is bound to. @param decoder the driver's handle of it */
  cryptoSession(decoder: bigint): ChannelBinding {
    checkHandle('decoder', decoder);
    const { CryptoSessionHandle, DeviceHandle } = this.#conversation.ask(
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION,
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION_OUTPUT,
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CRYPTO_SESSION_INPUT,
      { DecodeHandle: decoder },
    );
    return { decoder, session: CryptoSessionHandle, device: DeviceHandle };
  }

  /** The processes that may open restricted shared resources: their count, then each. Software channels. */
  restrictedProcesses(): ChannelProcess[] {
    const { RestrictedSharedResourceProcessCount } = this.#conversation.ask(
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT,
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_COUNT_OUTPUT,
    );
    return each(RestrictedSharedResourceProcessCount, (ProcessIndex) => {
      const type = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS;
      const { ProcessIdentifier, ProcessHandle } = this.#conversation.ask(
        type,
        ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_OUTPUT,
        ddi.D3D11_1DDI_AUTHENTICATED_QUERY_RESTRICTED_SHARED_RESOURCE_PROCESS_INPUT,
        { ProcessIndex },
      );
      const process = processFromIdentifier(ProcessIdentifier, ProcessHandle);
      if (!process)
        throw contentError(type, `expected a process identifier of 1 or 2, received ${ProcessIdentifier}`);
      return process;
    });
  }

  /** How many protected resources are shared with everybody. Software channels. */
  unrestrictedSharedResources(): number {
    return this.#conversation.ask(
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT,
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_UNRESTRICTED_PROTECTED_SHARED_RESOURCE_COUNT_OUTPUT,
    ).UnrestrictedProtectedSharedResourceCount;
  }

  /**
   * The outputs that content of a session can go to, by the ids that OPM has for them too (ACH-24): their count, then
   * each.
   * @param session the driver's handle of it
   * @param device asked for unless given
   */
  outputIds(session: bigint, device?: bigint): bigint[] {
    checkHandle('session', session);
    const about = { DeviceHandle: device ?? this.deviceHandle(), CryptoSessionHandle: session };
    const { OutputIDCount } = this.#conversation.ask(
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT,
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT_OUTPUT,
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_COUNT_INPUT,
      about,
    );
    return each(
      OutputIDCount,
      (OutputIDIndex) =>
        this.#conversation.ask(
          ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID,
          ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_OUTPUT,
          ddi.D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT_ID_INPUT,
          { ...about, OutputIDIndex },
        ).OutputID,
    );
  }

  /** How content can be reached in memory and on its way there. */
  accessibility(): ChannelAccessibility {
    const answer = this.#conversation.ask(
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ATTRIBUTES,
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ACESSIBILITY_OUTPUT,
    );
    return {
      busType: answer.BusType,
      contiguous: answer.AccessibleInContiguousBlocks !== 0,
      nonContiguous: answer.AccessibleInNonContiguousBlocks !== 0,
    };
  }

  /** The ways in which accessible memory can be encrypted: their count, then each. */
  encryptionGuids(): Guid[] {
    const { EncryptionGuidCount } = this.#conversation.ask(
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID_COUNT,
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_COUNT_OUTPUT,
    );
    return each(
      EncryptionGuidCount,
      (EncryptionGuidIndex) =>
        this.#conversation.ask(
          ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
          ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_OUTPUT,
          ddi.D3D11_1DDI_AUTHENTICATED_QUERY_ACCESSIBILITY_ENCRYPTION_GUID_INPUT,
          { EncryptionGuidIndex },
        ).EncryptionGuid,
    );
  }

  /** How accessible memory is encrypted now; undefined where it is not (NULL_GUID). */
  currentEncryption(): Guid | undefined {
    const { EncryptionGuid } = this.#conversation.ask(
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ENCRYPTION_WHEN_ACCESSIBLE,
      ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CURRENT_ACCESSIBILITY_ENCRYPTION_OUTPUT,
    );
    return EncryptionGuid === ddi.NULL_GUID ? undefined : EncryptionGuid;
  }

  /** Asks for protection; what is not given is off. */
  setProtection(protection: Partial<ChannelProtection>): void {
    this.#conversation.command(
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION_GUID,
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_PROTECTION,
      { Protections: { Value: protectionFlags(protection) } },
    );
  }

  /** Binds a decoder to a session (CFG-15). @param binding the driver's handles; the device is asked for unless given */
  bindSession({ decoder, session, device }: BindingRequest): void {
    checkHandle('decoder', decoder);
    checkHandle('session', session);
    this.#conversation.command(
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION_GUID,
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_CRYPTO_SESSION,
      { DecodeHandle: decoder, CryptoSessionHandle: session, DeviceHandle: device ?? this.deviceHandle() },
    );
  }

  /** Lets a process open restricted shared resources. Software channels. */
  allowProcess(process: ChannelProcess): void {
    this.#share(process, 1);
  }

  /** Takes that back. */
  denyProcess(process: ChannelProcess): void {
    this.#share(process, 0);
  }

  /** Has accessible memory encrypted, or no longer. @param encryption of `encryptionGuids`, or undefined */
  setEncryptionWhenAccessible(encryption: Guid | undefined): void {
    this.#conversation.command(
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_ENCRYPTION_WHEN_ACCESSIBLE_GUID,
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_ACCESSIBLE_ENCRYPTION,
      { EncryptionGuid: encryption ?? ddi.NULL_GUID },
    );
  }

  /** Overwrites the key. Every later message throws. */
  close(): void {
    this.#conversation.close();
  }

  #share(process: ChannelProcess, AllowAccess: number): void {
    this.#conversation.command(
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE_GUID,
      ddi.D3D11_1DDI_AUTHENTICATED_CONFIGURE_SHARED_RESOURCE,
      { ...processIdentifier(process), AllowAccess },
    );
  }
}

/** What `bindSession` binds. */
type BindingRequest = Omit<ChannelBinding, 'device'> & Partial<Pick<ChannelBinding, 'device'>>;

/** A list that is asked for item by item. Not of the length beforehand: that is what the driver said. */
function each<T>(count: number, ask: (index: number) => T): T[] {
  const items: T[] = [];
  for (let index = 0; index < count; index += 1) items.push(ask(index));
  return items;
}
