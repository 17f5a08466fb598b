import type { Address, Memory } from '../abi/index.js';
import { NULL } from '../abi/index.js';

/** Where the private memory of driver objects comes from, and what becomes of it when an object has gone or never came. */
export interface PrivateMemory {
  /** Zeroed memory, or NULL when there is none. `bytes` is what the driver's size query answered, whatever that is. */
  allocate(bytes: number, label: string): Address;
  free(address: Address): void;
}

/** A CalcPrivate…Size result that no allocation can have: SIZE_T(-1) stops the creation (DEV-3). */
const refusedBytes = 2 ** 32;

/** Private memory from the process that driver and runtime share; NULL for a size that no allocation can have. */
export function processMemory(memory: Memory): PrivateMemory {
  const canBe = (bytes: number) => Number.isInteger(bytes) && bytes >= 0 && bytes < refusedBytes;
  return {
    allocate: (bytes, label) => (canBe(bytes) ? memory.allocate(bytes, label) : NULL),
    free: (address) => {
      memory.free(address);
    },
  };
}

/** Private memory of the size that a driver answered with; NULL where there is none, or no size. */
export function allocatePrivate(
  memory: PrivateMemory,
  bytes: number | undefined,
  handleName: string,
): Address {
  return bytes === undefined ? NULL : memory.allocate(bytes, `${handleName}: private memory`);
}
