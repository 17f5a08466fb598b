/** One stretch of bytes, at the same place in input and output. */
export interface Run {
  readonly offset: number;
  readonly bytes: number;
}

export function bytesOfRuns(runs: readonly Run[]): number {
  let bytes = 0;
  for (const run of runs) bytes += run.bytes;
  return bytes;
}

/**
 * Asserts that runs lie within so many bytes: an engine that hands addresses to C is not to hand over others.
 * @returns the bytes of all of them
 * @throws RangeError when one does not
 */
export function checkRuns(runs: readonly Run[], within: number): number {
  let sum = 0;
  for (const { offset, bytes } of runs) {
    // >>> leaves whole numbers from 0 to 2^32 - 1 as they are, and no others: no Uint8Array is longer.
    if (offset >>> 0 !== offset || bytes >>> 0 !== bytes || offset + bytes > within)
      throw new RangeError(
        `runs: expected runs within ${within} bytes, received ${bytes} bytes at ${offset}`,
      );
    sum += bytes;
  }
  return sum;
}

/**
 * The runs that hold the first so many bytes, and the runs with the others; one may be cut in two.
 * @param bytes at least 1
 */
export function cutRuns(
  runs: readonly Run[],
  bytes: number,
): readonly [first: readonly Run[], others: readonly Run[]] {
  let left = bytes;
  let index = 0;
  for (; index < runs.length && runs[index]!.bytes <= left; index += 1) left -= runs[index]!.bytes;
  if (index === runs.length) return [runs, []];
  const cut = runs[index]!;
  const first = runs.slice(0, index);
  if (left > 0) first.push({ offset: cut.offset, bytes: left });
  const others = runs.slice(index);
  others[0] = { offset: cut.offset + left, bytes: cut.bytes - left };
  return [first, others];
}

/** Puts runs side by side into `piece`, from an index on. */
export function gather(input: Uint8Array, runs: readonly Run[], piece: Uint8Array, at = 0): void {
  let to = at;
  for (const { offset, bytes } of runs) {
    piece.set(input.subarray(offset, offset + bytes), to);
    to += bytes;
  }
}

/** The reverse of {@link gather}. */
export function scatter(piece: Uint8Array, output: Uint8Array, runs: readonly Run[], at = 0): void {
  let from = at;
  for (const { offset, bytes } of runs) {
    output.set(piece.subarray(from, from + bytes), offset);
    from += bytes;
  }
}
