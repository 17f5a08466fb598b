import type { CounterCarry } from '../../src/crypto/index.js';
import type { CryptoSession } from './state.js';

const blockBytes = 16;
const halfEnd = 1n << 64n;

/** Blocks of one IV that were used, from `start` to before `end`. */
interface CountRange {
  readonly start: bigint;
  readonly end: bigint;
}

/** Stretches of the key stream under one key: of each IV those of Count, apart from each other. */
type UsedCounts = Map<bigint, CountRange[]>;

/** What a blt takes of a key stream. */
export interface CounterUse {
  /** 16 bytes: IV and Count, both big-endian (IV-1, IV-2). */
  readonly iv: Uint8Array;
  /** Bytes of key stream from there on. */
  readonly bytes: number;
  /** The content key, wrapped; undefined for the session key. */
  readonly contentKey?: Uint8Array | undefined;
}

/** The blocks that a use takes: Count starts over where it ends, under the same IV or the next one (D-22). */
function rangesOf({ iv, bytes }: CounterUse, carry: CounterCarry): (readonly [iv: bigint, CountRange])[] {
  const view = new DataView(iv.buffer, iv.byteOffset, iv.byteLength);
  const [high, start] = [view.getBigUint64(0), view.getBigUint64(8)];
  const end = start + BigInt(Math.ceil(bytes / blockBytes));
  if (end === start) return [];
  if (end <= halfEnd) return [[high, { start, end }]];
  const next = carry === 'count' ? high : BigInt.asUintN(64, high + 1n);
  return [
    [high, { start, end: halfEnd }],
    [next, { start: 0n, end: end - halfEnd }],
  ];
}

const overlap = (a: CountRange, b: CountRange) => a.start < b.end && b.start < a.end;

/** Adds a range that overlaps none; with those that it touches it becomes one. */
function add(ranges: readonly CountRange[], { start, end }: CountRange): CountRange[] {
  const before = ranges.find((one) => one.end === start);
  const behind = ranges.find((one) => one.start === end);
  const joined = { start: before?.start ?? start, end: behind?.end ?? end };
  return [...ranges.filter((one) => one !== before && one !== behind), joined];
}

/**
 * What DecryptionBlt has used of the key streams under each session's present key, for a profile that refuses any of it
 * twice (D-21, DB-13): by key, IV and Count, block by block. Under one IV a caller may go on counting, and from where is
 * not asked, with SEQUENTIAL_CTR_IV either: to count on is the caller's duty (IV-3…IV-5).
 */
export class UsedIvs {
  /** By session and by content key, which is known by its wrapped bytes: under one session key no two keys share them. */
  private readonly ofSessions = new WeakMap<CryptoSession, Map<string, UsedCounts>>();

  /** Remembers a use; false, and nothing is remembered, where any block of it was used before. */
  add(session: CryptoSession, use: CounterUse, carry: CounterCarry): boolean {
    const used = this.of(session, use.contentKey);
    const ranges = rangesOf(use, carry);
    if (ranges.some(([iv, range]) => used.get(iv)?.some((one) => overlap(one, range)))) return false;
    for (const [iv, range] of ranges) used.set(iv, add(used.get(iv) ?? [], range));
    return true;
  }

  /** Remembers the uses of one call, or none of them. */
  addAll(session: CryptoSession, uses: readonly CounterUse[], carry: CounterCarry): boolean {
    const before = uses.flatMap((use) => {
      const used = this.of(session, use.contentKey);
      return rangesOf(use, carry).map(([iv]) => ({ used, iv, ranges: used.get(iv) }));
    });
    if (uses.every((use) => this.add(session, use, carry))) return true;
    for (const { used, iv, ranges } of before)
      if (ranges) used.set(iv, ranges);
      else used.delete(iv);
    return false;
  }

  /** The session gets another key, under which none was used. */
  forget(session: CryptoSession): void {
    this.ofSessions.delete(session);
  }

  private of(session: CryptoSession, contentKey: Uint8Array | undefined): UsedCounts {
    const keys = this.ofSessions.get(session) ?? new Map<string, UsedCounts>();
    this.ofSessions.set(session, keys);
    const name = contentKey ? Buffer.from(contentKey).toString('latin1') : '';
    const used = keys.get(name) ?? (new Map() as UsedCounts);
    keys.set(name, used);
    return used;
  }
}
