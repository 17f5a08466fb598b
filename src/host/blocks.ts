import type { Address, Memory } from '../abi/index.js';
import { allocate } from './scratch.js';

/** Memory of the runtime's own that is freed together: tables, structures that a driver keeps pointers to. */
export class Blocks {
  private readonly addresses: Address[] = [];

  constructor(private readonly memory: Memory) {}

  /**
   * A further block, zeroed.
   * @throws OutOfMemory when there is none
   */
  add(bytes: number, label: string): Address {
    const address = allocate(this.memory, bytes, label);
    this.addresses.push(address);
    return address;
  }

  /** Frees them all. */
  free(): void {
    for (const address of this.addresses.splice(0)) this.memory.free(address);
  }
}
