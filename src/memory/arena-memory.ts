import type { Address, FourWords, Memory } from '../abi/index.js';
import { NULL } from '../abi/index.js';
import { AccessViolation } from './access-violation.js';
import type { AllocationEntry } from './allocation-table.js';
import { AllocationTable } from './allocation-table.js';
import type { Chunk } from './chunk.js';
import { createChunk, holdsWords, readWord, writeWord, writeWords, zero } from './chunk.js';
import { FreeBlocks } from './free-blocks.js';
import { GRANULE_BYTES } from './granule.js';
import type { Damage, Zone } from './red-zones.js';
import { FREED_BYTE, holds, inspect, RED_ZONE_BYTE } from './red-zones.js';

export interface ArenaOptions {
  /** Where the arena begins; a multiple of 16, not 0, below 2^48. Default 0x1_0000_0000. */
  readonly baseAddress?: number;
  /** The memory to manage. Without it the arena grows by buffers of its own, up to `limitBytes`. */
  readonly buffer?: ArrayBuffer;
  /** How much the arena may hand out, gaps included. Default 4 GiB, or the buffer's size. */
  readonly limitBytes?: number;
  /** How many freed blocks wait before their addresses are used again (D-61). Default 1024. */
  readonly quarantineBlocks?: number;
  /** Fill guard gaps and freed blocks with patterns, so that `damage()` finds writes that passed no check. */
  readonly redZones?: boolean;
}

/** One live allocation, for leak lists. */
export interface LiveAllocation {
  readonly address: Address;
  readonly bytes: number;
  readonly label: string;
}

const slotShift = 16;
const slotBytes = 1 << slotShift;

const granules = (bytes: number) => Math.max(1, Math.ceil(bytes / GRANULE_BYTES));

/** For the few bytes of a structure this is faster than a view of them. */
function copyBytes(source: DataView, from: number, target: DataView, to: number, bytes: number): void {
  let done = 0;
  for (; done + 4 <= bytes; done += 4) {
    target.setUint32(to + done, source.getUint32(from + done, true), true);
  }
  for (; done < bytes; done += 1) target.setUint8(to + done, source.getUint8(from + done));
}

/**
 * An address space of its own: every access is checked against the live allocations, in constant time, and lies
 * apart from every other by a guard gap of at least 16 bytes. Fixed chunks: an address never moves.
 */
export class ArenaMemory implements Memory {
  readonly baseAddress: Address;
  private readonly limitBytes: number;
  private readonly chunks: Chunk[] = [];
  private readonly growing: boolean;
  private readonly table = new AllocationTable();
  private readonly freed: FreeBlocks;
  private readonly redZones: boolean;
  private next = 0;
  private end = 0;

  constructor(options: ArenaOptions = {}) {
    const base = options.baseAddress ?? 0x1_0000_0000;
    if (!Number.isInteger(base) || base <= 0 || base % GRANULE_BYTES !== 0 || base >= 2 ** 48) {
      throw new RangeError(`baseAddress: expected a multiple of 16 above 0 and below 2^48, received ${base}`);
    }
    this.baseAddress = base as Address;
    this.growing = options.buffer === undefined;
    this.limitBytes = Math.min(
      options.limitBytes ?? 2 ** 32 - slotBytes,
      options.buffer?.byteLength ?? 2 ** 32 - slotBytes,
      2 ** 32, // offsets are 32-bit numbers
    );
    this.freed = new FreeBlocks(options.quarantineBlocks ?? 1024);
    this.redZones = options.redZones ?? false;
    if (options.buffer) this.addChunk(options.buffer);
    this.next = GRANULE_BYTES;
  }

  allocate(bytes: number, label: string): Address {
    if (!Number.isInteger(bytes) || bytes < 0) {
      throw new RangeError(`allocate: expected a whole number of bytes, received ${bytes}`);
    }
    if (bytes > this.limitBytes) return NULL;
    const count = granules(bytes);
    const offset = this.freed.take(count) ?? this.bump(count) ?? this.freed.takeEarly(count);
    if (offset === undefined) return NULL;
    this.table.add(offset / GRANULE_BYTES, count, bytes, label);
    const chunk = this.chunkAt(offset);
    zero(chunk, offset - chunk.startOffset, count * GRANULE_BYTES);
    if (this.redZones) this.fillZones(offset, bytes, count);
    return (this.baseAddress + offset) as Address;
  }

  free(address: Address): void {
    const offset = address - this.baseAddress;
    const found = this.table.find(Math.floor(offset / GRANULE_BYTES));
    if (found === undefined || this.table.startBytes(found) !== offset)
      throw this.violation('free', address, 0);
    const count = granules(this.table.bytes(found));
    if (this.redZones) this.fill(offset, count * GRANULE_BYTES, FREED_BYTE);
    this.table.remove(found);
    this.freed.give(offset, count);
  }

  /** What was allocated and not freed, by address: empty when nothing leaks. */
  live(): LiveAllocation[] {
    return this.table.list().map(({ startBytes, bytes, label }) => ({
      address: (this.baseAddress + startBytes) as Address,
      bytes,
      label,
    }));
  }

  /**
   * What was written outside live memory since the last look: behind a block, before it, or after it was freed.
   * Empty without `redZones`. Each damage is reported once.
   */
  damage(): Damage[] {
    if (!this.redZones || this.isIntact()) return [];
    const zones = [...this.table.list().flatMap((block) => this.zonesOf(block)), ...this.freedZones()];
    return zones.map(inspect).filter((found) => found !== undefined);
  }

  range(address: Address, bytes: number): Uint8Array {
    const offset = this.checkRange(address, bytes);
    return this.bytesAt(offset, bytes);
  }

  copyOut(address: Address, bytes: number): Uint8Array {
    return this.range(address, bytes).slice();
  }

  copyIn(address: Address, source: Uint8Array): void {
    this.range(address, source.length).set(source);
  }

  copyLive(address: Address, bytes: number, into: DataView, at: number): boolean {
    try {
      const offset = this.checkRange(address, bytes);
      const { view, startOffset } = this.chunkAt(offset);
      copyBytes(view, offset - startOffset, into, at, bytes);
      return true;
    } catch {
      return false;
    }
  }

  roomAt(address: Address): number | undefined {
    const offset = address - this.baseAddress;
    const found = this.table.find(Math.floor(offset / GRANULE_BYTES));
    if (found === undefined) return undefined;
    const room = this.table.startBytes(found) + this.table.bytes(found) - offset;
    return room < 0 ? undefined : room;
  }

  holdsWords(address: Address, words: FourWords): boolean {
    const offset = this.check(address, 16);
    const chunk = this.chunkAt(offset);
    return holdsWords(chunk, offset - chunk.startOffset, words);
  }

  writeWords(address: Address, words: FourWords): void {
    const offset = this.check(address, 16);
    const chunk = this.chunkAt(offset);
    writeWords(chunk, offset - chunk.startOffset, words);
  }

  readU8(address: Address): number {
    const offset = this.check(address, 1);
    const chunk = this.chunkAt(offset);
    return chunk.bytes[offset - chunk.startOffset]!;
  }

  readU16(address: Address): number {
    const offset = this.check(address, 2);
    const chunk = this.chunkAt(offset);
    return chunk.view.getUint16(offset - chunk.startOffset, true);
  }

  readU32(address: Address): number {
    const offset = this.check(address, 4);
    const chunk = this.chunkAt(offset);
    return readWord(chunk, offset - chunk.startOffset);
  }

  readU64(address: Address): bigint {
    const offset = this.check(address, 8);
    const chunk = this.chunkAt(offset);
    return chunk.view.getBigUint64(offset - chunk.startOffset, true);
  }

  writeU8(address: Address, value: number): void {
    const offset = this.check(address, 1);
    const chunk = this.chunkAt(offset);
    chunk.bytes[offset - chunk.startOffset] = value;
  }

  writeU16(address: Address, value: number): void {
    const offset = this.check(address, 2);
    const chunk = this.chunkAt(offset);
    chunk.view.setUint16(offset - chunk.startOffset, value, true);
  }

  writeU32(address: Address, value: number): void {
    const offset = this.check(address, 4);
    const chunk = this.chunkAt(offset);
    writeWord(chunk, offset - chunk.startOffset, value);
  }

  writeU64(address: Address, value: bigint): void {
    const offset = this.check(address, 8);
    const chunk = this.chunkAt(offset);
    chunk.view.setBigUint64(offset - chunk.startOffset, value, true);
  }

  /** The offset of `bytes` bytes that all belong to one live allocation. */
  private check(address: Address, bytes: number): number {
    const offset = address - this.baseAddress;
    // >>> leaves whole numbers from 0 to 2^32 - 1 as they are, and no others.
    if (offset >>> 0 !== offset || !this.table.holds(offset, bytes))
      throw this.violation('access', address, bytes);
    return offset;
  }

  /** The same for any amount of bytes that a caller may ask for. */
  private checkRange(address: Address, bytes: number): number {
    if (!Number.isInteger(bytes) || bytes < 0) throw this.violation('access', address, bytes);
    return this.check(address, bytes);
  }

  private chunkAt(offset: number): Chunk {
    return this.chunks[this.growing ? offset >>> slotShift : 0]!;
  }

  private bytesAt(offset: number, bytes: number): Uint8Array {
    const chunk = this.chunkAt(offset);
    return chunk.bytes.subarray(offset - chunk.startOffset, offset - chunk.startOffset + bytes);
  }

  private fill(offset: number, bytes: number, byte: number): void {
    const chunk = this.chunkAt(offset);
    chunk.bytes.fill(byte, offset - chunk.startOffset, offset - chunk.startOffset + bytes);
  }

  /** New room at the end, with a guard gap behind it; undefined when the arena is full. */
  private bump(count: number): number | undefined {
    const bytes = (count + 1) * GRANULE_BYTES;
    const fits = this.next + bytes <= this.end;
    const offset = fits ? this.next : this.end + GRANULE_BYTES;
    if (offset + bytes > this.limitBytes || (!fits && !this.grow(bytes))) return undefined;
    this.next = offset + bytes;
    return offset;
  }

  private grow(bytes: number): boolean {
    if (!this.growing) return false;
    try {
      this.addChunk(new ArrayBuffer(Math.ceil((bytes + GRANULE_BYTES) / slotBytes) * slotBytes));
    } catch {
      return false;
    }
    return true;
  }

  private addChunk(buffer: ArrayBuffer): void {
    const chunk = createChunk(this.end, buffer);
    for (let slot = 0; slot < Math.ceil(buffer.byteLength / slotBytes); slot += 1) this.chunks.push(chunk);
    this.end += buffer.byteLength;
  }

  private fillZones(offset: number, bytes: number, count: number): void {
    this.fill(offset - GRANULE_BYTES, GRANULE_BYTES, RED_ZONE_BYTE);
    this.fill(offset + bytes, (count + 1) * GRANULE_BYTES - bytes, RED_ZONE_BYTE);
  }

  /** What `damage()` finds nothing in: the same zones, looked over without naming them. */
  private isIntact(): boolean {
    const intact = (from: number, to: number, pattern: number) => {
      const chunk = this.chunkAt(from);
      return holds(chunk, from - chunk.startOffset, to - chunk.startOffset, pattern);
    };
    const half = GRANULE_BYTES / 2;
    return (
      this.table.every(
        (start, end) =>
          intact(start - half, start, RED_ZONE_BYTE) &&
          intact(end, start + (granules(end - start) + 1) * GRANULE_BYTES - half, RED_ZONE_BYTE),
      ) && this.freed.every((offset, count) => intact(offset, offset + count * GRANULE_BYTES, FREED_BYTE))
    );
  }

  /** The gap before a block (its nearer half) and the slack and gap behind it. */
  private zonesOf(block: AllocationEntry): Zone[] {
    const { startBytes, bytes } = block;
    const end = startBytes + bytes;
    const gapEnd = startBytes + (granules(bytes) + 1) * GRANULE_BYTES;
    const half = GRANULE_BYTES / 2;
    return [
      this.zone('underrun', startBytes - half, startBytes, block),
      this.zone('overrun', end, gapEnd - half, block),
    ];
  }

  private freedZones(): Zone[] {
    return [...this.freed.all()].map(({ offset, granules: count }) => {
      const block = this.table.nearest(offset)!;
      return this.zone('write after free', offset, offset + count * GRANULE_BYTES, block);
    });
  }

  private zone(kind: Zone['kind'], from: number, to: number, block: AllocationEntry): Zone {
    const at = (offset: number) => (this.baseAddress + offset) as Address;
    const { label, bytes: allocationBytes } = block;
    const content = this.bytesAt(from, to - from);
    return { kind, address: at(from), content, label, allocation: at(block.startBytes), allocationBytes };
  }

  private violation(kind: 'access' | 'free', address: Address, bytes: number): AccessViolation {
    const nearest = this.table.nearest(address - this.baseAddress);
    return new AccessViolation(
      kind,
      address,
      bytes,
      nearest && { ...nearest, address: (this.baseAddress + nearest.startBytes) as Address },
    );
  }
}
