/**
 * Freed blocks on their way back to use. Each waits in quarantine until `limit` others were freed after it, so that
 * a stale handle meets dead memory and not its successor (D-61); then it serves allocations of the same size.
 */
export class FreeBlocks {
  /** The quarantine is a ring: by place the block's offset, and its granules, 0 where none waits. */
  private readonly offsets: number[] = [];
  private readonly granules: number[] = [];
  /** The place of the next block, at which lies the one that has waited longest. */
  private next = 0;
  private readonly bySize = new Map<number, number[]>();

  constructor(private readonly limit: number) {}

  give(offset: number, granules: number): void {
    if (this.limit === 0) {
      this.release(offset, granules);
      return;
    }
    const place = this.next;
    this.next = place + 1 === this.limit ? 0 : place + 1;
    const longest = this.granules[place] ?? 0;
    if (longest !== 0) this.release(this.offsets[place]!, longest);
    this.offsets[place] = offset;
    this.granules[place] = granules;
  }

  /** The offset of a free block of exactly this size, or undefined. */
  take(granules: number): number | undefined {
    return this.bySize.get(granules)?.pop();
  }

  /** The same out of quarantine, before its time: the block that has waited longest. For when there is no other memory. */
  takeEarly(granules: number): number | undefined {
    for (let waited = 0; waited < this.granules.length; waited += 1) {
      const place = (this.next + waited) % this.granules.length;
      if (this.granules[place] !== granules) continue;
      this.granules[place] = 0;
      return this.offsets[place];
    }
    return undefined;
  }

  /** Every freed block: those in quarantine and those ready for use. */
  *all(): IterableIterator<{ readonly offset: number; readonly granules: number }> {
    for (const [place, granules] of this.granules.entries())
      if (granules !== 0) yield { offset: this.offsets[place]!, granules };
    for (const [granules, offsets] of this.bySize) for (const offset of offsets) yield { offset, granules };
  }

  /** True when `test` holds for every freed block. */
  every(test: (offset: number, granules: number) => boolean): boolean {
    for (let place = 0; place < this.granules.length; place += 1) {
      const granules = this.granules[place]!;
      if (granules !== 0 && !test(this.offsets[place]!, granules)) return false;
    }
    for (const [granules, offsets] of this.bySize) {
      if (!offsets.every((offset) => test(offset, granules))) return false;
    }
    return true;
  }

  private release(offset: number, granules: number): void {
    const sameSize = this.bySize.get(granules);
    if (sameSize) sameSize.push(offset);
    else this.bySize.set(granules, [offset]);
  }
}
