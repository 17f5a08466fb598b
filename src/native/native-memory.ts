import type { Address, ByteAccess, FourWords, Memory } from '../abi/index.js';
import { address as asAddress, bytesAccess, wordBytes } from '../abi/index.js';
import type { Koffi } from '../ffi/index.js';
import type { Damage } from '../memory/index.js';
import { AccessViolation, ArenaMemory } from '../memory/index.js';
import type { NativeBlock } from './native-block.js';

/** No system maps the first pages: a pointer this small is a null pointer and an offset. */
const lowestAddress = 0x10000;
/** Linux on arm64 gives programs 48 bits, other systems 47. */
const highestAddress = 2 ** 48;
/** Koffi ends the process when it is asked for a longer view: Node has no larger array. */
const mostBytes = 2 ** 32;

/** Is told what is about to be read or written outside the arena, and gives back what to do afterwards. */
export type ForeignAccess = (address: Address, bytes: number) => () => void;

/**
 * The memory of a process that runs a native driver. What the runtime allocates lies in an arena with red zones, and
 * is checked; what the driver allocated itself, a mapped surface for one, is taken at the driver's word: a wrong
 * address there ends the process, as it ends a real one.
 */
export class NativeMemory implements Memory {
  private readonly arena: ArenaMemory;
  private readonly end: number;

  constructor(
    private readonly koffi: Koffi,
    private readonly block: NativeBlock,
    private readonly onForeign: ForeignAccess,
  ) {
    this.arena = new ArenaMemory({ baseAddress: block.address, buffer: block.buffer, redZones: true });
    this.end = block.address + block.buffer.byteLength;
  }

  allocate(bytes: number, label: string): Address {
    return this.arena.allocate(bytes, label);
  }

  free(address: Address): void {
    this.arena.free(address);
  }

  /** What somebody wrote outside live memory of the arena since the last look. */
  damage(): Damage[] {
    return this.arena.damage();
  }

  /** Bytes outside the arena are a view: read or write them before the driver can free them. */
  range(address: Address, bytes: number): Uint8Array {
    return this.owns(address) ? this.arena.range(address, bytes) : this.foreign(address, bytes);
  }

  copyOut(address: Address, bytes: number): Uint8Array {
    return this.at(address, bytes, (memory, at) => memory.copyOut(at, bytes));
  }

  copyIn(address: Address, source: Uint8Array): void {
    this.at(address, source.length, (memory, at) => {
      memory.copyIn(at, source);
    });
  }

  /** Outside the arena nobody knows what can be read. */
  copyLive(address: Address, bytes: number, into: DataView, at: number): boolean | undefined {
    return this.owns(address) ? this.arena.copyLive(address, bytes, into, at) : undefined;
  }

  /** Outside the arena nobody knows how long a block is. */
  roomAt(address: Address): number | undefined {
    return this.owns(address) ? this.arena.roomAt(address) : undefined;
  }

  holdsWords(address: Address, words: FourWords): boolean {
    return this.owns(address)
      ? this.arena.holdsWords(address, words)
      : wordBytes(words).every((byte, index) => byte === this.readU8((address + index) as Address));
  }

  writeWords(address: Address, words: FourWords): void {
    if (this.owns(address)) this.arena.writeWords(address, words);
    else this.copyIn(address, wordBytes(words));
  }

  readU8(address: Address): number {
    return this.at(address, 1, (memory, at) => memory.readU8(at));
  }

  readU16(address: Address): number {
    return this.at(address, 2, (memory, at) => memory.readU16(at));
  }

  readU32(address: Address): number {
    return this.at(address, 4, (memory, at) => memory.readU32(at));
  }

  readU64(address: Address): bigint {
    return this.at(address, 8, (memory, at) => memory.readU64(at));
  }

  writeU8(address: Address, value: number): void {
    this.at(address, 1, (memory, at) => {
      memory.writeU8(at, value);
    });
  }

  writeU16(address: Address, value: number): void {
    this.at(address, 2, (memory, at) => {
      memory.writeU16(at, value);
    });
  }

  writeU32(address: Address, value: number): void {
    this.at(address, 4, (memory, at) => {
      memory.writeU32(at, value);
    });
  }

  writeU64(address: Address, value: bigint): void {
    this.at(address, 8, (memory, at) => {
      memory.writeU64(at, value);
    });
  }

  private owns(address: Address): boolean {
    return address >= this.block.address && address < this.end;
  }

  /** Does something at an address of the arena, or of the driver's own memory. */
  private at<R>(address: Address, bytes: number, use: (memory: ByteAccess, at: Address) => R): R {
    if (this.owns(address)) return use(this.arena, address);
    const done = this.onForeign(address, bytes);
    try {
      return use(bytesAccess(this.foreign(address, bytes)), asAddress(0));
    } finally {
      done();
    }
  }

  private foreign(address: Address, bytes: number): Uint8Array {
    const isAddress = Number.isSafeInteger(address) && address >= lowestAddress && address < highestAddress;
    const isLength = Number.isInteger(bytes) && bytes >= 0 && bytes <= mostBytes;
    if (!isAddress || !isLength) throw new AccessViolation('access', address, bytes, undefined);
    return new Uint8Array(this.koffi.view(BigInt(address), bytes));
  }
}
