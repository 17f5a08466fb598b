import { secretBytes } from './secret-bytes.js';

/** As many bytes as a double holds exactly. */
const exactBytes = 6;

/**
 * Big-endian bytes as a number. Here and in {@link toBytes} a number is halved until it is small: a hexadecimal text
 * would be simpler, but nobody can overwrite a text, and the numbers are opened blocks.
 */
export function toBigInt(bytes: Uint8Array): bigint {
  if (bytes.length <= exactBytes) return BigInt(bytes.reduce((number, byte) => number * 256 + byte, 0));
  const lowBytes = Math.floor(bytes.length / 2);
  const high = bytes.subarray(0, bytes.length - lowBytes);
  const low = bytes.subarray(bytes.length - lowBytes);
  return (toBigInt(high) << BigInt(8 * lowBytes)) | toBigInt(low);
}

/** Writes the number, which fits, over all of `target`. */
function write(value: bigint, target: Uint8Array): void {
  if (target.length <= exactBytes) {
    let rest = Number(value);
    for (let at = target.length - 1; at >= 0; at -= 1) {
      target[at] = rest % 256;
      rest = Math.floor(rest / 256);
    }
    return;
  }
  const lowBytes = Math.floor(target.length / 2);
  write(value >> BigInt(8 * lowBytes), target.subarray(0, target.length - lowBytes));
  write(BigInt.asUintN(8 * lowBytes, value), target.subarray(target.length - lowBytes));
}

/**
 * A number, big-endian, with leading zeros. The caller wipes the bytes; the number itself cannot be.
 * @param value not negative, below 256 ^ `bytes`
 */
export function toBytes(value: bigint, bytes: number): Uint8Array {
  const result = secretBytes(bytes);
  write(value, result);
  return result;
}
