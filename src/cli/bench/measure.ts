/** One line of `softumd bench`. */
export interface BenchResult {
  readonly name: string;
  /** What was measured, in `unit`. */
  readonly value: number;
  readonly unit: string;
  /** What it is held against, in the same unit. */
  readonly limit: number;
  readonly limitIs: string;
  /** How much of the limit is reached: 1 is all of it. For amounts and times the limit divided by the value. */
  readonly ratio: number;
  /** The ratio that is aimed at; none where the row is only reported. */
  readonly aim?: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Milliseconds that `body` takes. */
export function timed(body: () => void): number {
  const start = performance.now();
  body();
  return performance.now() - start;
}

/**
 * Medians of two things done in turns, so that what else the machine does falls on both.
 * @param before what has to be done before each turn of ours, and is not measured
 */
export function interleaved(
  rounds: number,
  ours: () => void,
  theirs: () => void,
  before: () => void = () => undefined,
): { readonly ours: number; readonly theirs: number; readonly ratio: number } {
  before();
  ours();
  theirs();
  const pairs = Array.from({ length: rounds }, (_, round) => {
    before();
    // Who goes first changes each time.
    if (round % 2 === 0) return { ours: timed(ours), theirs: timed(theirs) };
    const first = timed(theirs);
    return { ours: timed(ours), theirs: first };
  });
  const milliseconds = median(pairs.map((pair) => pair.ours));
  const limit = median(pairs.map((pair) => pair.theirs));
  return { ours: milliseconds, theirs: limit, ratio: limit / milliseconds };
}
