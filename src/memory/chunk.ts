import type { FourWords } from '../abi/index.js';
import type { Comparable } from './red-zones.js';

/** A stretch of an arena, whose bytes never move. Places in it are counted in bytes from its beginning. */
export interface Chunk extends Comparable {
  readonly startOffset: number;
  readonly view: DataView;
  /** The same bytes by fours, in the machine's own order. */
  readonly words: Uint32Array;
}

export function createChunk(startOffset: number, buffer: ArrayBuffer): Chunk {
  return {
    startOffset,
    bytes: new Uint8Array(buffer),
    numbers: new Float64Array(buffer, 0, Math.floor(buffer.byteLength / 8)),
    view: new DataView(buffer),
    words: new Uint32Array(buffer, 0, Math.floor(buffer.byteLength / 4)),
  };
}

/** How 32-bit words are read and written. */
interface WordAccess {
  readonly read: (chunk: Chunk, place: number) => number;
  readonly write: (chunk: Chunk, place: number, value: number) => void;
}

const isAligned = (place: number) => (place & 3) === 0;

/** Structures are little-endian: on a machine that is too, an aligned word is the machine's own, which is faster. */
const ofLittleEndian: WordAccess = {
  read: ({ words, view }, place) => (isAligned(place) ? words[place >>> 2]! : view.getUint32(place, true)),
  write: ({ words, view }, place, value) => {
    if (isAligned(place)) words[place >>> 2] = value;
    else view.setUint32(place, value, true);
  },
};

const ofAnyMachine: WordAccess = {
  read: ({ view }, place) => view.getUint32(place, true),
  write: ({ view }, place, value) => {
    view.setUint32(place, value, true);
  },
};

const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

// Chosen here and not at each word: that would cost as much as it saves.
export const { read: readWord, write: writeWord } = isLittleEndian ? ofLittleEndian : ofAnyMachine;

export function holdsWords(chunk: Chunk, place: number, words: FourWords): boolean {
  return (
    readWord(chunk, place) === words[0] &&
    readWord(chunk, place + 4) === words[1] &&
    readWord(chunk, place + 8) === words[2] &&
    readWord(chunk, place + 12) === words[3]
  );
}

export function writeWords(chunk: Chunk, place: number, words: FourWords): void {
  writeWord(chunk, place, words[0]);
  writeWord(chunk, place + 4, words[1]);
  writeWord(chunk, place + 8, words[2]);
  writeWord(chunk, place + 12, words[3]);
}

/** Of this many bytes on, the engine's own loop is faster than one written here. */
const largeBytes = 128;

/** Writes zeros over so many bytes, a multiple of 4, at a place that is one too. */
export function zero({ words, bytes: all }: Chunk, place: number, bytes: number): void {
  if (bytes >= largeBytes) all.fill(0, place, place + bytes);
  else for (let index = place >>> 2; index < (place + bytes) >>> 2; index += 1) words[index] = 0;
}
