import { showBriefly } from '../brief.js';
import type { OpmHdcpDevice, OpmOutputFormat, OpmSignaling } from './opm-answers.js';
import { OpmClient, type OpmEngine, type SetSignaling } from './opm-client.js';
import type { OpmCommand, OpmReply, OpmRequest } from './opm-messages.js';
import type { OpmTrust } from './opm-trust.js';
import type { OpmVideoOutput } from './opm-video-output.js';

/**
 * What a session is opened with: the video output's semantics, and whom to trust.
 *
 * @example
 * ```ts
 * import type { OpmSessionOptions } from 'softumd/player';
 * import { seededRandom } from 'softumd/crypto';
 *
 * function repeatable(options: OpmSessionOptions): OpmSessionOptions {
 *   return { ...options, random: seededRandom('a run that repeats itself') };
 * }
 * ```
 */
export type OpmSessionOptions = OpmTrust & OpmEngine;

/**
 * A player's session with one video output, from handshake to `close`: makes the calls that an {@link OpmClient} has the
 * bytes for. Each of its methods is one call. What the call throws is passed on, and leaves its number to the next
 * message (OPM-46); an answer that is not to be believed is an OpmError.
 *
 * Status flags are told once for each event (OPM-34), with whatever is asked next: look at them after each question.
 * HDCP comes on some time after its command (OPM-33): ask for the level until it is there, and every 2 seconds from then
 * on (OPM-36).
 *
 * @example
 * ```ts
 * import { readFileSync } from 'node:fs';
 * import { OPM_PROTECTION_TYPE } from 'softumd/ddi';
 * import { OpmSession, type OpmVideoOutput } from 'softumd/player';
 *
 * function switchHdcpOn(output: OpmVideoOutput): boolean {
 *   const session = OpmSession.open(output, { semantics: 'OPM', roots: [readFileSync('root.pem')] });
 *   try {
 *     session.setProtectionLevel(OPM_PROTECTION_TYPE.HDCP, 1);
 *     const { value, linkLost } = session.virtualProtectionLevel(OPM_PROTECTION_TYPE.HDCP);
 *     return value === 1 && !linkLost;
 *   } finally {
 *     session.close(); // overwrites the key
 *   }
 * }
 * ```
 */
export class OpmSession {
  static {
    showBriefly(this.prototype, 'OpmSession', () => ({}));
  }

  readonly #output: OpmVideoOutput;
  readonly #client: OpmClient;

  private constructor(output: OpmVideoOutput, client: OpmClient) {
    this.#output = output;
    this.#client = client;
  }

  /**
   * The handshake: StartInitialization, the chain validated, FinishInitialization. A video output takes it once (OPM-1).
   * @throws what a call throws
   * @throws CertificateFormatError, CertificateChainError, CoppChainError when the chain is refused
   * @throws TypeError, RangeError when an argument has another type or length
   */
  static open(output: OpmVideoOutput, options: OpmSessionOptions): OpmSession {
    const { random: driverRandom, certificate } = output.startInitialization();
    const client = new OpmClient({ ...options, driverRandom, certificate });
    try {
      output.finishInitialization(client.startMessage());
    } catch (error) {
      client.close();
      throw error;
    }
    return new OpmSession(output, client);
  }

  /** Makes messages of this session, for `ask` and `configure`. */
  get client(): OpmClient {
    return this.#client;
  }

  /**
   * Asks: GetInformation, or COPPCompatibleGetInformation under COPP semantics.
   * @throws OpmError when the answer is not to be believed
   * @throws what the call throws
   */
  ask<T>(request: OpmRequest<T>): OpmReply<T> {
    const call = this.#client.semantics === 'OPM' ? 'getInformation' : 'coppCompatibleGetInformation';
    return this.#client.readReply(request, this.#output[call](request.bytes));
  }

  /** Commands: Configure. @throws what the call throws */
  configure(command: OpmCommand): void {
    this.#output.configure(command.bytes, command.additional);
    this.#client.commandSucceeded(command);
  }

  /** OPM_CONNECTOR_TYPE. */
  connectorType(): OpmReply<number> {
    return this.ask(this.#client.queryConnectorType());
  }

  /** OPM_PROTECTION_TYPE, ORed. */
  supportedProtectionTypes(): OpmReply<number> {
    return this.ask(this.#client.querySupportedProtectionTypes());
  }

  /** The level that this session set (OPM-24). @param type OPM_PROTECTION_TYPE: one */
  virtualProtectionLevel(type: number): OpmReply<number> {
    return this.ask(this.#client.queryVirtualProtectionLevel(type));
  }

  /** The level that is in force on the connector (OPM-24). @param type OPM_PROTECTION_TYPE: one */
  actualProtectionLevel(type: number): OpmReply<number> {
    return this.ask(this.#client.queryActualProtectionLevel(type));
  }

  actualOutputFormat(): OpmReply<OpmOutputFormat> {
    return this.ask(this.#client.queryActualOutputFormat());
  }

  /** COPP semantics. */
  connectedHdcpDevice(): OpmReply<OpmHdcpDevice> {
    return this.ask(this.#client.queryConnectedHdcpDevice());
  }

  /** OPM_BUS_TYPE. */
  adapterBusType(): OpmReply<number> {
    return this.ask(this.#client.queryAdapterBusType());
  }

  /** COPP semantics. */
  acpAndCgmsaSignaling(): OpmReply<OpmSignaling> {
    return this.ask(this.#client.queryAcpAndCgmsaSignaling());
  }

  /** OPM semantics; refused before the first SRM. */
  currentHdcpSrmVersion(): OpmReply<number> {
    return this.ask(this.#client.queryCurrentHdcpSrmVersion());
  }

  /** OPM semantics. */
  outputId(): OpmReply<bigint> {
    return this.ask(this.#client.queryOutputId());
  }

  /** OPM_DVI_CHARACTERISTIC. OPM semantics. */
  dviCharacteristics(): OpmReply<number> {
    return this.ask(this.#client.queryDviCharacteristics());
  }

  /** OPM semantics. */
  outputHardwareProtectionSupport(): OpmReply<boolean> {
    return this.ask(this.#client.queryOutputHardwareProtectionSupport());
  }

  /** Of drivers that know of codecs (OPM-43). @param verifier at most 4052 bytes */
  codecInfo(verifier: Uint8Array): OpmReply<number> {
    return this.ask(this.#client.queryCodecInfo(verifier));
  }

  /** @param type OPM_PROTECTION_TYPE: one @param level of that type */
  setProtectionLevel(type: number, level: number): void {
    this.configure(this.#client.setProtectionLevel(type, level));
  }

  /** The same, as far as the present resolution has it (OPM-45). */
  setProtectionLevelAccordingToCssDvd(type: number, level: number): void {
    this.configure(this.#client.setProtectionLevelAccordingToCssDvd(type, level));
  }

  /** COPP semantics. */
  setAcpAndCgmsaSignaling(signals: SetSignaling): void {
    this.configure(this.#client.setAcpAndCgmsaSignaling(signals));
  }

  /** OPM semantics. @param srm the message whole @param version the message's own unless told otherwise */
  setHdcpSrm(srm: Uint8Array, version?: number): void {
    this.configure(this.#client.setHdcpSrm(srm, version));
  }

  /** Overwrites the signing key. Every later call throws. */
  close(): void {
    this.#client.close();
  }
}
