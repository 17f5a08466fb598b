/** A driver's half of an authenticated channel on node:crypto alone: nothing of ours signs, opens or lays out here. */
import { constants, createCipheriv, privateDecrypt } from 'node:crypto';
import type { Abi, Guid, Hresult } from '../../src/abi/index.js';
import type { ChannelTransport } from '../../src/player/index.js';
import { keys } from '../certificate/copp/golden.js';

export const hChannel = 0x40000123n;
export const [S_OK, E_FAIL, E_INVALIDARG] = [0, 0x80004005, 0x80070057] as Hresult[] as [
  Hresult,
  Hresult,
  Hresult,
];

/** AES-128-CMAC by RFC 4493, on numbers. */
export function cmac(key: Uint8Array, data: Uint8Array): Buffer {
  const encrypt = (block: Uint8Array) => createCipheriv('aes-128-ecb', key, null).update(block);
  const doubled = (block: Buffer) => {
    const value = BigInt(`0x${block.toString('hex')}`) << 1n;
    const reduced = value >> 128n ? (value ^ 0x87n) & ((1n << 128n) - 1n) : value;
    return Buffer.from(reduced.toString(16).padStart(32, '0'), 'hex');
  };
  const whole = data.length > 0 && data.length % 16 === 0;
  const one = doubled(encrypt(Buffer.alloc(16)));
  const subkey = whole ? one : doubled(one);
  const padded = Buffer.alloc(Math.max(1, Math.ceil(data.length / 16)) * 16);
  padded.set(data);
  if (!whole) padded[data.length] = 0x80;
  subkey.forEach((byte, i) => (padded[padded.length - 16 + i]! ^= byte));
  const cipher = createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false);
  return cipher.update(padded).subarray(-16);
}

/** A GUID as it lies in memory, in hexadecimal. */
export function guidHex(guid: string): string {
  const [a, b, c, ...rest] = guid.split('-').map((part) => Buffer.from(part, 'hex'));
  return Buffer.concat([a!.reverse(), b!.reverse(), c!.reverse(), ...rest]).toString('hex');
}

/** A member: a UINT as a number, a HANDLE as a BigInt, 64 bits, or bytes in hexadecimal. */
export type Part = number | bigint | { readonly u64: bigint } | string;

/** Members behind a head of so many bytes, aligned as C does. */
export function laidOut(abi: Abi, headBytes: number, parts: readonly Part[]): Buffer {
  const bytes: number[] = [];
  const put = (value: bigint, size: number) => {
    while ((headBytes + bytes.length) % size !== 0) bytes.push(0);
    for (let i = 0; i < size; i += 1) bytes.push(Number((value >> BigInt(8 * i)) & 0xffn));
  };
  for (const part of parts) {
    if (typeof part === 'number') put(BigInt(part), 4);
    else if (typeof part === 'bigint') put(part, abi === 'x64' ? 8 : 4);
    else if (typeof part === 'string') bytes.push(...Buffer.from(part, 'hex'));
    else put(part.u64, 8);
  }
  return Buffer.from(bytes);
}

/** What a driver answers to a query: what follows the head, from what followed the head of the question. */
type Answers = (type: string, data: Buffer) => readonly Part[];

export class FakeDriver implements ChannelTransport {
  /** Everything that came, in order. */
  readonly received: Buffer[] = [];
  readonly keyBuffers: Buffer[] = [];
  key = Buffer.alloc(16);
  /** The last number of each kind. */
  readonly numbers = { query: -1, configure: -1 };
  /** The next calls return these. */
  readonly refusals: Hresult[] = [];
  /** Changes an answer before it is signed, and after. */
  beforeSigning: (answer: Buffer) => void = () => undefined;
  afterSigning: (answer: Buffer) => void = () => undefined;

  constructor(
    readonly abi: Abi = 'x64',
    private readonly answers: Answers = () => [],
  ) {}

  get inputHead(): number {
    return this.abi === 'x64' ? 32 : 24;
  }
  get outputHead(): number {
    return this.abi === 'x64' ? 48 : 44;
  }

  negotiateKeyExchange(data: Uint8Array): Hresult {
    this.keyBuffers.push(Buffer.from(data));
    const padding = constants.RSA_PKCS1_OAEP_PADDING;
    this.key = privateDecrypt({ key: keys.driver, padding, oaepHash: 'sha512' }, data);
    return this.refusals.shift() ?? S_OK;
  }

  query(input: Uint8Array, output: Uint8Array): Hresult {
    const question = Buffer.from(input);
    this.received.push(question);
    return this.#answer('query', question, output);
  }

  configure(input: Uint8Array, output: Uint8Array): Hresult {
    const command = Buffer.from(input);
    this.received.push(command);
    if (!cmac(this.key, command.subarray(16)).equals(command.subarray(0, 16)))
      throw new Error('a command with another OMAC');
    return this.#answer('configure', command.subarray(16), output);
  }

  #answer(way: 'query' | 'configure', message: Buffer, output: Uint8Array): Hresult {
    const [type, number] = [
      message.toString('hex', 0, 16),
      message.readUInt32LE(this.inputHead - (this.abi === 'x64' ? 8 : 4)),
    ];
    const data = message.subarray(way === 'query' || this.abi === 'x86' ? this.inputHead : 32);
    if (type === guidHex('06114bdb-3523-470a-8dca-fbc2845154f0'))
      [this.numbers.query, this.numbers.configure] = [data.readUInt32LE(0) - 1, data.readUInt32LE(4) - 1];
    else {
      if (number <= this.numbers[way]) throw new Error(`number ${number} again`);
      if (this.refusals.length === 0) this.numbers[way] = number;
    }
    const code = this.refusals.shift() ?? S_OK;
    const answer = Buffer.alloc(output.length);
    message.copy(answer, 16, 0, this.inputHead - (this.abi === 'x64' ? 4 : 0));
    answer.writeUInt32LE(code, this.outputHead - 4);
    const parts = way === 'query' && code === S_OK ? this.answers(type, data) : [];
    laidOut(this.abi, this.outputHead, parts).copy(answer, this.outputHead);
    this.beforeSigning(answer);
    cmac(this.key, answer.subarray(16)).copy(answer);
    this.afterSigning(answer);
    output.set(answer);
    return code;
  }
}

/** The GUIDs of messages, by the DDI's names without what all have in front. */
export const answersBy = (
  table: Readonly<Record<Guid, readonly Part[] | ((data: Buffer) => readonly Part[])>>,
): Answers => {
  const byHex = new Map(Object.entries(table).map(([guid, parts]) => [guidHex(guid), parts]));
  return (type, data) => {
    const parts = byHex.get(type) ?? [];
    return typeof parts === 'function' ? parts(data) : parts;
  };
};
