import { secretBytes } from './secret-bytes.js';

/**
 * Big-endian bytes as a number. Here and in {@link toBytes} byte by byte: by a hexadecimal text it would be quicker, but
 * nobody can overwrite a text, and the numbers are opened blocks.
 */
export function toBigInt(bytes: Uint8Array): bigint {
  let value = 0n;
  for (const byte of bytes) value = value * 256n + BigInt(byte);
  return value;
}

/**
 * A number, big-endian, with leading zeros. The caller wipes the bytes; the number itself cannot be.
 * @param value not negative, below 256 ^ `bytes`
 */
export function toBytes(value: bigint, bytes: number): Uint8Array {
  const result = secretBytes(bytes);
  let rest = value;
  for (let at = bytes - 1; at >= 0; at -= 1) {
    result[at] = Number(rest % 256n);
    rest /= 256n;
  }
  return result;
}
