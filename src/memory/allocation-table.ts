import { GRANULE_BYTES } from './granule.js';

/** One allocation: where it starts, counted from the arena's beginning, and what it is. */
export interface AllocationEntry {
  readonly startBytes: number;
  readonly bytes: number;
  readonly label: string;
}

const granuleShift = Math.log2(GRANULE_BYTES);

/** How far from an address an allocation still counts as its neighbour. */
const nearGranules = 4096;

const manyGranules = 16;

/**
 * Which allocation owns each 16-byte granule. A number for each granule (0 = nobody) and a record for each number:
 * finding the owner of an address and its whole extent takes the same short time for one byte and for megabytes.
 */
export class AllocationTable {
  private owners = new Int32Array(1 << 12);
  private starts = new Float64Array(1 << 10);
  private ends = new Float64Array(1 << 10);
  private readonly labels: string[] = [''];
  private used = 0;

  /** The number of the allocation that owns a granule, or undefined. */
  find(granule: number): number | undefined {
    const owner = this.owners[granule];
    return owner === undefined || owner <= 0 ? undefined : owner;
  }

  /**
   * True when so many bytes all belong to one live allocation.
   * @param offset a whole number from 0 to 2^32 - 1
   */
  holds(offset: number, bytes: number): boolean {
    const owner = this.owners[offset >>> granuleShift];
    return owner !== undefined && owner > 0 && offset + bytes <= this.ends[owner]!;
  }

  startBytes(id: number): number {
    return this.starts[id]!;
  }

  bytes(id: number): number {
    return this.ends[id]! - this.starts[id]!;
  }

  add(granule: number, count: number, bytes: number, label: string): void {
    while (granule + count > this.owners.length) this.owners = doubled(this.owners, Int32Array);
    // A block is used again whole, so its first granule knows the number of what lay there before.
    const former = this.owners[granule]!;
    const id = former < 0 ? -former : this.newId();
    this.starts[id] = granule * GRANULE_BYTES;
    this.ends[id] = granule * GRANULE_BYTES + bytes;
    this.labels[id] = label;
    this.own(id, granule, count);
  }

  /** Removes an allocation. Its granules keep the number, negative, so that an error can say what lay there. */
  remove(id: number): void {
    const first = this.starts[id]! / GRANULE_BYTES;
    const count = Math.max(1, Math.ceil(this.bytes(id) / GRANULE_BYTES));
    this.own(-id, first, count);
  }

  /** Live allocations in the order of their addresses. */
  list(): AllocationEntry[] {
    const live: AllocationEntry[] = [];
    for (let id = 1; id <= this.used; id += 1) {
      if (this.owners[this.starts[id]! / GRANULE_BYTES] === id) live.push(this.entry(id));
    }
    return live.sort((a, b) => a.startBytes - b.startBytes);
  }

  /** True when `test` holds for where every live allocation starts and ends. */
  every(test: (startBytes: number, endBytes: number) => boolean): boolean {
    for (let id = 1; id <= this.used; id += 1) {
      const start = this.starts[id]!;
      if (this.owners[start / GRANULE_BYTES] === id && !test(start, this.ends[id]!)) return false;
    }
    return true;
  }

  /** The allocation, live or freed not long ago, that lies nearest to an offset. */
  nearest(offset: number): (AllocationEntry & { readonly live: boolean }) | undefined {
    const granule = Math.floor(offset / GRANULE_BYTES);
    for (let distance = 0; distance < nearGranules; distance += 1) {
      for (const candidate of [granule - distance, granule + distance]) {
        const owner = this.owners[candidate] ?? 0;
        if (owner !== 0) return { ...this.entry(Math.abs(owner)), live: owner > 0 };
      }
    }
    return undefined;
  }

  private entry(id: number): AllocationEntry {
    return { startBytes: this.starts[id]!, bytes: this.bytes(id), label: this.labels[id]! };
  }

  /** Gives granules a number. For the few of a structure a loop is faster than the engine's own. */
  private own(id: number, granule: number, count: number): void {
    if (count >= manyGranules) this.owners.fill(id, granule, granule + count);
    else for (let at = granule; at < granule + count; at += 1) this.owners[at] = id;
  }

  private newId(): number {
    this.used += 1;
    if (this.used >= this.starts.length) {
      this.starts = doubled(this.starts, Float64Array);
      this.ends = doubled(this.ends, Float64Array);
    }
    return this.used;
  }
}

function doubled<T extends Int32Array | Float64Array>(old: T, type: new (length: number) => T): T {
  const larger = new type(old.length * 2);
  larger.set(old);
  return larger;
}
