import fc from 'fast-check';
import type { FieldType, Guid, Struct } from 'softumd/ddi';

/** Random values of a structure, made from its declaration alone. Of a union only the first arm gets a value. */
export function anyValueOf<T extends object>(struct: Struct<T>): fc.Arbitrary<Partial<T>> {
  const members = struct.members.filter(({ overlays }) => overlays === undefined);
  return fc.record(Object.fromEntries(members.map(({ name, type }) => [name, anyOf(type)]))) as fc.Arbitrary<
    Partial<T>
  >;
}

function anyOf(type: FieldType<unknown>): fc.Arbitrary<unknown> {
  if ('members' in type) return anyValueOf(type as unknown as Struct);
  if (type.zero instanceof Uint8Array)
    return fc.uint8Array({ minLength: type.zero.length, maxLength: type.zero.length });
  if (typeof type.zero === 'bigint') return fc.bigInt({ min: 0n, max: 0xffffffffffffffffn });
  if (type.name === 'GUID') return fc.uuid({ version: [1, 2, 3, 4, 5] }).map((text) => text as Guid);
  if (type.name === 'INT') return fc.integer();
  const bits = Math.min(8 * type.size('x64'), 47);
  return fc.integer({ min: 0, max: 2 ** bits - 1 });
}
