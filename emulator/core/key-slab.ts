/** Bytes of an AES-128 key. */
export const KEY_BYTES = 16;

const keysInChunk = 4096;

/**
 * Where session keys live: side by side in a few large arrays. A key's place is a small number, nothing is copied
 * about, and one search tells whether a key is still remembered.
 */
export class KeySlab {
  private readonly chunks: Uint8Array[] = [];
  private readonly vacant: number[] = [];
  private used = 0;

  /** A place for one key. */
  allocate(): number {
    const place = this.vacant.pop();
    if (place !== undefined) return place;
    if (this.used === this.chunks.length * keysInChunk)
      this.chunks.push(new Uint8Array(keysInChunk * KEY_BYTES));
    this.used += 1;
    return this.used - 1;
  }

  /** The 16 bytes at a place, in place. */
  key(place: number): Uint8Array {
    const start = (place % keysInChunk) * KEY_BYTES;
    return this.chunks[Math.floor(place / keysInChunk)]!.subarray(start, start + KEY_BYTES);
  }

  /** Gives a place back. Wiping it is a part of its own, done before. */
  release(place: number): void {
    this.vacant.push(place);
  }

  /** True while these bytes lie anywhere in the slab. */
  contains(secret: Uint8Array): boolean {
    return this.chunks.some((chunk) => Buffer.from(chunk.buffer).includes(Buffer.from(secret)));
  }
}
