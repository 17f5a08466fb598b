import { checkBytes } from './check.js';
import { BLOCK_BYTES, bytesBeforeWrap, counterAfter } from './counter-block.js';
import type { CounterCarry, CtrStream } from './engine.js';
import { bytesOfRuns, checkRuns, cutRuns, gather, type Run, scatter } from './runs.js';
import { secretBytes } from './secret-bytes.js';

/**
 * AES-128-CTR in one go: output = input XOR key stream, from the beginning of a counter block that counts as one 128-bit
 * number, as every AES library does it. The key stream goes on from run to run; what lies between is left as it is.
 * Nothing of the key, expanded or not, outlasts the call.
 */
export type RunCtr = (
  key: Uint8Array,
  counterBlock: Uint8Array,
  input: Uint8Array,
  output: Uint8Array,
  runs: readonly Run[],
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
    this.applyRuns(input, output, [{ offset: 0, bytes: input.length }]);
  }

  applyRuns(input: Uint8Array, output: Uint8Array, runs: readonly Run[]): void {
    checkBytes('input', input);
    checkBytes('output', output, input.length);
    checkRuns(runs, input.length);
    let rest = this.#finishBlock(input, output, runs);
    while (rest.length > 0) {
      const left = this.#position < this.#wrap ? this.#wrap - this.#position : Infinity;
      const [now, others] = cutRuns(rest, left);
      this.run(this.key, this.#counter(), input, output, now);
      this.#position += bytesOfRuns(now);
      rest = others;
    }
  }

  /** The counter block of the block in which the stream stands. */
  #counter(): Uint8Array {
    return counterAfter(this.#start, Math.floor(this.#position / BLOCK_BYTES), this.carry);
  }

  /** Goes on inside the block where the last call stopped, to its end at most. Returns the runs that are left. */
  #finishBlock(input: Uint8Array, output: Uint8Array, runs: readonly Run[]): readonly Run[] {
    const inside = this.#position % BLOCK_BYTES;
    if (inside === 0) return runs;
    const [now, others] = cutRuns(runs, BLOCK_BYTES - inside);
    const block = secretBytes(BLOCK_BYTES);
    gather(input, now, block, inside);
    this.run(this.key, this.#counter(), block, block, [{ offset: 0, bytes: BLOCK_BYTES }]);
    scatter(block, output, now, inside);
    block.fill(0);
    this.#position += bytesOfRuns(now);
    return others;
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
