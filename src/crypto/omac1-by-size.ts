import { unsafe } from '@noble/ciphers/aes.js';
import { checkBytes } from './check.js';
import type { OmacKey } from './engine.js';
import { BLOCK_BYTES, CbcOmacKey, double, xorInto } from './omac1-cbc.js';
import { secretBytes } from './secret-bytes.js';

/** Bytes up to which a message costs less block by block in JavaScript than by a call of a cipher of Node's. */
const SHORT_BYTES = 128;

/**
 * OMAC-1 of short messages block by block on the round keys that @noble/ciphers expands, because a cipher of Node's costs
 * more to set up and to end than a channel's first messages do; of long ones by a CBC cipher, made for the first of them.
 */
export class OmacKeyBySize implements OmacKey {
  readonly #roundKeys: Uint32Array;
  readonly #secrets = secretBytes(4 * BLOCK_BYTES);
  readonly #key = this.#secrets.subarray(0, BLOCK_BYTES);
  /** K1 of RFC 4493, for messages of whole blocks, and K2 for others. */
  readonly #whole = this.#secrets.subarray(BLOCK_BYTES, 2 * BLOCK_BYTES);
  readonly #padded = this.#secrets.subarray(2 * BLOCK_BYTES, 3 * BLOCK_BYTES);
  readonly #chain = this.#secrets.subarray(3 * BLOCK_BYTES);
  #cbc: CbcOmacKey | undefined = undefined;
  #cleared = false;

  /** @param key 16 bytes */
  constructor(key: Uint8Array) {
    this.#key.set(key);
    this.#roundKeys = unsafe.expandKeyLE(this.#key);
    unsafe.encryptBlock(this.#roundKeys, this.#whole); // L, of zeros
    double(this.#whole);
    this.#padded.set(this.#whole);
    double(this.#padded);
  }

  mac(data: Uint8Array): Uint8Array {
    checkBytes('data', data);
    if (this.#cleared) throw new Error('OmacKey: expected a key, received a call after clear()');
    if (data.length > SHORT_BYTES) return (this.#cbc ??= new CbcOmacKey(this.#key)).mac(data);
    const chain = this.#chain;
    chain.fill(0);
    let at = 0;
    for (; data.length - at > BLOCK_BYTES; at += BLOCK_BYTES) {
      xorInto(chain, 0, data, at, BLOCK_BYTES);
      unsafe.encryptBlock(this.#roundKeys, chain);
    }
    const last = data.length - at;
    xorInto(chain, 0, data, at, last);
    if (last < BLOCK_BYTES) chain[last]! ^= 0x80;
    xorInto(chain, 0, last === BLOCK_BYTES ? this.#whole : this.#padded, 0, BLOCK_BYTES);
    unsafe.encryptBlock(this.#roundKeys, chain);
    return new Uint8Array(chain);
  }

  clear(): void {
    this.#cleared = true;
    this.#cbc?.clear();
    this.#roundKeys.fill(0);
    this.#secrets.fill(0);
  }
}
