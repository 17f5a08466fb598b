import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { encryptBlock, expandKey, ROUND_KEY_WORDS } from '../../src/crypto/aes128-words.js';
import { hex, toHex } from './fixtures.js';

const bytes = (words: Int32Array) => {
  const view = Buffer.alloc(4 * words.length);
  words.forEach((word, index) => view.writeInt32BE(word, 4 * index));
  return new Uint8Array(view);
};

const words = (of: Uint8Array) => {
  const view = Buffer.from(of);
  return Int32Array.from({ length: of.length / 4 }, (_, index) => view.readInt32BE(4 * index));
};

function expanded(key: Uint8Array): Int32Array {
  const roundKeys = new Int32Array(ROUND_KEY_WORDS);
  roundKeys.set(words(key));
  expandKey(roundKeys);
  return roundKeys;
}

function encrypted(key: Uint8Array, data: Uint8Array): Uint8Array {
  const block = words(data);
  encryptBlock(expanded(key), block);
  return bytes(block);
}

describe('AES-128 on words', () => {
  it('expands a key as FIPS 197 A.1 does', () => {
    const roundKeys = bytes(expanded(hex('2b7e151628aed2a6abf7158809cf4f3c')));
    expect(toHex(roundKeys.subarray(16, 32))).toBe('a0fafe1788542cb123a339392a6c7605');
    expect(toHex(roundKeys.subarray(160))).toBe('d014f9a8c9ee2589e13f0cc8b6630ca6');
  });

  it('encrypts a block as FIPS 197 C.1 does', () => {
    const made = encrypted(hex('000102030405060708090a0b0c0d0e0f'), hex('00112233445566778899aabbccddeeff'));
    expect(toHex(made)).toBe('69c4e0d86a7b0430d8cdb78070b4c55a');
  });

  it('encrypts as OpenSSL does', () => {
    const block = fc.uint8Array({ minLength: 16, maxLength: 16 });
    fc.assert(
      fc.property(block, block, (key, data) => {
        const known = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false).update(data);
        expect(toHex(encrypted(key, data))).toBe(toHex(new Uint8Array(known)));
      }),
    );
  });
});
