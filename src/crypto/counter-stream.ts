import { checkBytes } from './check.js';
import { BLOCK_BYTES, bytesBeforeWrap, counterAfter } from './counter-block.js';
import type { CounterCarry, CtrStream } from './engine.js';

/** How many bytes an engine that answers with new memory is handed at a time: it stays small and in the cache. */
export const PIECE_BYTES = 64 * 1024;

/**
 * AES-128-CTR in one go: output = input XOR key stream, from the beginning of a counter block that counts as one 128-bit
 * number, as every AES library does it. Nothing of the key, expanded or not, outlasts the call.
 */
export type RunCtr = (
  key: Uint8Array,
  counterBlock: Uint8Array,
  input: Uint8Array,
  output: Uint8Array,
) => void;

/** Remembers where it stands and nothing of the key; each call starts from there. */
class CounterStream implements CtrStream {
  readonly #start: Uint8Array;
  /**
   * Where Count is 0 again, and IV may not be touched (D-22); where it may, this is a seam like any other. The next time
   * is 2^64 blocks later: never.
   */
  readonly #wrap: number;
  /** Bytes of key stream that were used. */
  #position = 0;

  constructor(
    private readonly run: RunCtr,
    private readonly key: Uint8Array,
    counterBlock: Uint8Array,
    private readonly carry: CounterCarry,
  ) {
    this.#start = new Uint8Array(counterBlock); // not slice(): that of a Buffer shares memory
    this.#wrap = bytesBeforeWrap(counterBlock);
  }

  apply(input: Uint8Array, output: Uint8Array): void {
    checkBytes('input', input);
    checkBytes('output', output, input.length);
    for (let at = this.#finishBlock(input, output); at < input.length;) {
      const left = this.#position < this.#wrap ? this.#wrap - this.#position : Infinity;
      const end = Math.min(input.length, at + left);
      this.run(this.key, this.#counter(), input.subarray(at, end), output.subarray(at, end));
      this.#position += end - at;
      at = end;
    }
  }

  /** The counter block of the block in which the stream stands. */
  #counter(): Uint8Array {
    return counterAfter(this.#start, Math.floor(this.#position / BLOCK_BYTES), this.carry);
  }

  /** Goes on inside the block where the last call stopped, to its end at most. Returns how many bytes that were. */
  #finishBlock(input: Uint8Array, output: Uint8Array): number {
    const inside = this.#position % BLOCK_BYTES;
    if (inside === 0) return 0;
    const bytes = Math.min(BLOCK_BYTES - inside, input.length);
    const block = new Uint8Array(BLOCK_BYTES);
    block.set(input.subarray(0, bytes), inside);
    this.run(this.key, this.#counter(), block, block);
    output.set(block.subarray(inside, inside + bytes));
    block.fill(0);
    this.#position += bytes;
    return bytes;
  }
}

/**
 * {@link CryptoEngine.ctr} over an engine's own way to run AES-128-CTR.
 * @param key 16 bytes
 * @param counterBlock 16 bytes
 * @throws TypeError, RangeError when key, counter block, carry or a later input or output is not what it must be
 */
export function counterStream(
  run: RunCtr,
  key: Uint8Array,
  counterBlock: Uint8Array,
  carry: CounterCarry,
): CtrStream {
  checkBytes('key', key, 16);
  checkBytes('counterBlock', counterBlock, BLOCK_BYTES);
  const text: string = carry;
  if (text !== 'count' && text !== 'block') {
    throw new TypeError(`carry: expected 'count' or 'block', received '${text}'`);
  }
  return new CounterStream(run, key, counterBlock, carry);
}
