import type { Address, Handle, Memory } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';

/** Bytes of private memory that a handle's header takes: signature, slot, generation, 4 unused. */
export const HANDLE_HEADER_BYTES = 16;

/** A kind of object: how messages call it, and the 32-bit signature that its header carries. */
export interface HandleKind {
  readonly name: string;
  readonly signature: number;
}

/** Why a header that should be there is not: reported once, when the object behind it is destroyed (D-61). */
export interface Incident {
  /** The kind of object: 'crypto session'. */
  readonly kind: string;
  readonly handle: Address;
  readonly what: 'private memory was overwritten';
}

const at = (address: number) => address as Address;

/**
 * The objects of one kind that one device (or driver) has, found by their handles in constant time. The handle is
 * the address of the private block; a header there names the slot, and the slot must name that very address (D-61).
 * So a copied or forged header, and a handle of another device or kind, finds nothing.
 */
export class HandleTable<H extends Handle, T> {
  private readonly addresses: Address[] = [];
  private readonly generations: number[] = [];
  private readonly objects: (T | undefined)[] = [];
  private readonly vacant: number[] = [];
  private readonly signature: number;

  constructor(
    private readonly memory: Memory,
    readonly kind: HandleKind,
  ) {
    this.signature = kind.signature;
  }

  /** Puts an object behind a handle. Touches the private block before the table, so that a bad one changes nothing. */
  add(handle: H, object: T): void {
    // Both ends are live, and a guard gap is no shorter than the header: so all of it is.
    this.memory.readU32(handle);
    this.memory.readU32(at(handle + HANDLE_HEADER_BYTES - 4));
    const slot = this.vacant.pop() ?? this.addresses.length;
    const generation = ((this.generations[slot] ?? 0) + 1) >>> 0;
    this.memory.writeU32(handle, this.signature);
    this.memory.writeU32(at(handle + 4), slot);
    this.memory.writeU32(at(handle + 8), generation);
    this.addresses[slot] = handle;
    this.generations[slot] = generation;
    this.objects[slot] = object;
  }

  /** The live object behind a handle, or undefined. */
  find(handle: H): T | undefined {
    const slot = this.slotOf(handle);
    return slot === undefined ? undefined : this.objects[slot];
  }

  /** Takes the object away; its handle is dead from now on. */
  remove(handle: H): T | undefined {
    const slot = this.slotOf(handle);
    if (slot === undefined) return undefined;
    this.memory.writeU32(handle, 0);
    return this.vacate(slot);
  }

  /** Takes the object away whose private block is at `handle` and was overwritten; reports it (D-61). */
  removeOverwritten(handle: H, report: (incident: Incident) => void): T | undefined {
    const slot = handle === NULL ? -1 : this.addresses.indexOf(handle);
    if (slot < 0) return undefined;
    report({ kind: this.kind.name, handle, what: 'private memory was overwritten' });
    return this.vacate(slot);
  }

  /** Every live object, those whose private memory was overwritten included. */
  *entries(): IterableIterator<{ readonly handle: H; readonly object: T }> {
    for (const [slot, object] of this.objects.entries()) {
      if (object !== undefined) yield { handle: this.addresses[slot] as H, object };
    }
  }

  /** Ends the table: gives every object to `end`, and what was overwritten to `report`. */
  clear(end: (object: T) => void, report: (incident: Incident) => void): void {
    for (const { handle, object } of this.entries()) {
      if (!this.isIntact(handle))
        report({ kind: this.kind.name, handle, what: 'private memory was overwritten' });
      end(object);
    }
    this.addresses.length = 0;
    this.objects.length = 0;
    this.vacant.length = 0;
  }

  private vacate(slot: number): T | undefined {
    const object = this.objects[slot];
    this.addresses[slot] = NULL;
    this.objects[slot] = undefined;
    this.vacant.push(slot);
    return object;
  }

  private isIntact(handle: H): boolean {
    try {
      return this.slotOf(handle) !== undefined;
    } catch {
      // The runtime has freed the block already: nothing of it is the driver's to judge.
      return true;
    }
  }

  private slotOf(handle: H): number | undefined {
    if (handle === NULL || this.memory.readU32(handle) !== this.signature) return undefined;
    const slot = this.memory.readU32(at(handle + 4));
    const generation = this.memory.readU32(at(handle + 8));
    return this.addresses[slot] === handle && this.generations[slot] === generation ? slot : undefined;
  }
}
