import type { Address } from '../abi/index.js';
import type { PlainInterposer } from '../abi/index.js';

/** What fills guard gaps and the slack behind a block, and what fills freed blocks. */
export const RED_ZONE_BYTE = 0xfb;
export const FREED_BYTE = 0xdd;

/** Bytes outside live memory that somebody wrote, found by their pattern. */
export interface Damage {
  readonly kind: 'overrun' | 'underrun' | 'write after free';
  /** The first and the last byte that changed. */
  readonly address: Address;
  readonly bytes: number;
  /** The allocation that they lie behind, before, or in. */
  readonly label: string;
  readonly allocation: Address;
  readonly allocationBytes: number;
}

/** One stretch that must still hold its pattern. */
export interface Zone {
  readonly kind: Damage['kind'];
  readonly address: Address;
  readonly content: Uint8Array;
  readonly label: string;
  readonly allocation: Address;
  readonly allocationBytes: number;
}

const eight = (byte: number) => new Float64Array(new Uint8Array(8).fill(byte).buffer)[0]!;
/** Eight bytes of a pattern as one number: neither pattern makes one that is not equal to itself. */
const patternNumbers = new Map([RED_ZONE_BYTE, FREED_BYTE].map((byte) => [byte, eight(byte)]));

/** Memory to compare quickly: the same bytes one by one and eight at a time. */
export interface Comparable {
  readonly bytes: Uint8Array;
  readonly numbers: Float64Array;
}

/**
 * True while all bytes from `from` to `to`, a multiple of 8, hold a pattern. After every call of a driver this looks over
 * every zone.
 */
export function holds({ bytes, numbers }: Comparable, from: number, to: number, pattern: number): boolean {
  const number = patternNumbers.get(pattern)!;
  let at = from;
  for (; at < to && at % 8 !== 0; at += 1) if (bytes[at] !== pattern) return false;
  for (; at < to; at += 8) if (numbers[at / 8] !== number) return false;
  return true;
}

/** Looks a zone over, and restores its pattern so that damage is reported once. */
export function inspect({ content, ...zone }: Zone): Damage | undefined {
  const pattern = zone.kind === 'write after free' ? FREED_BYTE : RED_ZONE_BYTE;
  const first = content.findIndex((byte) => byte !== pattern);
  if (first < 0) return undefined;
  const last = content.findLastIndex((byte) => byte !== pattern);
  content.fill(pattern);
  return { ...zone, address: (zone.address + first) as Address, bytes: last - first + 1 };
}

/** What a damaged zone looks like to a person. */
export function damageText({ kind, address, bytes, label, allocation, allocationBytes }: Damage): string {
  const hex = (value: number) => `0x${value.toString(16)}`;
  const amount = (count: number) => `${count} ${count === 1 ? 'byte' : 'bytes'}`;
  const where = `offset ${address - allocation} of '${label}', which has ${amount(allocationBytes)} at ${hex(allocation)}`;
  return `${kind}: ${amount(bytes)} written at ${hex(address)}, ${where}`;
}

/** Something whose red zones can be looked over: an `ArenaMemory` made with `redZones`. */
export interface Inspectable {
  damage(): readonly Damage[];
}

/**
 * An interposer that looks over the red zones after every call, and tells which function left the damage. For code
 * that writes past the checks of the arena: a native library, or one that was handed a view of memory.
 */
export function watchRedZones(
  memory: Inspectable,
  report: (functionName: string, damage: readonly Damage[]) => void,
): PlainInterposer {
  return (declaration, inner) =>
    (...args) => {
      const answer = inner(...args);
      const damage = memory.damage();
      if (damage.length > 0) report(declaration.name, damage);
      return answer;
    };
}
