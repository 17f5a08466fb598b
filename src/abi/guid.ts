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
export type GuidWords = readonly [number, number, number, number];

/** The four words of a GUID as it lies in memory: Data1, Data2 and Data3 little-endian, Data4 as it is. */
export function guidWords(value: Guid): GuidWords {
  const hex = value.replaceAll('-', '');
  const data1 = Number.parseInt(hex.slice(0, 8), 16);
  const data2 = Number.parseInt(hex.slice(8, 12), 16);
  const data3 = Number.parseInt(hex.slice(12, 16), 16);
  const swap = (word: string) => Number.parseInt((word.match(/../g) ?? []).reverse().join(''), 16);
  return [data1, ((data3 << 16) | data2) >>> 0, swap(hex.slice(16, 24)), swap(hex.slice(24, 32))];
}

/** The reverse of {@link guidWords}. */
export function guidFromWords([w0, w1, w2, w3]: GuidWords): Guid {
  const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
  const bytes = (word: number) => (hex(word, 8).match(/../g) ?? []).reverse().join('');
  const data4 = bytes(w2) + bytes(w3);
  return `${hex(w0, 8)}-${hex(w1 & 0xffff, 4)}-${hex(w1 >>> 16, 4)}-${data4.slice(0, 4)}-${data4.slice(4)}` as Guid;
}
