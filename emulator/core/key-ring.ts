import type { KeySlab } from './key-slab.js';

/** The keys that a session, or a channel, can have; their order is that in the slab's block. */
const keyNames = ['session', 'refresh', 'readBack'] as const;

/** Which key of an object: the one in use, the number of a pending refresh, the one for reading back. */
export type KeyName = (typeof keyNames)[number];

const bitOf = (name: KeyName) => 1 << keyNames.indexOf(name);

/** The keys of one object. They lie in the slab, and each is overwritten when it goes (DCS-2). */
export class KeyRing {
  /** 0 before the first key; else the place of the block, from 1 on, above one bit for each key that is there. */
  private held = 0;

  constructor(private readonly slab: KeySlab) {}

  has(name: KeyName): boolean {
    return (this.held & bitOf(name)) !== 0;
  }

  /** The 16 bytes of a key, in place; undefined where there is none. */
  key(name: KeyName): Uint8Array | undefined {
    return this.has(name) ? this.slab.key(this.place, keyNames.indexOf(name)) : undefined;
  }

  /** Puts a key, a copy, where there may be one already. */
  install(name: KeyName, key: Uint8Array): void {
    if (this.held === 0) this.held = (this.slab.allocate() + 1) << keyNames.length;
    this.slab.key(this.place, keyNames.indexOf(name)).set(key);
    this.held |= bitOf(name);
  }

  /** Overwrites a key and forgets it. */
  drop(name: KeyName): void {
    if (!this.has(name)) return;
    this.slab.wipe(this.slab.key(this.place, keyNames.indexOf(name)));
    this.held &= ~bitOf(name);
  }

  /** Overwrites every key and gives their place back. */
  clear(): void {
    if (this.held === 0) return;
    for (const name of keyNames) this.drop(name);
    this.slab.release(this.place);
    this.held = 0;
  }

  private get place(): number {
    return (this.held >>> keyNames.length) - 1;
  }
}
