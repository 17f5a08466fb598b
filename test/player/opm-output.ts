/** A driver's half of OPM on node:crypto alone: nothing of ours signs, opens or lays out here. */
import { constants, privateDecrypt } from 'node:crypto';
import type { OpmVideoOutput } from '../../src/player/index.js';
import { keys } from '../certificate/copp/golden.js';
import { cmac } from './channel-driver.js';
import { coppChain, driverRandom, pkcs7 } from './opm-golden.js';

export class FakeOutput implements OpmVideoOutput {
  /** Each call: its name, and the GUID of its message in hexadecimal. */
  readonly calls: string[] = [];
  readonly received: Buffer[] = [];
  readonly beside: (Uint8Array | null)[] = [];
  key = Buffer.alloc(16);
  /** The next number of each kind. */
  readonly numbers = { status: -1, command: -1 };
  /** The next calls throw these. */
  readonly refusals: Error[] = [];
  /** Changes an answer after it was signed. */
  afterSigning: (answer: Buffer) => void = () => undefined;

  /** @param answers by GUID: what follows the random number, in hexadecimal */
  constructor(
    readonly semantics: 'OPM' | 'COPP' = 'OPM',
    readonly answers: Readonly<Record<string, string>> = {},
  ) {}

  startInitialization(): { random: Uint8Array; certificate: Uint8Array } {
    this.#called('start');
    return { random: driverRandom, certificate: this.semantics === 'OPM' ? pkcs7 : coppChain };
  }

  finishInitialization(parameters: Uint8Array): void {
    this.#called('finish');
    const plaintext =
      this.semantics === 'OPM'
        ? privateDecrypt(
            { key: keys.driver, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha512' },
            parameters,
          )
        : privateDecrypt(
            { key: keys.driver, padding: constants.RSA_NO_PADDING },
            Buffer.from(parameters).reverse(),
          ).reverse();
    if (!plaintext.subarray(0, 16).equals(driverRandom)) throw new Error('another random');
    this.key = Buffer.from(plaintext.subarray(16, 32));
    this.numbers.status = plaintext.readUInt32LE(32);
    this.numbers.command = plaintext.readUInt32LE(36);
  }

  getInformation(parameters: Uint8Array): Uint8Array {
    if (this.semantics !== 'OPM') throw new Error('COPP semantics');
    return this.#inform('get', this.#signed(parameters, 4112));
  }

  coppCompatibleGetInformation(parameters: Uint8Array): Uint8Array {
    if (this.semantics !== 'COPP') throw new Error('OPM semantics');
    return this.#inform('copp-get', Buffer.from(parameters));
  }

  configure(parameters: Uint8Array, additional: Uint8Array | null): void {
    const region = this.#signed(parameters, 4096);
    this.#called(`configure ${region.toString('hex', 0, 16)}`);
    this.beside.push(additional);
    if (region.readUInt32LE(16) !== this.numbers.command) throw new Error('another number');
    this.numbers.command = (this.numbers.command + 1) % 2 ** 32;
  }

  #called(call: string): void {
    this.calls.push(call);
    const refusal = this.refusals.shift();
    if (refusal) throw refusal;
  }

  /** What follows the OMAC. */
  #signed(parameters: Uint8Array, bytes: number): Buffer {
    const message = Buffer.from(parameters);
    this.received.push(message);
    if (message.length !== bytes) throw new Error(`${message.length} bytes`);
    if (!cmac(this.key, message.subarray(16)).equals(message.subarray(0, 16)))
      throw new Error('another OMAC');
    return message.subarray(16);
  }

  #inform(call: string, question: Buffer): Uint8Array {
    if (question.length !== 4096) throw new Error(`${question.length} bytes`);
    const guid = question.toString('hex', 16, 32);
    this.#called(`${call} ${guid}`);
    if (question.readUInt32LE(32) !== this.numbers.status) throw new Error('another number');
    const data = this.answers[guid];
    if (data === undefined) throw new Error('an unknown request');
    this.numbers.status = (this.numbers.status + 1) % 2 ** 32;
    const answer = Buffer.alloc(4096);
    answer.writeUInt32LE(16 + data.length / 2, 16);
    question.copy(answer, 20, 0, 16);
    answer.write(data, 36, 'hex');
    cmac(this.key, answer.subarray(16)).copy(answer);
    this.afterSigning(answer);
    return answer;
  }
}
