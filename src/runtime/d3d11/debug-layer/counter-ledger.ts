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
  const isApart = ({ start, end }: CounterRange) => end < added.start || added.end < start;
  const touching = [added, ...ranges.filter((one) => !isApart(one))];
  const least = (a: bigint, b: bigint) => (a < b ? a : b);
  const most = (a: bigint, b: bigint) => (a > b ? a : b);
  const whole = {
    start: touching.map(({ start }) => start).reduce(least),
    end: touching.map(({ end }) => end).reduce(most),
  };
  return [...ranges.filter(isApart), whole].sort((a, b) => (a.start < b.start ? -1 : 1));
}

/** What was used under one key, as far as it is remembered. */
export class CounterLedger {
  private readonly byIv = new Map<bigint, readonly CounterRange[]>();
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
    if (before && more.length === 0 && isSame(before, range) && !this.byIv.has(iv)) {
      this.byIv.delete(iv - 1n);
      this.runs.push({ firstIv: iv - 1n, lastIv: iv, range });
    } else this.byIv.set(iv, merged(this.byIv.get(iv) ?? [], range));
    if (this.byIv.size + this.runs.length > mostKept) this.forgetOldest();
  }

  private extendsRun(iv: bigint, range: CounterRange): boolean {
    const run = this.runs.findLast(({ lastIv, range: of }) => lastIv + 1n === iv && isSame(of, range));
    if (run) run.lastIv = iv;
    return run !== undefined;
  }

  private forgetOldest(): void {
    this.forgets = true;
    const [oldest] = this.byIv.keys();
    if (oldest === undefined) this.runs.shift();
    else this.byIv.delete(oldest);
  }
}
