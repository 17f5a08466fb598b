import type { Address, Handle, Memory } from '../../src/abi/index.js';
import type { HandleKind } from './handle-table.js';
import { HandleTable } from './handle-table.js';

/** Every handle table of one driver: what lies in a block of private memory is asked of all of them. */
export class HandleTables {
  private readonly tables = new Set<HandleTable<Handle, unknown>>();
  private readonly signatures = new Set<number>();

  constructor(private readonly memory: Memory) {}

  /** A table for objects of one kind, of one owner. */
  create<H extends Handle, T>(kind: HandleKind): HandleTable<H, T> {
    const table = new HandleTable<H, T>(this.memory, kind);
    this.tables.add(table);
    this.signatures.add(kind.signature);
    return table;
  }

  /** Forgets a table whose owner has ended. */
  drop<H extends Handle, T>(table: HandleTable<H, T>): void {
    this.tables.delete(table);
  }

  /** Whether an object can be made in a block, which is not NULL: no live one of any kind or owner has it. */
  isVacant(block: Address): boolean {
    // Most blocks carry no signature, and then no table need be asked.
    if (!this.signatures.has(this.memory.readU32(block))) return true;
    for (const table of this.tables) if (table.find(block) !== undefined) return false;
    return true;
  }
}
