import { LayoutError } from './layout-error.js';
import type { FieldType } from './scalars.js';
import type { Address } from './address.js';

/** A fixed array: `TYPE Member[count]`. An array of bytes is `bytes(count)`. */
export function array<T>(element: FieldType<T>, count: number): FieldType<readonly T[]> {
  const indices = Array.from({ length: count }, (_, index) => index);
  return {
    name: `${element.name}[${count}]`,
    size: (abi) => count * element.size(abi),
    align: (abi) => element.align(abi),
    read: (memory, address, abi) =>
      indices.map((index) => element.read(memory, (address + index * element.size(abi)) as Address, abi)),
    write: (memory, address, value, abi) => {
      if (value.length !== count) throw new LayoutError([], `${count} elements`, `${value.length} elements`);
      value.forEach((item, index) => {
        element.write(memory, (address + index * element.size(abi)) as Address, item, abi);
      });
    },
    text: (value) => `[${value.map((item) => element.text(item)).join(', ')}]`,
    zero: indices.map(() => element.zero),
    element,
  };
}
