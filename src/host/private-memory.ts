import type { Address, Memory } from '../abi/index.js';
import { NULL } from '../abi/index.js';

/** Where the private memory of driver objects comes from, and what becomes of it when an object has gone or never came. */
export interface PrivateMemory {
  /** Zeroed memory, or NULL when there is none. */
  allocate(bytes: number, label: string): Address;
  free(address: Address): void;
}

/** A CalcPrivate…Size result that no allocation can have: SIZE_T(-1) stops the creation (DEV-3). */
const refusedBytes = 2 ** 32;

/** Private memory of the size that a driver asked for, or NULL: there is none, or the size is none that can be had. */
export function allocatePrivate(
  memory: PrivateMemory | Memory,
  bytes: number | undefined,
  handleName: string,
): Address {
  const canBe = Number.isInteger(bytes) && bytes! >= 0 && bytes! < refusedBytes;
  return canBe ? memory.allocate(bytes!, `${handleName}: private memory`) : NULL;
}
