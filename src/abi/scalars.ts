import type { ByteAccess } from './access.js';
import { wordBytes } from './access.js';
import { LayoutError } from './layout-error.js';
import type { Address, Handle } from './address.js';
import type { Guid } from './guid.js';
import type { ResultType } from './result.js';
import type { Constants } from './enumeration.js';
import { guidFromWords, guidWords, isGuid } from './guid.js';
import { byteCount, hex } from './text.js';

/** The two binary interfaces whose layouts are known (D-64); driver, runtime and suite run x64. */
export type Abi = 'x64' | 'x86';

/** A type that a structure's member or a function's parameter can have. `T` is its value in TypeScript. */
export interface FieldType<T> {
  /** The C name. */
  readonly name: string;
  /** Size and alignment in bytes. */
  size(abi: Abi): number;
  align(abi: Abi): number;
  read(memory: ByteAccess, address: Address, abi: Abi): T;
  write(memory: ByteAccess, address: Address, value: T, abi: Abi): void;
  /** The value as a person reads it in a trace; of bytes only how many there are, since they may be a secret. */
  text(value: T): string;
  /** The value that all-zero bytes decode to. */
  readonly zero: T;
  /** The members that C sees, in order, where the value here is one thing: a handle, a GUID. */
  readonly parts?: readonly TypePart[];
  /** Of a pointer: the layout of what it points to, where that is declared; one of them or several. */
  readonly pointee?: FieldType<unknown>;
  /** Of an array: what it is made of. */
  readonly element?: FieldType<unknown>;
  /** The names of its values, where they have names. */
  readonly constants?: Constants;
  /** More bytes than the declared ones can follow, as other members say. */
  readonly isTail?: boolean;
}

/** One member of a C structure whose value here is not an object. */
export interface TypePart {
  readonly name: string;
  readonly type: FieldType<unknown>;
}

const at = (address: number) => address as Address;
const plain = (bytes: number) => ({ size: () => bytes, align: () => bytes });

function whole(value: number, min: number, max: number): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new LayoutError([], `a whole number from ${min} to ${max}`, String(value));
  }
  return value;
}

function unsigned(name: string, bytes: 1 | 2 | 4): FieldType<number> {
  const max = 2 ** (8 * bytes) - 1;
  const write = { 1: 'writeU8', 2: 'writeU16', 4: 'writeU32' } as const;
  const read = { 1: 'readU8', 2: 'readU16', 4: 'readU32' } as const;
  return {
    name,
    ...plain(bytes),
    read: (memory, address) => memory[read[bytes]](address),
    write: (memory, address, value) => {
      memory[write[bytes]](address, whole(value, 0, max));
    },
    text: (value) => (value < 10 ? String(value) : hex(value)),
    zero: 0,
  };
}

export const UINT = unsigned('UINT', 4);
export const UINT32 = unsigned('UINT32', 4);
export const ULONG = unsigned('ULONG', 4);
export const DWORD = unsigned('DWORD', 4);
export const USHORT = unsigned('USHORT', 2);
export const UINT16 = unsigned('UINT16', 2);
export const BYTE = unsigned('BYTE', 1);
export const UINT8 = unsigned('UINT8', 1);

/** BOOL: any non-zero value is TRUE. */
export const BOOL: FieldType<number> = {
  ...UINT,
  name: 'BOOL',
  text: (value) => (value === 0 ? 'FALSE' : value === 1 ? 'TRUE' : `TRUE (${hex(value)})`),
};

export const INT: FieldType<number> = {
  ...UINT,
  name: 'INT',
  read: (memory, address) => memory.readU32(address) | 0,
  write: (memory, address, value) => {
    memory.writeU32(address, whole(value, -0x80000000, 0x7fffffff) >>> 0);
  },
  text: String,
};

export const LONG: FieldType<number> = { ...INT, name: 'LONG' };

/** A 32-bit status as a member, parameter or result: HRESULT, NTSTATUS. Bit 31 says that the call failed. */
export function statusType<T extends number>(name: string, nameOf: (status: T) => string): ResultType<T> {
  return {
    ...plain(4),
    name,
    read: (memory, address) => memory.readU32(address) as T,
    write: (memory, address, value) => {
      memory.writeU32(address, whole(value, 0, 0xffffffff));
    },
    text: nameOf,
    zero: 0 as T,
    failed: (status) => status >= 0x80000000,
  };
}

export const UINT64: FieldType<bigint> = {
  ...plain(8),
  name: 'UINT64',
  read: (memory, address) => memory.readU64(address),
  write: (memory, address, value) => {
    if (value < 0n || value > 0xffffffffffffffffn) {
      throw new LayoutError([], 'a BigInt of 64 bits', String(value));
    }
    memory.writeU64(address, value);
  },
  text: (value) => hex(value),
  zero: 0n,
};

export const ULONGLONG: FieldType<bigint> = { ...UINT64, name: 'ULONGLONG' };

/** 64 bits with a sign. */
export const INT64: FieldType<bigint> = {
  ...UINT64,
  name: 'INT64',
  read: (memory, address) => BigInt.asIntN(64, memory.readU64(address)),
  write: (memory, address, value) => {
    if (BigInt.asIntN(64, value) !== value) {
      throw new LayoutError([], 'a BigInt of 64 bits with a sign', String(value));
    }
    memory.writeU64(address, BigInt.asUintN(64, value));
  },
  text: String,
};

const pointerBytes = (abi: Abi) => (abi === 'x64' ? 8 : 4);

/** HANDLE: pointer-sized and opaque, so a BigInt, bit-exact (D-62). */
export const HANDLE: FieldType<bigint> = {
  ...UINT64,
  name: 'HANDLE',
  size: pointerBytes,
  align: pointerBytes,
  read: (memory, address, abi) => (abi === 'x64' ? memory.readU64(address) : BigInt(memory.readU32(address))),
  write: (memory, address, value, abi) => {
    if (abi === 'x64') UINT64.write(memory, address, value, abi);
    else memory.writeU32(address, whole(Number(value), 0, 0xffffffff));
  },
};

/** SIZE_T as a number: a byte count. SIZE_T(-1), which says that a size query failed, reads as 2^64 (DEV-3). */
export const SIZE_T: ResultType<number> = {
  ...UINT,
  name: 'SIZE_T',
  size: pointerBytes,
  align: pointerBytes,
  read: (memory, address, abi) => Number(HANDLE.read(memory, address, abi)),
  write: (memory, address, value, abi) => {
    HANDLE.write(memory, address, BigInt(whole(value, 0, Number.MAX_SAFE_INTEGER)), abi);
  },
  text: (value) => (value >= 2 ** 64 ? 'SIZE_T(-1)' : String(value)),
  failed: (value) => value >= 2 ** 64,
};

/** A pointer of the shared address space, as an address (D-63). A value past 2^53 is not exact, and no address. */
export function pointer<A extends Address = Address>(
  name: string,
  pointee?: FieldType<unknown>,
): FieldType<A> {
  return {
    name,
    ...(pointee && { pointee }),
    size: pointerBytes,
    align: pointerBytes,
    read: (memory, address, abi) => {
      const low = memory.readU32(address);
      return (abi === 'x64' ? memory.readU32(at(address + 4)) * 0x100000000 + low : low) as A;
    },
    write: (memory, address, value, abi) => {
      whole(value, 0, abi === 'x64' ? Number.MAX_SAFE_INTEGER : 0xffffffff);
      memory.writeU32(address, value % 0x100000000);
      if (abi === 'x64') memory.writeU32(at(address + 4), Math.floor(value / 0x100000000));
    },
    text: (value) => (value === 0 ? 'NULL' : hex(value)),
    zero: 0 as A,
  };
}

/**
 * A handle: a structure of one pointer, passed like that pointer (DEV-16). The header calls the member pDrvPrivate in
 * the driver's handles and handle in the runtime's.
 */
export function handle<H extends Handle>(name: string): FieldType<H> {
  const member = name.includes('_HRT') ? 'handle' : 'pDrvPrivate';
  return { ...pointer<H>(name), parts: [{ name: member, type: pointer('VOID*') }] };
}

/** A GUID as a member or parameter, 16 bytes; `nameOf` gives its text. */
export function guidType(nameOf: (value: Guid) => string): FieldType<Guid> {
  return {
    name: 'GUID',
    size: () => 16,
    align: () => 4,
    read: (memory, address) =>
      guidFromWords([
        memory.readU32(address),
        memory.readU32(at(address + 4)),
        memory.readU32(at(address + 8)),
        memory.readU32(at(address + 12)),
      ]),
    write: (memory, address, value) => {
      if (!isGuid(value)) throw new LayoutError([], 'a GUID', String(value));
      memory.copyIn(address, wordBytes(guidWords(value)));
    },
    text: nameOf,
    zero: '00000000-0000-0000-0000-000000000000' as Guid,
    parts: [
      { name: 'Data1', type: UINT32 },
      { name: 'Data2', type: UINT16 },
      { name: 'Data3', type: UINT16 },
      { name: 'Data4', type: bytes(8) },
    ],
  };
}

/** A fixed array of bytes. What lies in it may be a key or a MAC, so that its text counts the bytes and shows none. */
export function bytes(count: number): FieldType<Uint8Array> {
  return {
    name: `BYTE[${count}]`,
    size: () => count,
    align: () => 1,
    read: (memory, address) => memory.copyOut(address, count),
    write: (memory, address, value) => {
      if (value.length !== count) throw new LayoutError([], `${count} bytes`, `${value.length} bytes`);
      memory.copyIn(address, value);
    },
    text: (value) => byteCount(value.length),
    zero: new Uint8Array(count),
  };
}
