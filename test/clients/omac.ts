import { createCipheriv } from 'node:crypto';

/** A client's own OMAC-1: AES-128-CBC with the subkeys of RFC 4493, over a whole number of blocks. */
export function omac1(key: Uint8Array, message: Uint8Array): Buffer {
  const encrypt = (bytes: Uint8Array) =>
    createCipheriv('aes-128-cbc', key, Buffer.alloc(16)).setAutoPadding(false).update(bytes);
  const zero = BigInt(`0x${encrypt(Buffer.alloc(16)).toString('hex')}`);
  const doubled = BigInt.asUintN(128, zero << 1n) ^ (zero >> 127n ? 0x87n : 0n);
  const subkey = Buffer.from(doubled.toString(16).padStart(32, '0'), 'hex');
  const last = message.subarray(-16).map((byte, index) => byte ^ subkey[index]!);
  return encrypt(Buffer.concat([message.subarray(0, -16), last])).subarray(-16);
}
