import { createCipheriv } from 'node:crypto';
import { checkBytes } from './check.js';
import type { OmacKey } from './engine.js';
import { secretBytes } from './secret-bytes.js';

const BLOCK_BYTES = 16;

/** Multiplies a 16-byte block by x in GF(2^128), in place (RFC 4493 §2.3). No branch: the block is secret. */
function double(block: Uint8Array): void {
  const reduce = -(block[0]! >> 7) & 0x87;
  for (let i = 0; i < 15; i++) block[i] = (block[i]! << 1) | (block[i + 1]! >> 7);
  block[15] = (block[15]! << 1) ^ reduce;
}

/** XORs 16 bytes into `target` at `offset`. */
function xorInto(target: Uint8Array, offset: number, block: Uint8Array): void {
  for (let i = 0; i < BLOCK_BYTES; i++) target[offset + i]! ^= block[i]!;
}

/**
 * OMAC-1 by one AES-128-CBC cipher, because setting a cipher up costs more than the blocks of a message do. Its first
 * block is zeros: what comes out is L, from which the subkeys come. A cipher begins no message anew: what came out last
 * stands in the chain, so the next message's first block is XORed with it, which cancels it.
 */
export class CbcOmacKey implements OmacKey {
  readonly #cipher;
  /** What came out last: L, then each MAC. */
  readonly #chain = secretBytes(BLOCK_BYTES);
  /** K1 of RFC 4493, for messages of whole blocks, and K2 for others. */
  readonly #whole = secretBytes(BLOCK_BYTES);
  readonly #padded = secretBytes(BLOCK_BYTES);
  #cleared = false;

  /** @param key 16 bytes */
  constructor(key: Uint8Array) {
    this.#cipher = createCipheriv('aes-128-cbc', key, new Uint8Array(BLOCK_BYTES)).setAutoPadding(false);
    const first = this.#cipher.update(new Uint8Array(BLOCK_BYTES));
    this.#chain.set(first);
    first.fill(0);
    this.#whole.set(this.#chain);
    double(this.#whole);
    this.#padded.set(this.#whole);
    double(this.#padded);
  }

  mac(data: Uint8Array): Uint8Array {
    checkBytes('data', data);
    if (this.#cleared) throw new Error('OmacKey: expected a key, received a call after clear()');
    const message = secretBytes(Math.max(BLOCK_BYTES, Math.ceil(data.length / BLOCK_BYTES) * BLOCK_BYTES));
    message.set(data);
    const isWhole = data.length === message.length;
    if (!isWhole) message[data.length]! ^= 0x80;
    xorInto(message, 0, this.#chain);
    xorInto(message, message.length - BLOCK_BYTES, isWhole ? this.#whole : this.#padded);
    const chain = this.#cipher.update(message);
    message.fill(0); // a subkey is in it
    this.#chain.set(chain.subarray(chain.length - BLOCK_BYTES));
    chain.fill(0);
    return new Uint8Array(this.#chain);
  }

  clear(): void {
    if (this.#cleared) return;
    this.#cleared = true;
    this.#cipher.final(); // overwrites the expanded key
    for (const block of [this.#chain, this.#whole, this.#padded]) block.fill(0);
  }
}
