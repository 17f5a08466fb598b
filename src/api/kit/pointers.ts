/** Members of structures that are pointers in C, and here what lies behind them. */
import type { FieldType } from '../../abi/index.js';
import { LayoutError, pointer } from '../../abi/index.js';
import { isBytes } from './argument-checks.js';
import { describe } from './describe.js';

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
