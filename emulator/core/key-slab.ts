/** Bytes of an AES-128 key. */
export const KEY_BYTES = 16;

/** Keys that lie together: those that one ring can hold. */
const keysInBlock = 3;
const blockBytes = keysInBlock * KEY_BYTES;
const blocksInChunk = 1024;

/**
 * Where keys live: side by side in a few large arrays. A block's place is a small number, nothing is copied about, and
 * one search tells whether a key is still remembered.
 */
export class KeySlab {
  private readonly chunks: Uint8Array[] = [];
  private readonly vacant: number[] = [];
  private used = 0;

  /** @param wipe overwrites a key that is no longer used (DCS-2) */
  constructor(readonly wipe: (key: Uint8Array) => void) {}

  /** A block for the keys of one ring. */
  allocate(): number {
    const place = this.vacant.pop();
    if (place !== undefined) return place;
    if (this.used === this.chunks.length * blocksInChunk)
      this.chunks.push(new Uint8Array(blocksInChunk * blockBytes));
    this.used += 1;
    return this.used - 1;
  }

  /** The 16 bytes of one key of a block, in place. */
  key(place: number, index: number): Uint8Array {
    const start = (place % blocksInChunk) * blockBytes + index * KEY_BYTES;
    return this.chunks[Math.floor(place / blocksInChunk)]!.subarray(start, start + KEY_BYTES);
  }

  /** Gives a block back, whose keys have been overwritten. */
  release(place: number): void {
    this.vacant.push(place);
  }

  /** True while these bytes lie anywhere in the slab. */
  contains(secret: Uint8Array): boolean {
    return this.chunks.some((chunk) => Buffer.from(chunk.buffer).includes(Buffer.from(secret)));
  }
}
