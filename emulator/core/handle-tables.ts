import type { Address, Handle, Memory } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';
import type { HandleKind } from './handle-table.js';
import { HANDLE_HEADER_BYTES, HandleTable, NO_SLOT } from './handle-table.js';

/** Every handle table of one driver: what lies in a block of private memory is asked of all of them. */
export class HandleTables {
  private readonly tables = new Set<HandleTable<Handle, unknown>>();
  private readonly kinds = new Map<number, HandleKind>();

  constructor(private readonly memory: Memory) {}

  /** A table for objects of one kind, of one owner. */
  create<H extends Handle, T>(kind: HandleKind): HandleTable<H, T> {
    const table = new HandleTable<H, T>(this.memory, kind);
    this.tables.add(table);
    this.kinds.set(kind.signature, kind);
    return table;
  }

  /** Forgets a table whose owner has ended. */
  drop<H extends Handle, T>(table: HandleTable<H, T>): void {
    this.tables.delete(table);
  }

  /** Whether an object can be made in a block, which is not NULL: no live one of any kind or owner has it. */
  isVacant(block: Address): boolean {
    // Most blocks carry no signature, or an object was destroyed there; then no table need be asked.
    if (!this.kinds.has(this.signatureAt(block)) || this.memory.readU32(block) === NO_SLOT) return true;
    for (const table of this.tables) if (table.find(block) !== undefined) return false;
    return true;
  }

  /**
   * What a handle is that was refused, in words.
   * @param wanted of which type it should have been, and of which owner (`hDevice`): a live one is another owner's then
   */
  whatIs(handle: Address, wanted?: { readonly handleType: string; readonly owner: string }): string {
    if (handle === NULL) return 'NULL';
    const kind = this.hasHeader(handle) ? this.kinds.get(this.signatureAt(handle)) : undefined;
    if (kind === undefined) return 'nothing that this driver has made, or overwritten';
    // A live object is found by its own kind's tables alone.
    if (this.isVacant(handle)) return `a ${kind.name} that was destroyed, or a copy of a header`;
    const isAlike = kind.handleType === wanted?.handleType;
    return isAlike ? `a live ${kind.name} of another ${wanted.owner}` : `a live ${kind.name}`;
  }

  private signatureAt(block: Address): number {
    return this.memory.readU32((block + 4) as Address);
  }

  private hasHeader(block: Address): boolean {
    try {
      this.memory.range(block, HANDLE_HEADER_BYTES);
      return true;
    } catch {
      return false; // an access violation, which is no answer to a question
    }
  }
}
