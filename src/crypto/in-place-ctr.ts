import { loadKoffi } from '../ffi/index.js';
import type { RunCtr } from './counter-stream.js';
import type { Run } from './runs.js';

/** OpenSSL counts bytes in an int. */
const pieceBytes = 2 ** 30;

/**
 * AES-128-CTR that writes where it is told to, as the C function does; Node's ciphers answer with new memory. Undefined
 * where koffi is missing or Node does not export its OpenSSL.
 */
export function inPlaceCtr(): RunCtr | undefined {
  const koffi = loadKoffi();
  if (koffi instanceof Error) return undefined;
  try {
    const lib = koffi.load(null);
    const [handle, pointer, address] = ['uint64_t', 'uint8_t *', 'uint64_t'];
    const newContext = lib.func('EVP_CIPHER_CTX_new', handle, []);
    const reset = lib.func('EVP_CIPHER_CTX_reset', 'int', [handle]);
    const fetch = lib.func('EVP_CIPHER_fetch', handle, [handle, 'str', handle]);
    const init = lib.func('EVP_EncryptInit_ex', 'int', [handle, handle, handle, pointer, pointer]);
    const update = lib.func('EVP_EncryptUpdate', 'int', [handle, address, address, address, 'int']);
    // Fetched once: for one of EVP_aes_128_ctr() OpenSSL looks at each init who implements it, which takes most of the time.
    const cipher = fetch(0, 'AES-128-CTR', 0);
    const context = newContext();
    const written = new Uint8Array(4);
    /** What C was given addresses of: the garbage collector is to leave it alone until C is done. */
    const inUse = new Set<Uint8Array>();
    const addressOf = (bytes: Uint8Array): number => {
      inUse.add(bytes);
      return Number(koffi.address(bytes));
    };
    // Addresses are asked for once, and not for each of thousands of rows: koffi takes longer for an array than for a row.
    const updateAll = (input: Uint8Array, output: Uint8Array, runs: readonly Run[]): boolean => {
      const [from, to, pWritten] = [addressOf(input), addressOf(output), addressOf(written)];
      for (const { offset, bytes } of runs) {
        const end = offset + bytes;
        for (let at = offset; at < end; at += pieceBytes)
          if (update(context, to + at, pWritten, from + at, Math.min(pieceBytes, end - at)) !== 1)
            return false;
      }
      return true;
    };
    return (key, counterBlock, input, output, runs) => {
      const ok = init(context, cipher, 0, key, counterBlock) === 1 && updateAll(input, output, runs);
      inUse.clear();
      // Overwrites the expanded key: nothing of a session outlasts the call.
      reset(context);
      if (!ok) throw new Error('OpenSSL refused to run AES-128-CTR');
    };
  } catch {
    return undefined;
  }
}
