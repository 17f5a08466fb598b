/**
 * AES-128 encryption of single blocks (FIPS 197) on 32-bit words, big-endian, for the few blocks of a short message: a
 * cipher of Node's costs more to set up than they do. Its tables are small, so that little has to be fetched for it.
 */

export const ROUND_KEY_WORDS = 44;

/** Multiplies by x in GF(2^8). */
const timesX = (byte: number) => (byte << 1) ^ (byte & 0x80 ? 0x11b : 0);

const rotateRight = (word: number, bits: number) => (word >>> bits) | (word << (32 - bits));

/** SBOX of FIPS 197 §5.1.1: of each power of 3 the power that inverts it, and the affine step. */
function makeSbox(): Uint8Array {
  const powers = [1];
  for (let i = 1; i < 255; i++) powers.push(powers[i - 1]! ^ timesX(powers[i - 1]!));
  const sbox = new Uint8Array(256).fill(0x63, 0, 1);
  powers.forEach((value, i) => {
    const inverse = powers[(255 - i) % 255]! * 0x0101; // twice, so that shifts rotate
    sbox[value] = inverse ^ (inverse >> 4) ^ (inverse >> 5) ^ (inverse >> 6) ^ (inverse >> 7) ^ 0x63;
  });
  return sbox;
}

const sbox = makeSbox();

/** SUBBYTES and MIXCOLUMNS of the first byte of a column; of the others it is this, rotated. */
const columns = Int32Array.from(sbox, (s) => (timesX(s) << 24) | (s << 16) | (s << 8) | (timesX(s) ^ s));

/** One column of a round but the last, from the columns that SHIFTROWS takes its bytes from. */
const mixed = (a: number, b: number, c: number, d: number) =>
  columns[a >>> 24]! ^
  rotateRight(columns[(b >>> 16) & 0xff]!, 8) ^
  rotateRight(columns[(c >>> 8) & 0xff]!, 16) ^
  rotateRight(columns[d & 0xff]!, 24);

/** The same of the last round, which mixes nothing. */
const substituted = (a: number, b: number, c: number, d: number) =>
  (sbox[a >>> 24]! << 24) |
  (sbox[(b >>> 16) & 0xff]! << 16) |
  (sbox[(c >>> 8) & 0xff]! << 8) |
  sbox[d & 0xff]!;

/**
 * Expands a key (FIPS 197 §5.2).
 * @param roundKeys 44 words, of which the first four are the key
 */
export function expandKey(roundKeys: Int32Array): void {
  let constant = 1;
  for (let i = 4; i < ROUND_KEY_WORDS; i++) {
    let word = roundKeys[i - 1]!;
    if (i % 4 === 0) {
      const rotated = rotateRight(word, 24);
      word = substituted(rotated, rotated, rotated, rotated) ^ (constant << 24);
      constant = timesX(constant);
    }
    roundKeys[i] = roundKeys[i - 4]! ^ word;
  }
}

/**
 * Encrypts a block in place.
 * @param block 4 words
 */
export function encryptBlock(roundKeys: Int32Array, block: Int32Array): void {
  let a = block[0]! ^ roundKeys[0]!;
  let b = block[1]! ^ roundKeys[1]!;
  let c = block[2]! ^ roundKeys[2]!;
  let d = block[3]! ^ roundKeys[3]!;
  const last = ROUND_KEY_WORDS - 4;
  for (let at = 4; at < last; at += 4) {
    const nextA = mixed(a, b, c, d) ^ roundKeys[at]!;
    const nextB = mixed(b, c, d, a) ^ roundKeys[at + 1]!;
    const nextC = mixed(c, d, a, b) ^ roundKeys[at + 2]!;
    d = mixed(d, a, b, c) ^ roundKeys[at + 3]!;
    [a, b, c] = [nextA, nextB, nextC];
  }
  block[0] = substituted(a, b, c, d) ^ roundKeys[last]!;
  block[1] = substituted(b, c, d, a) ^ roundKeys[last + 1]!;
  block[2] = substituted(c, d, a, b) ^ roundKeys[last + 2]!;
  block[3] = substituted(d, a, b, c) ^ roundKeys[last + 3]!;
}
