/** Members of structures that are pointers in C, and here what lies behind them. */
import type { FieldType, Struct } from '../../abi/index.js';
import { bytesAccess, LayoutError, NULL, pointer } from '../../abi/index.js';
import { isBytes } from './argument-checks.js';
import { describe } from './describe.js';
import type { InterfaceName, Interfaces } from './interfaces.js';
import { brandOf } from './view-members.js';

/** A pointer to bytes; how many there are, other members say. In a structure's image it is NULL. */
export const bytesPointer: FieldType<Uint8Array | null> = {
  ...(pointer('void*') as FieldType<unknown>),
  read: () => null,
  write: (_memory, _address, value) => {
    if (value !== null && !isBytes(value)) throw new LayoutError([], 'a Uint8Array or null', typeof value);
  },
  text: (value) => (value === null ? 'NULL' : `${value.length} bytes`),
  zero: null,
};

/** A pointer to a structure and what follows it in its allocation; here all of that as bytes. In an image it is NULL. */
export const blockPointer = (struct: Struct): FieldType<Uint8Array | null> => ({
  ...bytesPointer,
  name: `${struct.name}*`,
  pointee: struct,
});

/** A pointer to text that ends with 0; here the text, without that. In a structure's image it is NULL. */
export const LPCSTR: FieldType<string> = {
  ...(pointer('LPCSTR') as FieldType<unknown>),
  read: () => '',
  write: (_memory, _address, value) => {
    if (typeof value !== 'string' || value.includes('\0'))
      throw new LayoutError([], 'text without a 0', describe(value));
  },
  text: (value) => `'${value}'`,
  zero: '',
};

/** A pointer to values side by side; how many there are, other members say. In a structure's image it is NULL. */
export function valuesPointer<T>(element: FieldType<T>): FieldType<readonly T[] | null> {
  return {
    ...(pointer(`${element.name}*`, element) as FieldType<unknown>),
    read: () => null,
    write: (_memory, _address, values) => {
      if (values === null) return;
      if (!Array.isArray(values))
        throw new LayoutError([], `an array of ${element.name} or null`, describe(values));
      const one = bytesAccess(new Uint8Array(element.size('x64')));
      for (const value of values as readonly T[]) element.write(one, NULL, value, 'x64');
    },
    text: (values) =>
      values === null ? 'NULL' : `[${values.map((value) => element.text(value)).join(', ')}]`,
    zero: null,
  };
}

/** Text in a fixed array of WCHAR, of which the last is 0. */
export function wideText(characters: number): FieldType<string> {
  return {
    name: `WCHAR[${characters}]`,
    size: () => 2 * characters,
    align: () => 2,
    read: (memory, address) => {
      const text = new TextDecoder('utf-16le').decode(memory.copyOut(address, 2 * characters));
      return text.slice(0, `${text}\0`.indexOf('\0'));
    },
    write: (memory, address, value) => {
      if (typeof value !== 'string' || value.length >= characters)
        throw new LayoutError([], `text of less than ${characters} characters`, describe(value));
      const bytes = new Uint8Array(2 * characters);
      const view = new DataView(bytes.buffer);
      for (let at = 0; at < value.length; at += 1) view.setUint16(2 * at, value.charCodeAt(at), true);
      memory.copyIn(address, bytes);
    },
    text: (value) => `'${value}'`,
    zero: '',
  };
}

/** A pointer to one value, a GUID for one; here the value, or null. In a structure's image it is NULL. */
export function valuePointer<T>(type: FieldType<T>): FieldType<T | null> {
  return {
    ...(pointer(`${type.name}*`, type) as FieldType<unknown>),
    read: () => null,
    write: (_memory, _address, value) => {
      if (value !== null) type.write(bytesAccess(new Uint8Array(type.size('x64'))), NULL, value, 'x64');
    },
    text: (value) => (value === null ? 'NULL' : type.text(value)),
    zero: null,
  };
}

/**
 * An object of that interface, or null. Of which device it is, and whether it has ended, is left to the body. In a
 * structure's image it is NULL.
 */
export function objectPointer<N extends InterfaceName>(of: N): FieldType<Interfaces[N] | null> {
  const brand = brandOf(of);
  return {
    ...(pointer(`${of}*`) as FieldType<unknown>),
    read: () => null,
    write: (_memory, _address, value) => {
      if (value !== null && !(typeof value === 'object' && brand in value))
        throw new LayoutError([], `an ${of} or null`, describe(value));
    },
    text: (value) => (value === null ? 'NULL' : of),
    zero: null,
  };
}
