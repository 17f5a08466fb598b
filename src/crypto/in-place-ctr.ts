import { loadKoffi } from '../ffi/index.js';
import type { RunCtr } from './counter-stream.js';

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
    const [handle, pointer] = ['uint64_t', 'uint8_t *'];
    const newContext = lib.func('EVP_CIPHER_CTX_new', handle, []);
    const reset = lib.func('EVP_CIPHER_CTX_reset', 'int', [handle]);
    const aes = lib.func('EVP_aes_128_ctr', handle, []);
    const init = lib.func('EVP_EncryptInit_ex', 'int', [handle, handle, handle, pointer, pointer]);
    const update = lib.func('EVP_EncryptUpdate', 'int', [handle, pointer, 'int *', pointer, 'int']);
    const cipher = aes();
    const context = newContext();
    const written = new Int32Array(1);
    const updateAll = (input: Uint8Array, output: Uint8Array): boolean => {
      for (let at = 0; at < input.length; at += pieceBytes) {
        const piece = input.subarray(at, at + pieceBytes);
        if (update(context, output.subarray(at), written, piece, piece.length) !== 1) return false;
      }
      return true;
    };
    return (key, counterBlock, input, output) => {
      const ok = init(context, cipher, 0, key, counterBlock) === 1 && updateAll(input, output);
      // Overwrites the expanded key: nothing of a session outlasts the call.
      reset(context);
      if (!ok) throw new Error('OpenSSL refused to run AES-128-CTR');
    };
  } catch {
    return undefined;
  }
}
