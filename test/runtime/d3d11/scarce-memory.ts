import type { Address } from 'softumd/ddi';
import { NULL } from 'softumd/ddi';
import { ArenaMemory } from 'softumd/memory';

/** Memory of which the last allocation but `left` has been had. */
export class ScarceMemory extends ArenaMemory {
  left = Infinity;
  /** How many allocations were refused. */
  refused = 0;

  override allocate(bytes: number, label: string): Address {
    if (this.left > 0) {
      this.left -= 1;
      return super.allocate(bytes, label);
    }
    this.refused += 1;
    return NULL;
  }
}
