import { timingSafeEqual } from 'node:crypto';
import type { Guid } from '../abi/index.js';
import { checkBytes } from '../crypto/check.js';
import type { OmacKey, RandomSource } from '../crypto/index.js';
import { guidName } from '../ddi/guid.js';
import {
  OPM_CONFIGURE_PARAMETERS,
  OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS,
  OPM_GET_INFO_PARAMETERS,
  OPM_REQUESTED_INFORMATION,
} from '../ddi/opm/index.js';
import type { AnswerReader } from './opm-answers.js';
import { OpmError } from './opm-error.js';
import type { OpmCommand, OpmReply, OpmRequest } from './opm-messages.js';
import { openReply } from './opm-reply.js';

/** Where the OMAC lies, in all that is signed. It covers the rest. */
const OMAC_BYTES = OPM_REQUESTED_INFORMATION.offset.cbRequestedInformationSize;
/** Of abParameters, in requests and commands. */
const ROOM = OPM_CONFIGURE_PARAMETERS.bytes - OPM_CONFIGURE_PARAMETERS.offset.abParameters;

const next = (sequence: number): number => (sequence + 1) >>> 0;

/** What a conversation is made of. */
interface OpmKeys {
  /** The signing key; overwritten by `close`. */
  readonly omac: OmacKey;
  /** Gives the random number of each request. */
  readonly random: RandomSource;
  /** OPM semantics; requests are not signed under COPP semantics (OPM-19). */
  readonly signsRequests: boolean;
  readonly statusSequence: number;
  readonly commandSequence: number;
}

/** A session's key and numbers: signs and counts what is sent, verifies what comes back. */
export class OpmConversation {
  readonly #keys: OpmKeys;
  #statusSequence: number;
  #commandSequence: number;
  #isClosed = false;

  constructor(keys: OpmKeys) {
    this.#keys = keys;
    this.#statusSequence = keys.statusSequence;
    this.#commandSequence = keys.commandSequence;
  }

  command(guidSetting: Guid, data: Uint8Array, additional: Uint8Array | null): OpmCommand {
    this.#checkData(data);
    if (additional !== null) checkBytes('additional', additional);
    const sequence = this.#commandSequence;
    const bytes = OPM_CONFIGURE_PARAMETERS.toBytes({
      guidSetting,
      ulSequenceNumber: sequence,
      cbParametersSize: data.length,
    });
    bytes.set(data, OPM_CONFIGURE_PARAMETERS.offset.abParameters);
    bytes.set(this.#mac(bytes));
    return { bytes, additional, sequence };
  }

  /** A number that is not the next one was used up before. */
  commandSucceeded({ sequence }: OpmCommand): void {
    if (sequence === this.#commandSequence) this.#commandSequence = next(sequence);
  }

  request<T>(guidInformation: Guid, reader: AnswerReader<T>, data: Uint8Array): OpmRequest<T> {
    const { random: source, signsRequests } = this.#keys;
    this.#checkData(data);
    const sequence = this.#statusSequence;
    const random = source.bytes(16);
    checkBytes('random', random, 16);
    const layout = signsRequests ? OPM_GET_INFO_PARAMETERS : OPM_COPP_COMPATIBLE_GET_INFO_PARAMETERS;
    const bytes = layout.toBytes({
      rnRandomNumber: { abRandomNumber: random },
      guidInformation,
      ulSequenceNumber: sequence,
      cbParametersSize: data.length,
    });
    bytes.set(data, layout.offset.abParameters);
    if (signsRequests) bytes.set(this.#mac(bytes));
    return { bytes, subject: guidName(guidInformation), random, sequence, reader };
  }

  /** The request's call succeeded: its number is used up, whatever the answer is worth. */
  read<T>(request: OpmRequest<T>, output: Uint8Array): OpmReply<T> {
    checkBytes('output', output, OPM_REQUESTED_INFORMATION.bytes);
    const received = new Uint8Array(output); // what is verified is what is read
    const mac = this.#mac(received);
    if (request.sequence === this.#statusSequence) this.#statusSequence = next(request.sequence);
    if (!timingSafeEqual(mac, received.subarray(0, OMAC_BYTES)))
      throw new OpmError('omac', request.subject, "expected the session's OMAC, received another");
    return openReply(request, received);
  }

  /** Overwrites the key. Every later message throws. */
  close(): void {
    this.#isClosed = true;
    this.#keys.omac.clear();
  }

  /** OMAC over everything behind the first 16 bytes (OPM-11). */
  #mac(message: Uint8Array): Uint8Array {
    this.#checkOpen();
    return this.#keys.omac.mac(message.subarray(OMAC_BYTES));
  }

  #checkData(data: Uint8Array): void {
    this.#checkOpen();
    checkBytes('data', data);
    if (data.length > ROOM)
      throw new RangeError(`data: expected at most ${ROOM} bytes, received ${data.length}`);
  }

  #checkOpen(): void {
    if (this.#isClosed) throw new Error('OpmClient: expected a session, received a call after close()');
  }
}
