import { timingSafeEqual } from 'node:crypto';
import { type Abi, failed, type Guid, type Hresult, hresultText, type Struct } from '../abi/index.js';
import { checkBytes } from '../crypto/check.js';
import type { OmacKey } from '../crypto/index.js';
import {
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE as INITIALIZE,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INITIALIZE_GUID as INITIALIZE_GUID,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_INPUT as CONFIGURE_INPUT,
  D3D11_1DDI_AUTHENTICATED_CONFIGURE_OUTPUT as CONFIGURE_OUTPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_INPUT as QUERY_INPUT,
  D3D11_1DDI_AUTHENTICATED_QUERY_OUTPUT as QUERY_OUTPUT,
} from '../ddi/d3d11/index.js';
import { guidName } from '../ddi/guid.js';
import { S_OK } from '../ddi/hresults.js';
import {
  AuthenticatedChannelError,
  type AuthenticatedChannelReason,
  codeOf,
  refusal,
} from './channel-error.js';
import type { ChannelTransport } from './channel-transport.js';

/** Where the OMAC lies, in commands and in answers. */
const OMAC_BYTES = 16;

/** What an answer has to repeat. */
interface Sent {
  readonly type: Guid;
  readonly number: number;
}

/** What the OMAC of a message covers: all that follows it, or the whole message with zeros in its place (D-30). */
export type OmacRange = 'after-omac' | 'zeroed-omac';

/** What a conversation is made of. */
export interface ChannelSession {
  readonly transport: ChannelTransport;
  readonly hChannel: bigint;
  /** The session key; overwritten by `close`. */
  readonly omac: OmacKey;
  /** What it covers (D-30). */
  readonly omacRange: OmacRange;
  readonly abi: Abi;
  /** The numbers of INITIALIZE. */
  readonly queryStart: number;
  readonly configureStart: number;
}

/** A session's key, channel and numbers: signs and counts what is sent, checks what comes back. */
export class ChannelConversation {
  /** The next number of each kind: one behind those that INITIALIZE sends (ACH-10). */
  #queryNumber: number;
  #configureNumber: number;
  #closed = false;
  #hasKey = false;
  #isInitialized = false;

  constructor(private readonly session: ChannelSession) {
    this.#queryNumber = session.queryStart + 1;
    this.#configureNumber = session.configureStart + 1;
  }

  /** Overwrites the key. Every later message throws. */
  close(): void {
    this.#closed = true;
    this.session.omac.clear();
  }

  /** @throws Error after `close` */
  checkOpen(): void {
    if (this.#closed)
      throw new Error('AuthenticatedChannelClient: expected an open channel, received a call after close()');
  }

  /** Notes that the driver took the key: what a refusal may come from is told by that. */
  keyTaken(): void {
    this.#hasKey = true;
  }

  /** INITIALIZE: its own number counts for nothing and is 0 (ACH-9). */
  initialize(): void {
    const { queryStart, configureStart } = this.session;
    const numbers = { StartSequenceQuery: queryStart, StartSequenceConfigure: configureStart };
    const data = this.#members(INITIALIZE, CONFIGURE_INPUT, numbers);
    this.#send({ type: INITIALIZE_GUID, number: 0 }, data, () => (this.#isInitialized = true));
  }

  /** A command by its structure: every member but its head. */
  command<C extends object>(type: Guid, command: Struct<C>, members: Partial<C>): void {
    this.configure(type, this.#members(command, CONFIGURE_INPUT, members));
  }

  /** @param data what follows the head, to the end of the command's structure */
  configure(type: Guid, data: Uint8Array): void {
    const sent = { type, number: this.#configureNumber };
    this.#send(sent, data, () => (this.#configureNumber = sent.number + 1));
  }

  /** A query by its structures. The answer has to be about what was asked: it repeats every member of the question. */
  ask<A extends object, Q extends object>(
    type: Guid,
    answer: Struct<A>,
    question?: Struct<Q>,
    about: Partial<Q> = {},
  ): A {
    const { abi } = this.session;
    const data = question ? this.#members(question, QUERY_INPUT, about) : new Uint8Array(0);
    const value = answer.fromBytes(this.query(type, data, answer.size(abi)), abi);
    for (const [member, asked] of Object.entries(about)) {
      const answered = value[member as keyof A];
      if (answered !== asked)
        throw contentError(type, `expected ${member} ${String(asked)}, received ${String(answered)}`);
    }
    return value;
  }

  /**
   * @param data what follows the head, to the end of the query's structure
   * @param answerBytes size of the answer's structure
   * @returns the answer, whole
   */
  query(type: Guid, data: Uint8Array, answerBytes: number): Uint8Array {
    this.checkOpen();
    checkBytes('data', data);
    const { transport, hChannel, abi } = this.session;
    const least = QUERY_OUTPUT.size(abi);
    if (!(answerBytes >= least))
      throw new RangeError(`answerBytes: expected at least ${least}, received ${answerBytes}`);
    const sent = { type, number: this.#queryNumber };
    const head = QUERY_INPUT.toBytes({ QueryType: type, hChannel, SequenceNumber: sent.number }, abi);
    const answer = new Uint8Array(answerBytes);
    const hresult = codeOf('query', transport.query(joined(head, data), answer));
    return this.#checked(sent, hresult, answer, () => (this.#queryNumber = sent.number + 1));
  }

  #macOf(message: Uint8Array): Uint8Array {
    const { omac, omacRange } = this.session;
    if (omacRange === 'after-omac') return omac.mac(message.subarray(OMAC_BYTES));
    return omac.mac(message.slice().fill(0, 0, OMAC_BYTES));
  }

  #send(sent: Sent, data: Uint8Array, spend: () => void): void {
    this.checkOpen();
    checkBytes('data', data);
    const { transport, hChannel, abi } = this.session;
    const header = { ConfigureType: sent.type, hChannel, SequenceNumber: sent.number };
    const command = joined(CONFIGURE_INPUT.toBytes(header, abi), data);
    command.set(this.#macOf(command));
    const answer = new Uint8Array(CONFIGURE_OUTPUT.size(abi));
    const hresult = codeOf('configure', transport.configure(command, answer));
    this.#checked(sent, hresult, answer, spend);
  }

  /** What follows the head in a message of this structure. */
  #members<T extends object>(message: Struct<T>, head: Struct, members: Partial<T>): Uint8Array {
    const { abi } = this.session;
    return message.toBytes(members, abi).subarray(head.size(abi));
  }

  /**
   * Believes an answer or throws. A number is spent when the call succeeded, whatever the answer is worth: the driver
   * takes it no second time. A refused message leaves it (D-32), unless the driver signs that it took the message.
   */
  #checked(sent: Sent, hresult: Hresult, output: Uint8Array, spend: () => void): Uint8Array {
    const answer = new Uint8Array(output); // what is verified is what is read
    const name = guidName(sent.type);
    const missed = this.#missed(sent.type);
    const { finding, returnCode } = this.#examine(sent, hresult, answer);
    if (!failed(hresult) || (returnCode !== undefined && !failed(returnCode))) spend();
    const facts = { hresult, returnCode };
    if (failed(hresult) && finding?.reason !== 'return-code') throw refusal(name, facts, missed);
    if (finding) throw new AuthenticatedChannelError(finding.reason, name, finding.text, facts);
    return answer;
  }

  /** What the caller has left out, or done before. */
  #missed(type: Guid): string | undefined {
    if (!this.#hasKey) return 'negotiate() has not succeeded before';
    if (type === INITIALIZE_GUID)
      return this.#isInitialized ? 'a channel is initialized once (D-33)' : undefined;
    return this.#isInitialized ? undefined : 'initialize() has not succeeded before';
  }

  /** Queries and commands are answered with the same members under other names; these are a query's. */
  #examine(sent: Sent, hresult: Hresult, answer: Uint8Array): Examined {
    const { hChannel, abi } = this.session;
    const mac = this.#macOf(answer);
    if (!timingSafeEqual(mac, answer.subarray(0, OMAC_BYTES)))
      return found('omac', "the session's OMAC", 'another, by another key or of other bytes');
    const head = QUERY_OUTPUT.fromBytes(answer, abi);
    if (head.QueryType !== sent.type) return found('type', 'its answer', `${guidName(head.QueryType)}'s`);
    if (head.hChannel !== hChannel) return found('handle', `channel ${hChannel}`, `${head.hChannel}`);
    if (head.SequenceNumber !== sent.number)
      return found('number', `number ${sent.number}`, `${head.SequenceNumber}`);
    const { ReturnCode: returnCode } = head;
    if (returnCode === hresult) return { returnCode };
    return {
      ...found('return-code', `ReturnCode ${hresultText(hresult)}`, hresultText(returnCode)),
      returnCode,
    };
  }
}

/** What a driver signed and no answer can be. */
export function contentError(type: Guid, message: string): AuthenticatedChannelError {
  const facts = { hresult: S_OK, returnCode: S_OK };
  return new AuthenticatedChannelError('content', guidName(type), message, facts);
}

/** The first of the checks of ACH-16 that an answer does not pass. */
interface Finding {
  readonly reason: AuthenticatedChannelReason;
  readonly text: string;
}

/** `returnCode` is there when the answer is the driver's and to this message. */
interface Examined {
  readonly finding?: Finding;
  readonly returnCode?: Hresult;
}

const found = (reason: Finding['reason'], expected: string, received: string): { finding: Finding } => ({
  finding: { reason, text: `expected ${expected}, received ${received}` },
});

const joined = (head: Uint8Array, data: Uint8Array): Uint8Array => new Uint8Array([...head, ...data]);
