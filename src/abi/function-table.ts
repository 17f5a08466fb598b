import type { Memory } from './access.js';
import type { CodeSpace } from './code-space.js';
import type { DdiFunction, FunctionDeclaration } from './function.js';
import type { Abi } from './scalars.js';
import type { Struct } from './struct.js';
import type { Address } from './address.js';
import { NULL } from './address.js';

const pointerBytes = 8;

/** A function table's declaration: its slots in order, each one pointer, and the functions declared so far. */
export interface TableDeclaration<
  F extends Record<string, FunctionDeclaration> = Record<string, FunctionDeclaration>,
> {
  readonly name: string;
  /** What lies in front of the slots, where a table begins with more than functions. */
  readonly head?: Struct;
  /** Every slot of the table in the header's order. */
  readonly slots: readonly string[];
  /** The slots whose functions are declared. */
  readonly functions: F;
  /** Size in bytes, x64. */
  readonly bytes: number;
  /** Size in bytes, for one binary interface. */
  size(abi: Abi): number;
  /** A slot's offset in bytes, x64. */
  offset(slot: keyof F & string): number;
  /** The offset of every slot, declared or not. */
  offsets(abi: Abi): Readonly<Record<string, number>>;
}

/** A function table as an object: one entry for each declared slot; null is an empty slot. */
export type FunctionTable<T extends TableDeclaration> = {
  readonly [Slot in keyof T['functions']]: DdiFunction<T['functions'][Slot]> | null;
};

/** What a driver fills a table with. Slots left out stay as they are in memory. */
export type TableEntries<T extends TableDeclaration> = {
  readonly [Slot in keyof T['functions']]?: DdiFunction<T['functions'][Slot]>;
};

/**
 * Declares a table.
 * @param head what lies in front of the slots; its size is a whole number of pointers
 */
export function table<const F extends Record<string, FunctionDeclaration>>(
  name: string,
  slots: readonly string[],
  functions: F,
  head?: Struct,
): TableDeclaration<F> {
  const place = (abi: Abi, index: number) =>
    (head?.size(abi) ?? 0) + index * (abi === 'x64' ? pointerBytes : pointerBytes / 2);
  const offsets = new Map(slots.map((slot, index) => [slot, place('x64', index)]));
  const offset = (slot: string) => {
    const found = offsets.get(slot);
    if (found === undefined) throw new RangeError(`${name} has no slot ${slot}`);
    return found;
  };
  Object.keys(functions).forEach(offset);
  return {
    name,
    ...(head && { head }),
    slots,
    functions,
    bytes: place('x64', slots.length),
    size: (abi) => place(abi, slots.length),
    offset,
    offsets: (abi) => Object.fromEntries(slots.map((slot, index) => [slot, place(abi, index)])),
  };
}

/** Whether something that a module exports is a function table. */
export function isTable(value: unknown): value is TableDeclaration {
  return typeof value === 'object' && value !== null && 'slots' in value && 'functions' in value;
}

/** Makes code addresses of the functions; the result can be written into any number of table blocks. */
export function exportTable<T extends TableDeclaration>(
  code: CodeSpace,
  declaration: T,
  entries: TableEntries<T>,
): readonly (readonly [offset: number, code: Address])[] {
  return Object.entries(entries).map(([slot, implementation]) => [
    declaration.offset(slot),
    code.addressOf(declaration.functions[slot]!, implementation as DdiFunction<FunctionDeclaration>),
  ]);
}

/**
 * Writes exported entries into the table block at `address`; the slots between them are left alone. Where any of them
 * cannot be written, none is (D-14).
 */
export function fillTable(
  memory: Memory,
  address: Address,
  entries: readonly (readonly [offset: number, code: Address])[],
): void {
  const offsets = entries.map(([offset]) => offset);
  if (offsets.length === 0) return;
  const first = Math.min(...offsets);
  memory.range((address + first) as Address, Math.max(...offsets) + pointerBytes - first);
  for (const [offset, code] of entries) memory.writeU64((address + offset) as Address, BigInt(code));
}

/** Reads the table block at `address` into an object of functions; empty slots read null. */
export function readTable<T extends TableDeclaration>(
  memory: Memory,
  code: CodeSpace,
  declaration: T,
  address: Address,
): FunctionTable<T> {
  const read = (slot: string, type: FunctionDeclaration) => {
    const target = Number(memory.readU64((address + declaration.offset(slot)) as Address)) as Address;
    return target === NULL ? null : code.functionAt(type, target);
  };
  const entries = Object.entries(declaration.functions).map(([slot, type]) => [slot, read(slot, type)]);
  return Object.fromEntries(entries) as FunctionTable<T>;
}
