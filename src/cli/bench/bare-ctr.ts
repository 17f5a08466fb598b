import { createCipheriv } from 'node:crypto';
import { loadKoffi } from '../../ffi/index.js';
import { median, timed } from './measure.js';

/** The fastest way from one place to another that there is without a driver. */
export interface BareCtr {
  readonly run: () => void;
  readonly is: string;
}

const key = new Uint8Array(16).fill(7);
const counterBlock = new Uint8Array(16);

/** OpenSSL's C function alone, its context set up beforehand. Undefined without koffi, or where Node does not export it. */
export function bareEvp(source: Uint8Array, target: Uint8Array): BareCtr | undefined {
  const koffi = loadKoffi();
  if (koffi instanceof Error) return undefined;
  try {
    const lib = koffi.load(null);
    const [context, bytes] = ['uint64_t', 'uint8_t *'];
    const init = lib.func('EVP_EncryptInit_ex', 'int', [context, context, context, bytes, bytes]);
    const update = lib.func('EVP_EncryptUpdate', 'int', [context, bytes, 'int *', bytes, 'int']);
    const created = lib.func('EVP_CIPHER_CTX_new', context, [])();
    init(created, lib.func('EVP_aes_128_ctr', context, [])(), 0, key, counterBlock);
    const written = new Int32Array(1);
    return {
      run: () => {
        update(created, target, written, source, source.length);
      },
      is: 'EVP_EncryptUpdate from the one surface to the other',
    };
  } catch {
    return undefined;
  }
}

/** A cipher of Node's, whose answers are copied to the target, in pieces of the size that is the fastest here. */
export function bareCipher(source: Uint8Array, target: Uint8Array): BareCtr {
  const inPieces = (kibibytes: number): BareCtr => ({
    run: () => {
      const cipher = createCipheriv('aes-128-ctr', key, counterBlock);
      const bytes = kibibytes * 1024;
      for (let at = 0; at < source.length; at += bytes)
        target.set(cipher.update(source.subarray(at, at + bytes)), at);
    },
    is: `a cipher of Node's in pieces of ${kibibytes} KiB, the fastest`,
  });
  const ways = [32, 64, 4096].map((kibibytes) => ({
    way: inPieces(kibibytes),
    rounds: [] as number[],
  }));
  for (let round = 0; round < 21; round += 1) for (const { way, rounds } of ways) rounds.push(timed(way.run));
  return ways.reduce((best, one) => (median(one.rounds) < median(best.rounds) ? one : best)).way;
}
