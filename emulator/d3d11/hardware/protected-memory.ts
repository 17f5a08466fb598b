import type { Memory } from '../../../src/abi/index.js';
import type { Resource } from '../state.js';

/** Protected memory: there is as much as is asked for, until a test says that there is none. */
export class ProtectedMemory {
  isOut = false;
}

/** Overwrites all that a resource holds. */
export function wipeResource(memory: Memory, { data, sliceBytes, slices }: Resource): void {
  memory.range(data, sliceBytes * slices).fill(0);
}
