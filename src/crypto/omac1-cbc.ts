import { createCipheriv } from 'node:crypto';
import { secretBytes } from './secret-bytes.js';

const zeroBlock = (): Uint8Array => new Uint8Array(16);

/** Multiplies a 16-byte block by x in GF(2^128), in place (RFC 4493 §2.3). No branch: the block is secret. */
function double(block: Uint8Array): void {
  const reduce = -(block[0]! >> 7) & 0x87;
  for (let i = 0; i < 15; i++) block[i] = (block[i]! << 1) | (block[i + 1]! >> 7);
  block[15] = (block[15]! << 1) ^ reduce;
}

/** XORs 16 bytes into `target` at `offset`. */
function xorInto(target: Uint8Array, offset: number, block: Uint8Array): void {
  for (let i = 0; i < 16; i++) target[offset + i]! ^= block[i]!;
}

/**
 * OMAC-1 in one pass of one AES-128-CBC cipher, because setting a cipher up costs more than the blocks of a
 * command do. The cipher's first block is zeros: its output is L, from which the subkeys come. L then also stands in
 * the chain, so the message's first block is XORed with it, which cancels it.
 * @param key 16 bytes
 * @returns 16 bytes
 */
export function omac1ByCbc(key: Uint8Array, data: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-128-cbc', key, zeroBlock()).setAutoPadding(false);
  const subkey = cipher.update(zeroBlock());
  const message = secretBytes(Math.max(16, Math.ceil(data.length / 16) * 16));
  message.set(data);
  xorInto(message, 0, subkey);
  double(subkey);
  if (data.length !== message.length) {
    message[data.length]! ^= 0x80;
    double(subkey);
  }
  xorInto(message, message.length - 16, subkey);
  const chain = cipher.update(message);
  cipher.final(); // overwrites the expanded key
  subkey.fill(0);
  message.fill(0); // the subkey is in it
  const mac = new Uint8Array(chain.subarray(chain.length - 16));
  chain.fill(0);
  return mac;
}
