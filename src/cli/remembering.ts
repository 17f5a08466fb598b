import type { RandomSource } from '../crypto/index.js';

/** A random source that keeps a copy of the first bytes that are drawn: a key, to be looked for afterwards. */
export function remembering(random: RandomSource): {
  readonly random: RandomSource;
  readonly key: () => Uint8Array;
} {
  const drawn: Uint8Array[] = [];
  const bytes = (count: number) => {
    const made = random.bytes(count);
    if (drawn.length === 0) drawn.push(made.slice());
    return made;
  };
  return { random: { bytes }, key: () => drawn[0]! };
}
