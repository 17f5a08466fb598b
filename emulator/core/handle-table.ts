import type { Address, FourWords, Handle, Memory } from '../../src/abi/index.js';
import { NULL } from '../../src/abi/index.js';

/** Bytes of private memory that a handle's header takes: slot, signature, generation, 4 unused. */
export const HANDLE_HEADER_BYTES = 16;

/** The slot of an object that was destroyed: no table has it. */
export const NO_SLOT = 0x7fff_ffff;

/** A kind of object: how messages call it, the 32-bit signature that its header carries, and what its handles are. */
export interface HandleKind {
  readonly name: string;
  readonly signature: number;
  /** The C name of its handles' type. */
  readonly handleType: string;
}

/** Why a header that should be there is not: reported once, when the object behind it is destroyed (D-61). */
export interface Incident {
  /** The kind of object: 'crypto session'. */
  readonly kind: string;
  readonly handle: Address;
  readonly what: 'private memory was overwritten';
}

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
  private readonly header: [slot: number, signature: number, generation: number, unused: number];
  private live = 0;

  constructor(
    private readonly memory: Memory,
    readonly kind: HandleKind,
  ) {
    this.header = [NO_SLOT, kind.signature, 0, 0];
  }

  /** Puts an object behind a handle. Touches the private block before the table, so that a bad one changes nothing. */
  add(handle: H, object: T): void {
    const slot = this.vacant.at(-1) ?? this.addresses.length;
    this.generations[slot] = ((this.generations[slot] ?? 0) + 1) >>> 0;
    this.memory.writeWords(handle, this.headerOf(slot));
    this.vacant.pop();
    this.addresses[slot] = handle;
    this.objects[slot] = object;
    this.live += 1;
  }

  /** The live object behind a handle, or undefined. */
  find(handle: H): T | undefined {
    return this.objects[this.slotOf(handle)];
  }

  /** Takes the object away; its handle is dead from now on. */
  remove(handle: H): T | undefined {
    const object = this.vacate(this.slotOf(handle));
    if (object !== undefined) this.memory.writeU32(handle, NO_SLOT);
    return object;
  }

  /** Takes the object away whose private block is at `handle` and was overwritten; reports it (D-61). */
  removeOverwritten(handle: H, report: (incident: Incident) => void): T | undefined {
    const object = this.vacate(this.addresses.indexOf(handle));
    if (object !== undefined)
      report({ kind: this.kind.name, handle, what: 'private memory was overwritten' });
    return object;
  }

  /** True where there is no live object: much faster to ask than to go through none. */
  get isEmpty(): boolean {
    return this.live === 0;
  }

  /** Every live object, those whose private memory was overwritten included. */
  *entries(): IterableIterator<{ readonly handle: H; readonly object: T }> {
    for (const [slot, object] of this.objects.entries()) {
      if (object !== undefined) yield { handle: this.addresses[slot] as H, object };
    }
  }

  /** Ends the table, which nobody asks any more: gives every object to `end` with its handle, and what was overwritten to `report`. */
  clear(end: (object: T, handle: H) => void, report: (incident: Incident) => void): void {
    for (const { handle, object } of this.entries()) {
      if (!this.isIntact(handle))
        report({ kind: this.kind.name, handle, what: 'private memory was overwritten' });
      end(object, handle);
    }
  }

  /** What lies in the block of a slot's object. One array serves every look, as there is one at each call. */
  private headerOf(slot: number): FourWords {
    this.header[0] = slot;
    this.header[2] = this.generations[slot]!;
    return this.header;
  }

  private vacate(slot: number): T | undefined {
    const object = this.objects[slot];
    if (object === undefined) return undefined;
    this.addresses[slot] = NULL;
    this.objects[slot] = undefined;
    this.vacant.push(slot);
    this.live -= 1;
    return object;
  }

  private isIntact(handle: H): boolean {
    try {
      return this.slotOf(handle) >= 0;
    } catch {
      // The runtime has freed the block already: nothing of it is the driver's to judge.
      return true;
    }
  }

  /** The slot that a header names and that names its address; -1 where there is none. */
  private slotOf(handle: H): number {
    if (handle === NULL) return -1;
    const slot = this.memory.readU32(handle);
    if (this.addresses[slot] !== handle) return -1;
    return this.memory.holdsWords(handle, this.headerOf(slot)) ? slot : -1;
  }
}
