import { createCipheriv, createHash, randomBytes } from 'node:crypto';

/** Where random bytes come from. Injected everywhere (D-60): no code of ours draws its own. */
export interface RandomSource {
  /** The next `bytes` random bytes, in a fresh array. */
  bytes(bytes: number): Uint8Array;
}

/** The system's random generator. */
export function systemRandom(): RandomSource {
  return { bytes: (bytes) => new Uint8Array(randomBytes(bytes)) };
}

/**
 * A source that repeats itself: the same seed gives the same bytes on every machine (D-60). For tests only: the
 * stream is AES-128-CTR under the first half of SHA-256(seed), starting at the second half.
 */
export function seededRandom(seed: string | number): RandomSource {
  const digest = createHash('sha256').update(`softumd test random ${seed}`).digest();
  const stream = createCipheriv('aes-128-ctr', digest.subarray(0, 16), digest.subarray(16));
  return { bytes: (bytes) => new Uint8Array(stream.update(new Uint8Array(bytes))) };
}
