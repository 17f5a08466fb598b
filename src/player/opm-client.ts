import type { Guid, StructValue } from '../abi/index.js';
import { showBriefly } from '../brief.js';
import { checkBytes, describeValue } from '../crypto/check.js';
import { type CryptoEngine, opensslEngine, type RandomSource, systemRandom } from '../crypto/index.js';
import { secretBytes } from '../crypto/secret-bytes.js';
import {
  OPM_GET_CODEC_INFO_PARAMETERS,
  OPM_GUIDS,
  OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS,
  OPM_SET_HDCP_SRM_PARAMETERS,
  OPM_SET_PROTECTION_LEVEL_PARAMETERS,
} from '../ddi/opm/index.js';
import { type CoppStart, makeStartMessage } from './copp-start-message.js';
import {
  anyData,
  type AnswerReader,
  codecMerit,
  hdcpDevice,
  oneValue,
  type OpmHdcpDevice,
  type OpmOutputFormat,
  type OpmSignaling,
  outputFormat,
  outputId,
  signaling,
  yesOrNo,
} from './opm-answers.js';
import { OpmConversation } from './opm-conversation.js';
import type { OpmCommand, OpmReply, OpmRequest } from './opm-messages.js';
import { makeOpmStartMessage } from './opm-start-message.js';
import { driverKeyOf, type OpmTrust } from './opm-trust.js';
import { srmVersion } from './srm-version.js';

/** What an OPM client is made of beside whom it trusts. */
interface OpmHandshake {
  /** The driver's random, 16 bytes: what StartInitialization returned. */
  readonly driverRandom: Uint8Array;
  /** The driver's certificates: what StartInitialization returned. */
  readonly certificate: Uint8Array;
}

/**
 * Where what a client draws comes from, and who computes for it.
 *
 * @example
 * ```ts
 * import type { OpmEngine } from 'softumd/player';
 * import { nobleEngine, seededRandom } from 'softumd/crypto';
 *
 * const repeatable: OpmEngine = { random: seededRandom('a run that repeats itself'), engine: nobleEngine() };
 * ```
 */
export interface OpmEngine {
  /** Key, numbers, OAEP seed or padding, and the random number of each request (D-60); the system's unless told otherwise. */
  readonly random?: RandomSource | undefined;
  /** OpenSSL's unless told otherwise. */
  readonly engine?: CryptoEngine | undefined;
}

/**
 * What an OPM client is made of: what StartInitialization returned, the video output's semantics, and whom to trust.
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { OpmClient, type OpmClientOptions } from 'softumd/player';
 *
 * function clientFor(certificate: Uint8Array, driverRandom: Uint8Array): OpmClient {
 *   const roots = [readFileSync('root.pem')];
 *   const options: OpmClientOptions = { semantics: 'OPM', certificate, driverRandom, roots };
 *   return new OpmClient(options);
 * }
 * ```
 */
export type OpmClientOptions = OpmHandshake & OpmTrust & OpmEngine;

/** The members of OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS; those that are not given are zero. */
export type SetSignaling = Partial<StructValue<typeof OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS>>;

const noData = new Uint8Array(0);

/**
 * The player's half of a session with one IOPMVideoOutput, under OPM or COPP semantics: start message, commands, requests
 * for information, and what makes an answer worth believing. Talks to no driver: it gives the bytes and takes them; an
 * `OpmSession` makes the calls too.
 *
 * Commands and requests have a counter each, which goes round after 2^32 - 1. A number is used up when its call succeeded,
 * and told so: a message made before that has the same number (OPM-15, OPM-27, OPM-46).
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { OPM_PROTECTION_TYPE } from 'softumd/ddi';
 * import { OpmClient, type OpmVideoOutput } from 'softumd/player';
 *
 * function switchHdcpOn(output: OpmVideoOutput): boolean {
 *   const { random: driverRandom, certificate } = output.startInitialization();
 *   const roots = [readFileSync('root.pem')];
 *   const client = new OpmClient({ semantics: 'OPM', certificate, driverRandom, roots });
 *   output.finishInitialization(client.startMessage());
 *
 *   const command = client.setProtectionLevel(OPM_PROTECTION_TYPE.HDCP, 1);
 *   output.configure(command.bytes, command.additional); // throws where the driver refuses
 *   client.commandSucceeded(command);
 *
 *   const request = client.queryVirtualProtectionLevel(OPM_PROTECTION_TYPE.HDCP);
 *   const { value, linkLost } = client.readReply(request, output.getInformation(request.bytes));
 *   client.close(); // overwrites the key
 *   return value === 1 && !linkLost;
 * }
 * ```
 */
export class OpmClient {
  static {
    showBriefly(this.prototype, 'OpmClient', () => ({}));
  }

  /** The video output's. */
  readonly semantics: 'OPM' | 'COPP';
  readonly #startMessage: Uint8Array;
  readonly #conversation: OpmConversation;

  /**
   * Validates the chain before its key is used (OPM-42, COPP-2), and draws from `random`: signing key (16 bytes), first
   * number of requests (4, little-endian), of commands (4), then the OAEP seed (as many as the hash has) or, under COPP
   * semantics, the padding string where there is one.
   * @throws CertificateFormatError, CertificateChainError, CoppChainError when the chain is refused
   * @throws TypeError, RangeError when an argument has another type or length
   */
  constructor(options: OpmClientOptions) {
    const { semantics, driverRandom, certificate } = options;
    const { random = systemRandom(), engine = opensslEngine() } = options;
    if (!['OPM', 'COPP'].includes(semantics))
      throw new TypeError(`semantics: expected 'OPM' or 'COPP', received ${describeValue(semantics)}`);
    checkBytes('driverRandom', driverRandom, 16);
    const driverKey = driverKeyOf(certificate, options);
    this.semantics = semantics;
    const draw = (bytes: number): Uint8Array => {
      const drawn = random.bytes(bytes);
      checkBytes('random', drawn, bytes);
      return drawn;
    };
    const key = secretBytes(16);
    const drawn = draw(16);
    key.set(drawn);
    drawn.fill(0);
    const number = (): number => Buffer.from(draw(4)).readUInt32LE();
    const [statusSequence, commandSequence] = [number(), number()];
    const start: CoppStart = { driverRandom, key, statusSequence, commandSequence };
    try {
      this.#startMessage =
        options.semantics === 'OPM'
          ? makeOpmStartMessage(engine, driverKey, start, options.hash ?? 'sha512', random)
          : makeStartMessage(engine, driverKey, start, options.padding ?? 'zeros', random);
      const omac = engine.omacKey(key); // the only copy from now on
      const signsRequests = semantics === 'OPM';
      this.#conversation = new OpmConversation({
        omac,
        random,
        signsRequests,
        statusSequence,
        commandSequence,
      });
    } finally {
      key.fill(0);
    }
  }

  /** OPM_ENCRYPTED_INITIALIZATION_PARAMETERS, 256 bytes, for FinishInitialization: the same at each call. */
  startMessage(): Uint8Array {
    return new Uint8Array(this.#startMessage);
  }

  /**
   * Signs a command with the next number (OPM-26, OPM-27).
   * @param data at most 4056 bytes
   * @param additional what goes beside, unsigned; none under COPP semantics (OPM-29)
   * @throws Error after `close`
   * @throws TypeError, RangeError when an argument has another type or is too long
   */
  command(guidSetting: Guid, data: Uint8Array = noData, additional: Uint8Array | null = null): OpmCommand {
    return this.#conversation.command(guidSetting, data, additional);
  }

  /** Uses up a command's number: its call succeeded. Telling it twice does nothing. */
  commandSucceeded(command: OpmCommand): void {
    this.#conversation.commandSucceeded(command);
  }

  /**
   * A level for one type of protection (OPM-31).
   * @param type OPM_PROTECTION_TYPE: one. HDCP is another under COPP semantics (COPP_COMPATIBLE_HDCP)
   * @param level of that type: OPM_HDCP_PROTECTION_LEVEL, OPM_ACP_PROTECTION_LEVEL, OPM_CGMSA, …
   */
  setProtectionLevel(type: number, level: number): OpmCommand {
    return this.command(OPM_GUIDS.OPM_SET_PROTECTION_LEVEL, this.#level(type, level));
  }

  /** The same, as far as it can be done at the present resolution: the driver refuses no level for that (OPM-45). */
  setProtectionLevelAccordingToCssDvd(type: number, level: number): OpmCommand {
    return this.command(OPM_GUIDS.OPM_SET_PROTECTION_LEVEL_ACCORDING_TO_CSS_DVD, this.#level(type, level));
  }

  /** The standard and the aspect ratios that an analog output signals; COPP semantics. */
  setAcpAndCgmsaSignaling(signals: SetSignaling): OpmCommand {
    const data = OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS.toBytes(signals);
    return this.command(OPM_GUIDS.OPM_SET_ACP_AND_CGMSA_SIGNALING, data);
  }

  /**
   * A system renewability message: which HDCP receivers are revoked; OPM semantics (OPM-30).
   * @param srm the message whole, which goes beside the command
   * @param version what the command says of it; the one that stands in the message unless told otherwise
   * @throws RangeError when the message is too short to have a version and none is given
   */
  setHdcpSrm(srm: Uint8Array, version: number = srmVersion(srm)): OpmCommand {
    const data = OPM_SET_HDCP_SRM_PARAMETERS.toBytes({ ulSRMVersion: version });
    return this.command(OPM_GUIDS.OPM_SET_HDCP_SRM, data, srm);
  }

  /**
   * A request for information with the next number and a random number of its own (OPM-14), signed under OPM semantics
   * (OPM-12, OPM-19); the value is what the answer holds behind random number and flags.
   * @param data at most 4056 bytes
   * @throws Error after `close`
   * @throws TypeError, RangeError when an argument has another type or is too long
   */
  informationRequest(guidInformation: Guid, data: Uint8Array = noData): OpmRequest<Uint8Array> {
    return this.#request(guidInformation, anyData, data);
  }

  /** OPM_CONNECTOR_TYPE; under COPP semantics with COPP_COMPATIBLE_INTERNAL, where it is so (OPM-47). */
  queryConnectorType(): OpmRequest<number> {
    return this.#request(OPM_GUIDS.OPM_GET_CONNECTOR_TYPE, oneValue);
  }

  /** The types that the output can do: OPM_PROTECTION_TYPE, ORed (OPM-44). */
  querySupportedProtectionTypes(): OpmRequest<number> {
    return this.#request(OPM_GUIDS.OPM_GET_SUPPORTED_PROTECTION_TYPES, oneValue);
  }

  /** The level that this session set (OPM-24). @param type OPM_PROTECTION_TYPE: one */
  queryVirtualProtectionLevel(type: number): OpmRequest<number> {
    return this.#request(OPM_GUIDS.OPM_GET_VIRTUAL_PROTECTION_LEVEL, oneValue, this.#type(type));
  }

  /** The level that is in force on the connector (OPM-24, OPM-37). @param type OPM_PROTECTION_TYPE: one */
  queryActualProtectionLevel(type: number): OpmRequest<number> {
    return this.#request(OPM_GUIDS.OPM_GET_ACTUAL_PROTECTION_LEVEL, oneValue, this.#type(type));
  }

  queryActualOutputFormat(): OpmRequest<OpmOutputFormat> {
    return this.#request(OPM_GUIDS.OPM_GET_ACTUAL_OUTPUT_FORMAT, outputFormat);
  }

  /** COPP semantics (OPM-21). */
  queryConnectedHdcpDevice(): OpmRequest<OpmHdcpDevice> {
    return this.#request(OPM_GUIDS.OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION, hdcpDevice);
  }

  /** OPM_BUS_TYPE: a bus and, under OPM semantics, the way it is built (OPM-47). */
  queryAdapterBusType(): OpmRequest<number> {
    return this.#request(OPM_GUIDS.OPM_GET_ADAPTER_BUS_TYPE, oneValue);
  }

  /** COPP semantics (OPM-21). */
  queryAcpAndCgmsaSignaling(): OpmRequest<OpmSignaling> {
    return this.#request(OPM_GUIDS.OPM_GET_ACP_AND_CGMSA_SIGNALING, signaling);
  }

  /** The version of the newest SRM; a driver that was given none refuses. OPM semantics (OPM-22). */
  queryCurrentHdcpSrmVersion(): OpmRequest<number> {
    return this.#request(OPM_GUIDS.OPM_GET_CURRENT_HDCP_SRM_VERSION, oneValue);
  }

  /** 64 bits (D-52, D-62). OPM semantics. */
  queryOutputId(): OpmRequest<bigint> {
    return this.#request(OPM_GUIDS.OPM_GET_OUTPUT_ID, outputId);
  }

  /** OPM_DVI_CHARACTERISTIC; DVI connectors. OPM semantics. */
  queryDviCharacteristics(): OpmRequest<number> {
    return this.#request(OPM_GUIDS.OPM_GET_DVI_CHARACTERISTICS, oneValue);
  }

  /** Whether the output works with hardware protection. OPM semantics. */
  queryOutputHardwareProtectionSupport(): OpmRequest<boolean> {
    return this.#request(OPM_GUIDS.OPM_GET_OUTPUT_HARDWARE_PROTECTION_SUPPORT, yesOrNo);
  }

  /**
   * A codec's merit, of a driver that knows of codecs; others refuse (D-57). Its answer has no status flags (OPM-43).
   * @param verifier at most 4052 bytes
   */
  queryCodecInfo(verifier: Uint8Array): OpmRequest<number> {
    checkBytes('verifier', verifier);
    const { bytes, offset } = OPM_GET_CODEC_INFO_PARAMETERS;
    const room = bytes - offset.Verifier;
    if (verifier.length > room)
      throw new RangeError(`verifier: expected at most ${room} bytes, received ${verifier.length}`);
    const data = new Uint8Array(bytes);
    new DataView(data.buffer).setUint32(offset.cbVerifier, verifier.length, true);
    data.set(verifier, offset.Verifier);
    return this.#request(OPM_GUIDS.OPM_GET_CODEC_INFO, codecMerit, data);
  }

  /**
   * Verifies the answer to a request and reads it: OMAC over bytes 16 to 4095 (OPM-13), size (OPM-25), random number,
   * flags (OPM-14). The request's call succeeded, so its number is used up, whatever the answer is worth.
   * @param output OPM_REQUESTED_INFORMATION, 4096 bytes
   * @throws OpmError 'omac', 'size', 'random'
   * @throws Error after `close`
   * @throws TypeError, RangeError when the output is no Uint8Array or has another length
   */
  readReply<T>(request: OpmRequest<T>, output: Uint8Array): OpmReply<T> {
    return this.#conversation.read(request, output);
  }

  /** Overwrites the signing key. Every later message and verification throws. */
  close(): void {
    this.#conversation.close();
  }

  #type(type: number): Uint8Array {
    return this.#level(type, 0).subarray(0, OPM_SET_PROTECTION_LEVEL_PARAMETERS.offset.ulProtectionLevel);
  }

  #level(ulProtectionType: number, ulProtectionLevel: number): Uint8Array {
    return OPM_SET_PROTECTION_LEVEL_PARAMETERS.toBytes({ ulProtectionType, ulProtectionLevel });
  }

  #request<T>(guidInformation: Guid, reader: AnswerReader<T>, data: Uint8Array = noData): OpmRequest<T> {
    return this.#conversation.request(guidInformation, reader, data);
  }
}
