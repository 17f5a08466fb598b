import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createChunk, holdsWords, readWord, writeWord, writeWords, zero } from '../../src/memory/chunk.js';

const chunkOf = (bytes: Uint8Array) => createChunk(0, bytes.slice().buffer);
const content = fc.uint8Array({ minLength: 64, maxLength: 64 });
const word = fc.nat(0xffff_ffff);
const words = fc.tuple(word, word, word, word);

/** The bytes of little-endian words, as Node writes them. */
function littleEndian(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32LE(value, 4 * index));
  return bytes;
}

describe('words of a chunk', () => {
  it('are little-endian at every place, aligned or not', () => {
    fc.assert(
      fc.property(content, fc.nat(60), word, (bytes, place, value) => {
        const chunk = chunkOf(bytes);
        expect(readWord(chunk, place)).toBe(Buffer.from(bytes).readUInt32LE(place));
        writeWord(chunk, place, value);
        const expected = Buffer.from(bytes);
        expected.writeUInt32LE(value, place);
        expect(Buffer.compare(chunk.bytes, expected)).toBe(0);
      }),
    );
  });

  it('are compared and written by fours', () => {
    fc.assert(
      fc.property(content, fc.nat(48), words, fc.nat(15), (bytes, place, values, changed) => {
        const chunk = chunkOf(bytes);
        writeWords(chunk, place, values);
        const expected = Buffer.from(bytes);
        expected.set(littleEndian(values), place);
        expect(Buffer.compare(chunk.bytes, expected)).toBe(0);
        expect(holdsWords(chunk, place, values)).toBe(true);
        chunk.bytes[place + changed]! ^= 0x10;
        expect(holdsWords(chunk, place, values)).toBe(false);
      }),
    );
  });
});

it('zeroes so many bytes and no others', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.nat(100), (from, count) => {
      const chunk = createChunk(0, new Uint8Array(1024).fill(0xee).buffer);
      zero(chunk, 4 * from, 4 * count);
      const expected = new Uint8Array(1024).fill(0xee).fill(0, 4 * from, 4 * (from + count));
      expect(Buffer.compare(chunk.bytes, expected)).toBe(0);
    }),
  );
});
