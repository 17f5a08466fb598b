import type { FourWords } from './access.js';

declare const brand: unique symbol;

/** A GUID as text: lower case, with hyphens, no braces. In memory: {@link guidWords}. */
export type Guid = string & { readonly [brand]: 'Guid' };

const guidText = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for GUID text in the form that {@link Guid} has. */
export function isGuid(value: unknown): value is Guid {
  return typeof value === 'string' && guidText.test(value);
}

/**
 * Makes a {@link Guid} of text in any usual form (upper case, braces).
 * @throws TypeError when the text is not a GUID
 */
export function guid(text: string): Guid {
  const plain = text.replace(/^\{|\}$/g, '').toLowerCase();
  if (!isGuid(plain)) {
    throw new TypeError(`guid: expected xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx, received '${text}'`);
  }
  return plain;
}

/** A GUID as the four little-endian 32-bit words of its 16 bytes in memory (D-63). */
export type GuidWords = FourWords;

/**
 * Where in the text the two digits of each byte in memory stand: Data1, Data2 and Data3 little-endian, Data4 as it is.
 * Calls read and write GUIDs all the time, which is why they are taken apart digit by digit.
 */
const digitsOfBytes = [6, 4, 2, 0, 11, 9, 16, 14, 19, 21, 24, 26, 28, 30, 32, 34] as const;

/** Of a digit, 0 to 9 or a to f, by its character code. */
const digitValue = (code: number) => (code < 0x3a ? code - 0x30 : code - 0x57);

const hexOfBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function byteOf(value: Guid, index: number): number {
  const at = digitsOfBytes[index]!;
  return digitValue(value.charCodeAt(at)) * 16 + digitValue(value.charCodeAt(at + 1));
}

function wordOf(value: Guid, first: number): number {
  const low = byteOf(value, first) | (byteOf(value, first + 1) << 8);
  return (low | (byteOf(value, first + 2) << 16) | (byteOf(value, first + 3) << 24)) >>> 0;
}

/** The four words of a GUID as it lies in memory: Data1, Data2 and Data3 little-endian, Data4 as it is. */
export function guidWords(value: Guid): GuidWords {
  return [wordOf(value, 0), wordOf(value, 4), wordOf(value, 8), wordOf(value, 12)];
}

/** The reverse of {@link guidWords}. */
export function guidFromWords([w0, w1, w2, w3]: GuidWords): Guid {
  const hex = (word: number, byte: 0 | 1 | 2 | 3) => hexOfBytes[(word >>> (8 * byte)) & 0xff]!;
  const data1 = hex(w0, 3) + hex(w0, 2) + hex(w0, 1) + hex(w0, 0);
  const [data2, data3] = [hex(w1, 1) + hex(w1, 0), hex(w1, 3) + hex(w1, 2)];
  const [two, six] = [hex(w2, 0) + hex(w2, 1), hex(w2, 2) + hex(w2, 3)];
  return `${data1}-${data2}-${data3}-${two}-${six}${hex(w3, 0)}${hex(w3, 1)}${hex(w3, 2)}${hex(w3, 3)}` as Guid;
}
