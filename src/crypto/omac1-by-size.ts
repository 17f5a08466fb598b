import { encryptBlock, expandKey, ROUND_KEY_WORDS } from './aes128-words.js';
import { checkBytes } from './check.js';
import type { OmacKey } from './engine.js';
import { CbcOmacKey } from './omac1-cbc.js';
import { secretBytes } from './secret-bytes.js';

const BLOCK_BYTES = 16;

/** Bytes up to which a message costs less block by block in JavaScript than by a call of a cipher of Node's. */
const SHORT_BYTES = 128;

/** Multiplies a block by x in GF(2^128), in place (RFC 4493 §2.3). No branch: the block is secret. */
function double(block: Int32Array): void {
  const reduce = (block[0]! >> 31) & 0x87;
  for (let i = 0; i < 3; i++) block[i] = (block[i]! << 1) | (block[i + 1]! >>> 31);
  block[3] = (block[3]! << 1) ^ reduce;
}

/** XORs one byte into a block, at its place there. */
function xorByte(block: Int32Array, at: number, byte: number): void {
  block[at >> 2]! ^= byte << (24 - 8 * (at & 3));
}

/** XORs `count` bytes from `from` on into a block. */
function xorBytes(block: Int32Array, bytes: Uint8Array, from: number, count: number): void {
  for (let i = 0; i < count; i++) xorByte(block, i, bytes[from + i]!);
}

/** Writes the first 16 bytes of big-endian words. */
function writeBytes(words: Int32Array, bytes: Uint8Array): Uint8Array {
  for (let i = 0; i < BLOCK_BYTES; i++) bytes[i] = words[i >> 2]! >>> (24 - 8 * (i & 3));
  return bytes;
}

/**
 * OMAC-1 of short messages block by block in JavaScript, because a cipher of Node's costs more to set up and to end than
 * the first messages of a channel; of long ones by a CBC cipher, which is made for the first of them.
 */
export class OmacKeyBySize implements OmacKey {
  /** All that there is of the key, in one place to be overwritten. */
  readonly #secrets = new Int32Array(secretBytes(4 * ROUND_KEY_WORDS + 3 * BLOCK_BYTES).buffer);
  readonly #roundKeys = this.#secrets.subarray(0, ROUND_KEY_WORDS);
  /** K1 of RFC 4493, for messages of whole blocks, and K2 for others. */
  readonly #whole = this.#secrets.subarray(ROUND_KEY_WORDS, ROUND_KEY_WORDS + 4);
  readonly #padded = this.#secrets.subarray(ROUND_KEY_WORDS + 4, ROUND_KEY_WORDS + 8);
  readonly #chain = this.#secrets.subarray(ROUND_KEY_WORDS + 8);
  #cbc: CbcOmacKey | undefined = undefined;
  #cleared = false;

  /** @param key 16 bytes */
  constructor(key: Uint8Array) {
    xorBytes(this.#roundKeys, key, 0, BLOCK_BYTES);
    expandKey(this.#roundKeys);
    encryptBlock(this.#roundKeys, this.#whole); // of zeros: L
    double(this.#whole);
    this.#padded.set(this.#whole);
    double(this.#padded);
  }

  mac(data: Uint8Array): Uint8Array {
    checkBytes('data', data);
    if (this.#cleared) throw new Error('OmacKey: expected a key, received a call after clear()');
    if (data.length > SHORT_BYTES) return (this.#cbc ??= this.#makeCbc()).mac(data);
    const chain = this.#chain.fill(0);
    let at = 0;
    for (; data.length - at > BLOCK_BYTES; at += BLOCK_BYTES) {
      xorBytes(chain, data, at, BLOCK_BYTES);
      encryptBlock(this.#roundKeys, chain);
    }
    const last = data.length - at;
    xorBytes(chain, data, at, last);
    if (last < BLOCK_BYTES) xorByte(chain, last, 0x80);
    const subkey = last === BLOCK_BYTES ? this.#whole : this.#padded;
    for (let i = 0; i < 4; i++) chain[i]! ^= subkey[i]!;
    encryptBlock(this.#roundKeys, chain);
    return writeBytes(chain, new Uint8Array(BLOCK_BYTES));
  }

  clear(): void {
    this.#cleared = true;
    this.#cbc?.clear();
    this.#secrets.fill(0);
  }

  /** The first round key is the key itself (FIPS 197 §5.2). */
  #makeCbc(): CbcOmacKey {
    const key = writeBytes(this.#roundKeys, secretBytes(BLOCK_BYTES));
    const made = new CbcOmacKey(key);
    key.fill(0);
    return made;
  }
}
