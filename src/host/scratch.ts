import type { Address, Memory, Struct } from '../abi/index.js';
import { NULL, OutOfMemory } from '../abi/index.js';

/** What `body` comes to, or `instead` where the process has no memory left for it. */
export function orOutOfMemory<R>(body: () => R, instead: () => R): R {
  try {
    return body();
  } catch (error) {
    if (!(error instanceof OutOfMemory)) throw error;
    return instead();
  }
}

/**
 * Zeroed memory, to be freed by the caller.
 * @throws OutOfMemory when there is none
 */
export function allocate(memory: Memory, bytes: number, label: string): Address {
  const address = memory.allocate(bytes, label);
  if (address === NULL) throw new OutOfMemory(`no ${bytes} bytes left for ${label}`);
  return address;
}

/**
 * Runs `use` with zeroed memory of its own, freed afterwards whatever happens.
 * @throws OutOfMemory when there is none
 */
export function withBytes<R>(memory: Memory, bytes: number, label: string, use: (address: Address) => R): R {
  const address = allocate(memory, bytes, label);
  try {
    return use(address);
  } finally {
    memory.free(address);
  }
}

/** Runs `use` with one structure in memory, freed afterwards. */
export function withStruct<T extends object, R>(
  memory: Memory,
  struct: Struct<T>,
  value: Partial<T>,
  use: (address: Address) => R,
): R {
  return withBytes(memory, struct.bytes, struct.name, (address) => {
    struct.encode(memory, address, value);
    return use(address);
  });
}
