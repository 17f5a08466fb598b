import { loadKoffi } from '../ffi/index.js';
import type { CtrStream, OpenStream } from './engine.js';

const blockBytes = 16;
/** OpenSSL counts bytes in an int. */
const pieceBytes = 2 ** 30;

/** The counter block `blocks` blocks further on, counting over all 128 bits. */
function counterAfter(counterBlock: Uint8Array, blocks: number): Uint8Array {
  const after = new Uint8Array(counterBlock);
  let carry = blocks;
  for (let at = blockBytes - 1; at >= 0 && carry > 0; at -= 1) {
    const sum = after[at]! + (carry % 256);
    after[at] = sum;
    carry = Math.floor(carry / 256) + (sum >> 8);
  }
  return after;
}

/** `output = input XOR key stream`, from the beginning of a counter block. */
type RunCtr = (key: Uint8Array, counterBlock: Uint8Array, input: Uint8Array, output: Uint8Array) => void;

/** The OpenSSL that Node was built with, by its C functions; undefined where they cannot be had. */
function bindOpenssl(): RunCtr | undefined {
  const koffi = loadKoffi();
  if (koffi instanceof Error) return undefined;
  try {
    const lib = koffi.load(null);
    const newContext = lib.func('EVP_CIPHER_CTX_new', 'uint64_t', []);
    const reset = lib.func('EVP_CIPHER_CTX_reset', 'int', ['uint64_t']);
    const aes = lib.func('EVP_aes_128_ctr', 'uint64_t', []);
    const pointer = 'uint8_t *';
    const init = lib.func('EVP_EncryptInit_ex', 'int', [
      'uint64_t',
      'uint64_t',
      'uint64_t',
      pointer,
      pointer,
    ]);
    const update = lib.func('EVP_EncryptUpdate', 'int', ['uint64_t', pointer, 'int *', pointer, 'int']);
    const cipher = aes();
    const context = newContext();
    const written = new Int32Array(1);
    return (key, counterBlock, input, output) => {
      const ok =
        init(context, cipher, 0, key, counterBlock) === 1 &&
        update(context, output, written, input, input.length) === 1;
      // Overwrites the expanded key: nothing of a session outlasts the call.
      reset(context);
      if (!ok) throw new Error('OpenSSL refused to run AES-128-CTR');
    };
  } catch {
    return undefined;
  }
}

/** A stream that remembers where it stands and nothing else; each call starts from there. */
function streamAt(run: RunCtr, key: Uint8Array, counterBlock: Uint8Array): CtrStream {
  const start = new Uint8Array(counterBlock);
  let position = 0;
  const finishBlock = (input: Uint8Array, output: Uint8Array): number => {
    const inside = position % blockBytes;
    if (inside === 0) return 0;
    const count = Math.min(blockBytes - inside, input.length);
    const block = new Uint8Array(blockBytes);
    block.set(input.subarray(0, count), inside);
    run(key, counterAfter(start, Math.floor(position / blockBytes)), block, block);
    output.set(block.subarray(inside, inside + count));
    position += count;
    return count;
  };
  return {
    apply(input, output) {
      for (let at = finishBlock(input, output); at < input.length; at += pieceBytes) {
        const piece = input.subarray(at, at + pieceBytes);
        run(key, counterAfter(start, position / blockBytes), piece, output.subarray(at, at + piece.length));
        position += piece.length;
      }
    },
  };
}

/**
 * AES-128-CTR that writes where it is told to, as the C function does; Node's ciphers answer with new memory. Undefined
 * where koffi is missing or Node does not export its OpenSSL.
 */
export function inPlaceCtr(): OpenStream | undefined {
  const run = bindOpenssl();
  return run && ((key, counterBlock) => streamAt(run, key, counterBlock));
}
