import { LayoutError } from './layout-error.js';
import type { Address } from './address.js';

/** 16 bytes in memory as four little-endian 32-bit words: a GUID (D-63), the header of a handle's block. */
export type FourWords = readonly [number, number, number, number];

/** Scalar access to bytes at addresses, little-endian; what a layout needs to read and write a structure. */
export interface ByteAccess {
  readU8(address: Address): number;
  readU16(address: Address): number;
  readU32(address: Address): number;
  readU64(address: Address): bigint;
  writeU8(address: Address, value: number): void;
  writeU16(address: Address, value: number): void;
  writeU32(address: Address, value: number): void;
  writeU64(address: Address, value: bigint): void;
  /** A fresh copy of `bytes` bytes. */
  copyOut(address: Address, bytes: number): Uint8Array;
  /** Writes all of `source` at `address`; nothing is written when any byte of the target is not accessible. */
  copyIn(address: Address, source: Uint8Array): void;
}

/** The address space that runtime and driver share. An access outside live memory is an access violation (D-13). */
export interface Memory extends ByteAccess {
  /** `bytes` live bytes in place: checked whole, before any byte moves. Valid until that memory is freed. */
  range(address: Address, bytes: number): Uint8Array;
  /** Zeroed, 16-byte aligned memory, or NULL when there is none left. The label shows in errors and leak lists. */
  allocate(bytes: number, label: string): Address;
  free(address: Address): void;
  /** Whether the 16 live bytes at an address are these: one check of the address, and nothing is made of them. */
  holdsWords(address: Address, words: FourWords): boolean;
  /** Writes 16 live bytes, all or none. */
  writeWords(address: Address, words: FourWords): void;
  /**
   * Copies bytes into `into`, from the index `at` on, and never throws: for recorders, which do it at every call. True
   * when it has copied them, false when they are not live, undefined when this memory cannot know.
   */
  copyLive?(address: Address, bytes: number, into: DataView, at: number): boolean | undefined;
  /**
   * Bytes from an address to the end of the live block that it lies in: what a length can be held against. Undefined
   * where nothing is live, or this memory cannot know.
   */
  roomAt?(address: Address): number | undefined;
}

/**
 * A plain byte array as memory that starts at address 0, so that layouts can encode into and decode from it.
 * An access outside it is a {@link LayoutError}.
 */
export function bytesAccess(bytes: Uint8Array): ByteAccess {
  return new BytesAccess(bytes);
}

/**
 * A class, because layouts make one for every structure that they read or write. It goes by bytes, as a DataView costs
 * more than what it reads: the bytes of a small array lie on V8's heap until somebody asks for their ArrayBuffer.
 */
class BytesAccess implements ByteAccess {
  constructor(private readonly bytes: Uint8Array) {}

  readU8(at: Address): number {
    return this.bytes[this.inside(at, 1)]!;
  }

  readU16(at: Address): number {
    const { bytes } = this;
    const first = this.inside(at, 2);
    return bytes[first]! | (bytes[first + 1]! << 8);
  }

  readU32(at: Address): number {
    return this.word(this.inside(at, 4));
  }

  readU64(at: Address): bigint {
    const first = this.inside(at, 8);
    return (BigInt(this.word(first + 4)) << 32n) | BigInt(this.word(first));
  }

  writeU8(at: Address, value: number): void {
    this.bytes[this.inside(at, 1)] = value;
  }

  writeU16(at: Address, value: number): void {
    const { bytes } = this;
    const first = this.inside(at, 2);
    bytes[first] = value;
    bytes[first + 1] = value >>> 8;
  }

  writeU32(at: Address, value: number): void {
    this.putWord(this.inside(at, 4), value);
  }

  writeU64(at: Address, value: bigint): void {
    const first = this.inside(at, 8);
    this.putWord(first, Number(value & 0xffff_ffffn));
    this.putWord(first + 4, Number((value >> 32n) & 0xffff_ffffn));
  }

  copyOut(at: Address, count: number): Uint8Array {
    return this.bytes.slice(this.inside(at, count), at + count);
  }

  copyIn(at: Address, source: Uint8Array): void {
    this.bytes.set(source, this.inside(at, source.length));
  }

  private word(first: number): number {
    const { bytes } = this;
    const low = bytes[first]! | (bytes[first + 1]! << 8);
    return (low | (bytes[first + 2]! << 16) | (bytes[first + 3]! << 24)) >>> 0;
  }

  private putWord(first: number, value: number): void {
    const { bytes } = this;
    bytes[first] = value;
    bytes[first + 1] = value >>> 8;
    bytes[first + 2] = value >>> 16;
    bytes[first + 3] = value >>> 24;
  }

  private inside(at: number, count: number): number {
    if (at + count <= this.bytes.length) return at;
    throw new LayoutError([], `${count} bytes at offset ${at}`, `${this.bytes.length} bytes in all`);
  }
}

/** 32-bit words as bytes, little-endian; to write them with one {@link ByteAccess.copyIn}, whole or not at all. */
export function wordBytes(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  words.forEach((word, index) => {
    view.setUint32(4 * index, word, true);
  });
  return bytes;
}
