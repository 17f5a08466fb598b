import type { CtrStream, Run } from '../../src/crypto/index.js';

/** Bytes that go through the engine at once: a call of it costs as much as some kilobytes of cipher. */
const pieceBytes = 128 * 1024;

/** Stretches that are gathered at once. */
const mostPlaces = 4096;

/** From so many bytes on, a copy by the engine of JavaScript is faster than a loop. */
const longCopyBytes = 32;

function copyBytes(from: Uint8Array, at: number, to: Uint8Array, target: number, bytes: number): void {
  if (bytes >= longCopyBytes) to.set(from.subarray(at, at + bytes), target);
  else for (let index = 0; index < bytes; index += 1) to[target + index] = from[at + index]!;
}

/**
 * One key stream over stretches of bytes that lie apart: they are put side by side, go through the engine in large
 * pieces, and are taken apart again. Nothing of the content stays behind.
 */
export class GatheredStream {
  private readonly piece: Uint8Array;
  /** Bytes of the piece that are in use. */
  private used = 0;
  /** By stretch: where in the piece it lies, where in the surface, how many bytes. */
  private readonly places: Uint32Array;
  private placed = 0;
  private stream: CtrStream;
  /** Bytes of key stream up to the end of the piece. */
  private position = 0;

  /**
   * @param begin starts the key stream
   * @param from where encrypted bytes are read; as long as `to`, or the same memory
   */
  constructor(
    private readonly begin: () => CtrStream,
    private readonly from: Uint8Array,
    private readonly to: Uint8Array,
  ) {
    this.stream = begin();
    // Outside the JavaScript heap, where nothing is moved about: what is overwritten is overwritten.
    this.piece = new Uint8Array(new ArrayBuffer(Math.min(pieceBytes, from.length)));
    this.places = new Uint32Array(3 * Math.min(mostPlaces, from.length));
  }

  /** Copies stretches as they are, clear bytes and encrypted ones, which are written over. */
  copy(runs: readonly Run[]): void {
    if (this.from.byteOffset === this.to.byteOffset && this.from.buffer === this.to.buffer) return;
    for (const { offset, bytes } of runs) this.to.set(this.from.subarray(offset, offset + bytes), offset);
  }

  /** Goes to a place in the key stream: forward over what is not used, back by starting anew. */
  seek(position: number): void {
    if (position < this.position) {
      this.flush();
      this.stream = this.begin();
      this.position = 0;
    }
    while (this.position < position) {
      if (this.used === this.piece.length) this.flush();
      const passed = Math.min(position - this.position, this.piece.length - this.used);
      this.used += passed;
      this.position += passed;
    }
  }

  /** The next stretch of the key stream is for these bytes of the surface. */
  add(offset: number, bytes: number): void {
    if (bytes >= pieceBytes) {
      this.flush();
      this.stream.applyRuns(this.from, this.to, [{ offset, bytes }]);
      this.position += bytes;
      return;
    }
    const room = this.piece.length - this.used;
    if (bytes <= room) this.place(offset, bytes);
    else {
      this.place(offset, room);
      this.flush();
      this.add(offset + room, bytes - room);
    }
  }

  /** Gathers a stretch that the piece has room for. */
  private place(offset: number, bytes: number): void {
    if (this.placed === this.places.length) this.flush();
    const { used, placed, places } = this;
    copyBytes(this.from, offset, this.piece, used, bytes);
    places[placed] = used;
    places[placed + 1] = offset;
    places[placed + 2] = bytes;
    this.placed = placed + 3;
    this.used = used + bytes;
    this.position += bytes;
  }

  /** Writes what has been gathered. To be called at the end. */
  flush(): void {
    if (this.used === 0) return;
    const piece = this.piece.subarray(0, this.used);
    this.stream.apply(piece, piece);
    const { placed, places, to } = this;
    for (let index = 0; index < placed; index += 3)
      copyBytes(piece, places[index]!, to, places[index + 1]!, places[index + 2]!);
    piece.fill(0);
    this.used = 0;
    this.placed = 0;
  }
}
