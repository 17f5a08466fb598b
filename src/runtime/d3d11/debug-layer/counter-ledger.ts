/** Which parts of AES-CTR's key stream were used under one key. No two blts may share any: who does gives content away. */

/** A stretch of the 64-bit Count under one IV; `end` is the first block behind it. */
export interface CounterRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** The same stretch under IVs that follow each other, as a player makes them that counts its IVs. */
interface Run {
  readonly firstIv: bigint;
  lastIv: bigint;
  readonly range: CounterRange;
}

/** Stretches and runs that one ledger keeps. A player that counts its IVs needs one. */
const mostKept = 4096;

const overlaps = (a: CounterRange, b: CounterRange) => a.start < b.end && b.start < a.end;
const isSame = (a: CounterRange, b: CounterRange) => a.start === b.start && a.end === b.end;

/** Adds a stretch to others of the same IV, sorted and apart; those that touch it become one with it. */
function merged(ranges: readonly CounterRange[], added: CounterRange): readonly CounterRange[] {
  const below = ranges.filter(({ end }) => end < added.start);
  const above = ranges.filter(({ start }) => added.end < start);
  const touching = ranges.slice(below.length, ranges.length - above.length);
  const [first = added, last = first] = [touching[0], touching.at(-1)];
  const start = first.start < added.start ? first.start : added.start;
  const end = last.end > added.end ? last.end : added.end;
  return [...below, { start, end }, ...above];
}

/** What was used under one key, as far as it is remembered. */
export class CounterLedger {
  /** By IV, the one that was used last at the end. */
  private readonly byIv = new Map<bigint, readonly CounterRange[]>();
  /** Stretches of all these IVs. */
  private stretches = 0;
  private readonly runs: Run[] = [];
  private forgets = false;

  /** True once the oldest stretches have been forgotten: what is found from then on may not be all. */
  get hasForgotten(): boolean {
    return this.forgets;
  }

  /** Whether a part of the stretch was used before. */
  has(iv: bigint, range: CounterRange): boolean {
    const ofIv = this.byIv.get(iv) ?? [];
    return (
      ofIv.some((one) => overlaps(one, range)) ||
      this.runs.some((run) => run.firstIv <= iv && iv <= run.lastIv && overlaps(run.range, range))
    );
  }

  add(iv: bigint, range: CounterRange): void {
    if (this.extendsRun(iv, range)) return;
    const [before, ...more] = this.byIv.get(iv - 1n) ?? [];
    if (before && more.length === 0 && isSame(before, range)) {
      this.keep(iv - 1n, []);
      this.runs.push({ firstIv: iv - 1n, lastIv: iv, range });
    } else this.keep(iv, merged(this.byIv.get(iv) ?? [], range));
    if (this.stretches + this.runs.length > mostKept) this.forgetOldest();
  }

  private extendsRun(iv: bigint, range: CounterRange): boolean {
    const run = this.runs.findLast(({ lastIv, range: of }) => lastIv + 1n === iv && isSame(of, range));
    if (run) run.lastIv = iv;
    return run !== undefined;
  }

  private keep(iv: bigint, ranges: readonly CounterRange[]): void {
    this.stretches += ranges.length - (this.byIv.get(iv)?.length ?? 0);
    this.byIv.delete(iv);
    if (ranges.length > 0) this.byIv.set(iv, ranges);
  }

  /** Of whichever there are more: so the newest are never among them. Of one IV the first blocks, as Count goes up. */
  private forgetOldest(): void {
    this.forgets = true;
    if (this.runs.length > this.stretches) {
      this.runs.shift();
      return;
    }
    const [iv] = this.byIv.keys();
    this.keep(iv!, this.byIv.get(iv!)!.slice(1));
  }
}
