/**
 * Freed blocks on their way back to use. Each waits in quarantine until `limit` others were freed after it, so that
 * a stale handle meets dead memory and not its successor (D-61); then it serves allocations of the same size.
 */
export class FreeBlocks {
  private readonly quarantine: { readonly offset: number; readonly granules: number }[] = [];
  private readonly bySize = new Map<number, number[]>();
  private head = 0;

  constructor(private readonly limit: number) {}

  give(offset: number, granules: number): void {
    this.quarantine.push({ offset, granules });
    if (this.quarantine.length - this.head > this.limit) this.release();
  }

  /** The offset of a free block of exactly this size, or undefined. */
  take(granules: number): number | undefined {
    return this.bySize.get(granules)?.pop();
  }

  /** The same out of quarantine, before its time: the block that has waited longest. For when there is no other memory. */
  takeEarly(granules: number): number | undefined {
    for (let index = this.head; index < this.quarantine.length; index += 1) {
      if (this.quarantine[index]!.granules !== granules) continue;
      return this.quarantine.splice(index, 1)[0]!.offset;
    }
    return undefined;
  }

  /** Every freed block: those in quarantine and those ready for use. */
  *all(): IterableIterator<{ readonly offset: number; readonly granules: number }> {
    yield* this.quarantine.slice(this.head);
    for (const [granules, offsets] of this.bySize) for (const offset of offsets) yield { offset, granules };
  }

  /** True when `test` holds for every freed block. */
  every(test: (offset: number, granules: number) => boolean): boolean {
    for (let index = this.head; index < this.quarantine.length; index += 1) {
      const { offset, granules } = this.quarantine[index]!;
      if (!test(offset, granules)) return false;
    }
    for (const [granules, offsets] of this.bySize) {
      if (!offsets.every((offset) => test(offset, granules))) return false;
    }
    return true;
  }

  private release(): void {
    const { offset, granules } = this.quarantine[this.head]!;
    this.head += 1;
    const sameSize = this.bySize.get(granules);
    if (sameSize) sameSize.push(offset);
    else this.bySize.set(granules, [offset]);
    if (this.head > 4 * this.limit + 64) {
      this.quarantine.splice(0, this.head);
      this.head = 0;
    }
  }
}
