import type { RunCtr } from './counter-stream.js';
import type { Evp } from './evp.js';
import type { Run } from './runs.js';

/** OpenSSL counts bytes in an int. */
const pieceBytes = 2 ** 30;

/**
 * AES-128-CTR that writes where it is told to, as the C function does; Node's ciphers answer with new memory.
 */
export function inPlaceCtr(evp: Evp): RunCtr {
  const { update } = evp;
  // Fetched once: for one of EVP_aes_128_ctr() OpenSSL looks at each init who implements it, which takes most of the time.
  const cipher = evp.fetch(0, 'AES-128-CTR', 0);
  const context = evp.newContext();
  const written = new Uint8Array(4);
  /** What C was given addresses of: the garbage collector is to leave it alone until C is done. */
  const inUse = new Set<Uint8Array>();
  const addressOf = (bytes: Uint8Array): number => {
    inUse.add(bytes);
    return evp.addressOf(bytes);
  };
  // Addresses are asked for once, and not for each of thousands of rows: koffi takes longer for an array than for a row.
  const updateAll = (input: Uint8Array, output: Uint8Array, runs: readonly Run[]): boolean => {
    const [from, to, pWritten] = [addressOf(input), addressOf(output), addressOf(written)];
    for (const { offset, bytes } of runs) {
      const end = offset + bytes;
      for (let at = offset; at < end; at += pieceBytes)
        if (update(context, to + at, pWritten, from + at, Math.min(pieceBytes, end - at)) !== 1) return false;
    }
    return true;
  };
  return (key, counterBlock, input, output, runs) => {
    const ok = evp.init(context, cipher, 0, key, counterBlock) === 1 && updateAll(input, output, runs);
    inUse.clear();
    // Overwrites the expanded key: nothing of a session outlasts the call.
    evp.reset(context);
    if (!ok) throw new Error('OpenSSL refused to run AES-128-CTR');
  };
}
