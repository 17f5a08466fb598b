/** Words of flags, as callers give them. */
import type { HasConstants } from '../../../abi/index.js';
import { valuesByName } from '../../../abi/index.js';

/** Whether at least one of the bits is set. */
export const hasAny = (word: number, bits: number) => (word & bits) !== 0;

/** Whether all of the bits are set. */
export const hasAll = (word: number, bits: number) => (word & bits) === bits;

/** Whether no other bits are set. */
export const hasOnly = (word: number, bits: number) => (word & ~bits) === 0;

/** Every bit that has a name. */
export function allBits(flags: HasConstants<number>): number {
  return Object.values(valuesByName(flags)).reduce((all, bits) => all | bits, 0);
}
