import { timingSafeEqual } from 'node:crypto';
import { type Guid, isGuid, NULL, bytesAccess, type StructValue } from '../abi/index.js';
import { showBriefly } from '../brief.js';
import {
  type CoppCertificateChain,
  type CoppTrustedRoot,
  type IsRevoked,
  readCoppCertificateChain,
  toKeyObject,
  validateCoppCertificateChain,
} from '../certificate/copp/index.js';
import { checkBytes } from '../crypto/check.js';
import { type CryptoEngine, opensslEngine, type RandomSource, systemRandom } from '../crypto/index.js';
import { secretBytes } from '../crypto/secret-bytes.js';
import {
  AMCOPPCommand,
  AMCOPPStatusInput,
  AMCOPPStatusOutput,
  DXVA_COPPSetProtectionLevelCmdData,
  DXVA_COPPSetSignalingCmdData,
} from '../ddi/copp/index.js';
import { GUID } from '../ddi/guid.js';
import { OPM_GUIDS } from '../ddi/opm/guids.js';
import { CoppReplyError } from './copp-error.js';
import {
  anyData,
  type CoppDisplayData,
  type CoppHdcpReceiver,
  type CoppSignaling,
  displayData,
  hdcpReceiver,
  oneValue,
  type ReplyReader,
  signaling,
} from './copp-queries.js';
import type { CoppCommand, CoppReply, CoppStatusRequest } from './copp-messages.js';
import { openReply } from './copp-reply.js';
import { type CoppStartPadding, makeStartMessage } from './copp-start-message.js';

/**
 * What a COPP client is made of: what KeyExchange returned, and whom to trust.
 *
 * @example
 * ```ts
 * import type { CoppClientOptions } from 'softumd/player';
 * import { seededRandom } from 'softumd/crypto';
 *
 * function repeatable(options: CoppClientOptions): CoppClientOptions {
 *   return { ...options, random: seededRandom('a run that repeats itself') };
 * }
 * ```
 */
export interface CoppClientOptions {
  /** The driver's random: 16 bytes in memory order, or the GUID that they are. */
  readonly driverRandom: Uint8Array | Guid;
  /** The XML document that KeyExchange returned. */
  readonly certificate: Uint8Array;
  /** The root key that the chain must end in: PEM text or bytes, a KeyObject, or its numbers. */
  readonly trustedRoot: CoppTrustedRoot;
  /** Asked for each certificate (CERT-12); none is revoked unless told otherwise. */
  readonly isRevoked?: IsRevoked | undefined;
  /** 'zeros' unless told otherwise (COPP-7). */
  readonly padding?: CoppStartPadding | undefined;
  /** Where key, numbers and rApp come from (D-60); the system's unless told otherwise. */
  readonly random?: RandomSource | undefined;
  /** OpenSSL's unless told otherwise. */
  readonly engine?: CryptoEngine | undefined;
}

/** The members of DXVA_COPPSetSignalingCmdData; those that are not given are zero. */
type SetSignaling = Partial<StructValue<typeof DXVA_COPPSetSignalingCmdData>>;

const MAC_BYTES = 16;
const noData = new Uint8Array(0);
const next = (sequence: number): number => (sequence + 1) >>> 0;

function guidBytes(value: Uint8Array | Guid): Uint8Array {
  if (!isGuid(value)) {
    checkBytes('driverRandom', value, 16);
    return value;
  }
  const bytes = new Uint8Array(16);
  GUID.write(bytesAccess(bytes), NULL, value, 'x64');
  return bytes;
}

/**
 * The application's half of a COPP session (IAMCertifiedOutputProtection): start message, commands, status requests,
 * and what makes a reply worth believing. Talks to no driver: it gives the bytes and takes them.
 *
 * Commands and requests have a counter each. A number is used up when the call succeeded, and told so: a message made
 * before that has the same number (COPP-16, COPP-17, COPP-26, COPP-27).
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { COPP_ProtectionType } from 'softumd/ddi';
 * import { CoppClient } from 'softumd/player';
 *
 * interface Output {
 *   keyExchange(): { random: Uint8Array; certificate: Uint8Array };
 *   sessionSequenceStart(signature: Uint8Array): void;
 *   protectionCommand(command: Uint8Array): void;
 *   protectionStatus(input: Uint8Array): Uint8Array;
 * }
 *
 * function switchHdcpOn(output: Output): boolean {
 *   const { random: driverRandom, certificate } = output.keyExchange();
 *   const client = new CoppClient({ driverRandom, certificate, trustedRoot: readFileSync('copp.root.pem') });
 *   output.sessionSequenceStart(client.startMessage());
 *
 *   const { HDCP } = COPP_ProtectionType;
 *   const command = client.setProtectionLevel(HDCP, 1);
 *   output.protectionCommand(command.bytes); // throws where the driver refuses
 *   client.commandSucceeded(command);
 *
 *   const request = client.queryGlobalProtectionLevel(HDCP);
 *   const { value, linkLost } = client.readReply(request, output.protectionStatus(request.bytes));
 *   client.dispose();
 *   return value === 1 && !linkLost;
 * }
 * ```
 */
export class CoppClient {
  static {
    showBriefly(this.prototype, 'CoppClient', () => ({}));
  }

  /** The driver's chain, validated. */
  readonly chain: CoppCertificateChain;
  readonly #engine: CryptoEngine;
  readonly #random: RandomSource;
  readonly #startMessage: Uint8Array;
  /** KDI, 16 bytes. */
  readonly #key = secretBytes(16);
  #commandSequence: number;
  #statusSequence: number;
  #disposed = false;

  /**
   * Validates the chain before its key is used (COPP-2), and draws from `random`: KDI (16 bytes), first number of status
   * requests (4, little-endian), of commands (4), then the padding string where there is one (COPP-11).
   * @throws CoppChainError when the chain is refused
   * @throws TypeError, RangeError when an argument has another type or length
   */
  constructor(options: CoppClientOptions) {
    const { certificate, trustedRoot, isRevoked, padding = 'zeros' } = options;
    const { random = systemRandom(), engine = opensslEngine() } = options;
    const driverRandom = guidBytes(options.driverRandom);
    this.chain = readCoppCertificateChain(certificate);
    validateCoppCertificateChain(this.chain, trustedRoot, { isRevoked });
    this.#engine = engine;
    this.#random = random;
    this.#drawKey();
    this.#statusSequence = this.#drawNumber();
    this.#commandSequence = this.#drawNumber();
    const [statusSequence, commandSequence] = [this.#statusSequence, this.#commandSequence];
    const start = { driverRandom, key: this.#key, statusSequence, commandSequence };
    const driverKey = toKeyObject(this.chain.driver.publicKey);
    this.#startMessage = makeStartMessage(engine, driverKey, start, padding, random);
  }

  #drawKey(): void {
    const drawn = this.#random.bytes(16);
    checkBytes('random', drawn, 16);
    this.#key.set(drawn);
    drawn.fill(0);
  }

  #drawNumber(): number {
    const drawn = this.#random.bytes(4);
    checkBytes('random', drawn, 4);
    return new DataView(drawn.buffer, drawn.byteOffset).getUint32(0, true);
  }

  /** AMCOPPSignature, 256 bytes, for SessionSequenceStart: the same at each call, since a driver may be asked again (COPP-9). */
  startMessage(): Uint8Array {
    return new Uint8Array(this.#startMessage);
  }

  /**
   * Signs a command with the next number (COPP-14, COPP-15).
   * @param data at most 4056 bytes
   * @throws Error after `dispose`
   * @throws TypeError, RangeError when an argument has another type or is too long
   */
  command(guidCommandID: Guid, data: Uint8Array = noData): CoppCommand {
    const sequence = this.#commandSequence;
    const CommandData = this.#padded(data, AMCOPPCommand.bytes - AMCOPPCommand.offset.CommandData);
    const bytes = AMCOPPCommand.toBytes({
      guidCommandID,
      dwSequence: sequence,
      cbSizeData: data.length,
      CommandData,
    });
    bytes.set(this.#mac(bytes));
    return { bytes, sequence };
  }

  /** Uses up a command's number: its call succeeded. Telling it twice does nothing. */
  commandSucceeded({ sequence }: CoppCommand): void {
    if (sequence === this.#commandSequence) this.#commandSequence = next(sequence);
  }

  /**
   * A level for one type of protection (COPP-19).
   * @param type COPP_ProtectionType
   * @param level of that type: COPP_HDCP_Protection_Level, COPP_ACP_…, COPP_CGMSA_…
   */
  setProtectionLevel(type: number, level: number): CoppCommand {
    const data = DXVA_COPPSetProtectionLevelCmdData.toBytes({ ProtType: type, ProtLevel: level });
    return this.command(OPM_GUIDS.DXVA_COPPSetProtectionLevel, data);
  }

  /** The standard and the aspect ratios that an analog output signals. */
  setSignaling(signals: SetSignaling): CoppCommand {
    return this.command(OPM_GUIDS.DXVA_COPPSetSignaling, DXVA_COPPSetSignalingCmdData.toBytes(signals));
  }

  /**
   * A status request with the next number and an rApp of its own (COPP-22); the value is what the reply holds behind rApp
   * and the flags. Requests are not signed (COPP-21).
   * @param data at most 4056 bytes
   * @throws Error after `dispose`
   * @throws TypeError, RangeError when an argument has another type or is too long
   */
  statusRequest(guidStatusRequestID: Guid, data: Uint8Array = noData): CoppStatusRequest<Uint8Array> {
    return this.#request(guidStatusRequestID, anyData, data);
  }

  /** COPP_ConnectorType. */
  queryConnectorType(): CoppStatusRequest<number> {
    return this.#request(OPM_GUIDS.DXVA_COPPQueryConnectorType, oneValue);
  }

  /** The types that the output can do: COPP_ProtectionType, ORed. */
  queryProtectionType(): CoppStatusRequest<number> {
    return this.#request(OPM_GUIDS.DXVA_COPPQueryProtectionType, oneValue);
  }

  /** The level that this session asked for (COPP-33); COPP_NoProtectionLevelAvailable for a type that the output has not. */
  queryLocalProtectionLevel(type: number): CoppStatusRequest<number> {
    return this.#request(OPM_GUIDS.DXVA_COPPQueryLocalProtectionLevel, oneValue, this.#type(type));
  }

  /** The level on the connector: the strongest that any session asks for (COPP-33). */
  queryGlobalProtectionLevel(type: number): CoppStatusRequest<number> {
    return this.#request(OPM_GUIDS.DXVA_COPPQueryGlobalProtectionLevel, oneValue, this.#type(type));
  }

  queryDisplayData(): CoppStatusRequest<CoppDisplayData> {
    return this.#request(OPM_GUIDS.DXVA_COPPQueryDisplayData, displayData);
  }

  queryHdcpKeyData(): CoppStatusRequest<CoppHdcpReceiver> {
    return this.#request(OPM_GUIDS.DXVA_COPPQueryHDCPKeyData, hdcpReceiver);
  }

  /** COPP_BusType. */
  queryBusData(): CoppStatusRequest<number> {
    return this.#request(OPM_GUIDS.DXVA_COPPQueryBusData, oneValue);
  }

  querySignaling(): CoppStatusRequest<CoppSignaling> {
    return this.#request(OPM_GUIDS.DXVA_COPPQuerySignaling, signaling);
  }

  /**
   * Verifies the reply to a request and reads it: MAC over bytes 16 to 4095 (COPP-24), rApp (COPP-23), size, flags. The
   * request's call succeeded, so its number is used up, whatever the reply is worth.
   * @param output AMCOPPStatusOutput, 4096 bytes
   * @throws CoppReplyError 'mac', 'unknown-query', 'size', 'rapp'
   * @throws Error after `dispose`
   * @throws TypeError, RangeError when the output is no Uint8Array or has another length
   */
  readReply<T>(request: CoppStatusRequest<T>, output: Uint8Array): CoppReply<T> {
    checkBytes('output', output, AMCOPPStatusOutput.bytes);
    const received = new Uint8Array(output); // what is verified is what is read
    const mac = this.#mac(received);
    if (request.sequence === this.#statusSequence) this.#statusSequence = next(request.sequence);
    if (!timingSafeEqual(mac, received.subarray(0, MAC_BYTES)))
      throw new CoppReplyError('mac', "expected the session's MAC, received another");
    return openReply(request, received);
  }

  /** Overwrites KDI. Every later message and verification throws. */
  dispose(): void {
    this.#key.fill(0);
    this.#disposed = true;
  }

  #type(type: number): Uint8Array {
    return DXVA_COPPSetProtectionLevelCmdData.toBytes({ ProtType: type }).subarray(0, 4);
  }

  #request<T>(
    guidStatusRequestID: Guid,
    reader: ReplyReader<T>,
    data: Uint8Array = noData,
  ): CoppStatusRequest<T> {
    const sequence = this.#statusSequence;
    const StatusData = this.#padded(data, AMCOPPStatusInput.bytes - AMCOPPStatusInput.offset.StatusData);
    const rApp = this.#random.bytes(16);
    checkBytes('random', rApp, 16);
    const bytes = AMCOPPStatusInput.toBytes({
      guidStatusRequestID,
      dwSequence: sequence,
      cbSizeData: data.length,
      StatusData,
    });
    bytes.set(rApp);
    return { bytes, sequence, reader };
  }

  /** OMAC over everything behind the first 16 bytes. */
  #mac(message: Uint8Array): Uint8Array {
    if (this.#disposed) throw new Error('CoppClient: expected a session, received a call after dispose()');
    return this.#engine.omac1(this.#key, message.subarray(MAC_BYTES));
  }

  #padded(data: Uint8Array, room: number): Uint8Array {
    if (this.#disposed) throw new Error('CoppClient: expected a session, received a call after dispose()');
    checkBytes('data', data);
    if (data.length > room)
      throw new RangeError(`data: expected at most ${room} bytes, received ${data.length}`);
    const padded = new Uint8Array(room);
    padded.set(data);
    return padded;
  }
}
