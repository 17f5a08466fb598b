/** How numbers and bytes look in messages and traces. */

/** `0x1f`; with zeros in front up to `digits`. */
export function hex(value: number | bigint, digits = 1): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** Bytes as hexadecimal digits: `00ff`. */
export function hexBytes(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** `1 byte`, `16 bytes`. */
export function byteCount(count: number): string {
  return `${count} ${count === 1 ? 'byte' : 'bytes'}`;
}

/** A 32-bit status: `0x8007000E`. */
export function statusText(status: number): string {
  return `0x${status.toString(16).toUpperCase().padStart(8, '0')}`;
}
