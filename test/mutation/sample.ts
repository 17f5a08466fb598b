/** Random numbers below 1 that repeat with the seed (Mulberry32). */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` of many, each as likely as the next, in an order that is as random; the same for the same seed. */
export function sample<T>(many: readonly T[], count: number, seed: number): readonly T[] {
  const random = seeded(seed);
  const left = [...many];
  return Array.from({ length: Math.min(count, many.length) }, () => {
    const [drawn] = left.splice(Math.floor(random() * left.length), 1);
    return drawn!;
  });
}
