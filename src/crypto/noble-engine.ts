import type { KeyObject } from 'node:crypto';
import { cmac, ctr, ecb } from '@noble/ciphers/aes.js';
import { BigIntRsa } from './bigint-rsa.js';
import { checkBytes } from './check.js';
import { checkedCtr, PIECE_BYTES } from './counter-stream.js';
import { checkBlocks } from './ecb-check.js';
import type { CryptoEngine, CtrStream } from './engine.js';

/** Adds to a 16-byte big-endian number, in place, modulo 2^128. */
function advance(counterBlock: Uint8Array, blocks: number): void {
  let carry = blocks;
  for (let i = 15; i >= 0 && carry > 0; i--) {
    carry += counterBlock[i]!;
    counterBlock[i] = carry % 256;
    carry = Math.floor(carry / 256);
  }
}

/** A running stream over noble's one-shot CTR, which starts at a counter block and forgets where it stopped. */
class NobleCtr implements CtrStream {
  readonly #key: Uint8Array;
  readonly #next: Uint8Array;
  #rest = new Uint8Array(0);

  constructor(key: Uint8Array, counterBlock: Uint8Array) {
    this.#key = key;
    this.#next = new Uint8Array(counterBlock);
  }

  apply(input: Uint8Array, output: Uint8Array): void {
    let at = this.#applyRest(input, output, 0);
    const wholeEnd = input.length - ((input.length - at) % 16);
    while (at < wholeEnd) {
      const end = Math.min(wholeEnd, at + PIECE_BYTES);
      output.set(this.#encrypt(input.subarray(at, end)), at);
      at = end;
    }
    if (at === input.length) return;
    this.#rest = this.#encrypt(new Uint8Array(16));
    this.#applyRest(input, output, at);
  }

  /** Uses up what is left of the last block's key stream; returns how far it reached. */
  #applyRest(input: Uint8Array, output: Uint8Array, from: number): number {
    const bytes = Math.min(this.#rest.length, input.length - from);
    for (let i = 0; i < bytes; i++) output[from + i] = input[from + i]! ^ this.#rest[i]!;
    this.#rest = this.#rest.subarray(bytes);
    return from + bytes;
  }

  /** Whole blocks, at the place where the stream stands. */
  #encrypt(blocks: Uint8Array): Uint8Array<ArrayBuffer> {
    const result = ctr(this.#key, this.#next).encrypt(blocks);
    advance(this.#next, blocks.length / 16);
    return result;
  }
}

class NobleEngine implements CryptoEngine {
  readonly name = 'noble';
  readonly #rsa = new BigIntRsa();

  ctr: CryptoEngine['ctr'] = (key, counterBlock, carry = 'count') =>
    checkedCtr(key, counterBlock, carry, (own, block) => new NobleCtr(own, block));

  ecbEncrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
    checkBlocks(key, data);
    return data.length === 0 ? new Uint8Array(0) : ecb(key, { disablePadding: true }).encrypt(data);
  }

  ecbDecrypt(key: Uint8Array, data: Uint8Array): Uint8Array {
    checkBlocks(key, data);
    return data.length === 0 ? new Uint8Array(0) : ecb(key, { disablePadding: true }).decrypt(data);
  }

  omac1(key: Uint8Array, data: Uint8Array): Uint8Array {
    checkBytes('key', key, 16);
    checkBytes('data', data);
    return cmac(data, key);
  }

  rsaPrivate(key: KeyObject, block: Uint8Array): Uint8Array {
    return this.#rsa.private(key, block);
  }

  rsaPublic(key: KeyObject, block: Uint8Array): Uint8Array {
    return this.#rsa.public(key, block);
  }
}

/**
 * The primitives without OpenSSL: AES from @noble/ciphers, RSA on BigInt. The oracle that the fast engine is tested
 * against. Its RSA takes a time that depends on the key: not for keys that matter.
 */
export function nobleEngine(): CryptoEngine {
  return new NobleEngine();
}
