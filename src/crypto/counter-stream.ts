import { checkBytes } from './check.js';
import type { CounterCarry, CtrStream, OpenStream } from './engine.js';

/** How many bytes an engine is handed at a time: what it allocates stays small and in the cache. */
export const PIECE_BYTES = 64 * 1024;

/** Bytes of key stream before Count, the low 64 bits of the 16-byte counter block, is 0 again. */
function bytesBeforeWrap(counterBlock: Uint8Array): number {
  const view = new DataView(counterBlock.buffer, counterBlock.byteOffset, 16);
  // A double rounds this only above 2^53 blocks, and nobody gets that far.
  return ((2 ** 32 - view.getUint32(8)) * 2 ** 32 - view.getUint32(12)) * 16;
}

/** Splits the run where Count wraps and goes on with the same IV and Count 0: nothing carries into IV (D-22). */
function countWrapsAlone(key: Uint8Array, counterBlock: Uint8Array, open: OpenStream): CtrStream {
  const iv = new Uint8Array(counterBlock.subarray(0, 8));
  let stream = open(key, counterBlock);
  let left = bytesBeforeWrap(counterBlock);
  const reopen = (): void => {
    const block = new Uint8Array(16);
    block.set(iv);
    stream = open(key, block);
    left = bytesBeforeWrap(block);
  };
  return {
    apply(input, output) {
      let at = 0;
      while (input.length - at > left) {
        const end = at + left;
        stream.apply(input.subarray(at, end), output.subarray(at, end));
        at = end;
        reopen();
      }
      stream.apply(at === 0 ? input : input.subarray(at), at === 0 ? output : output.subarray(at));
      left -= input.length - at;
    },
  };
}

/**
 * Checks the arguments of {@link CryptoEngine.ctr} and gives an engine's own stream the carry that was asked for.
 * @param key 16 bytes
 * @param counterBlock 16 bytes
 * @throws TypeError, RangeError when key, counter block, carry or a later input or output is not what it must be
 */
export function checkedCtr(
  key: Uint8Array,
  counterBlock: Uint8Array,
  carry: CounterCarry,
  open: OpenStream,
): CtrStream {
  checkBytes('key', key, 16);
  checkBytes('counterBlock', counterBlock, 16);
  const text: string = carry;
  if (text !== 'count' && text !== 'block') {
    throw new TypeError(`carry: expected 'count' or 'block', received '${text}'`);
  }
  // A copy, as the caller may wipe its key while the stream runs; not slice(): that of a Buffer shares memory.
  const own = new Uint8Array(key);
  const stream = carry === 'block' ? open(own, counterBlock) : countWrapsAlone(own, counterBlock, open);
  return {
    apply(input, output) {
      checkBytes('input', input);
      checkBytes('output', output, input.length);
      stream.apply(input, output);
    },
  };
}
