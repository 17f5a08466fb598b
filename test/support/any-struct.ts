import fc from 'fast-check';
import type { Abi, FieldType, Guid, Member, Struct } from 'softumd/ddi';

/** Random values of a structure, made from its declaration alone. Of a union one arm gets a value, any of them. */
export function anyValueOf<T extends object>(struct: Struct<T>, abi: Abi = 'x64'): fc.Arbitrary<Partial<T>> {
  const places = new Map<string, Member[]>();
  for (const member of struct.members) {
    const place = member.overlays ?? member.name;
    places.set(place, [...(places.get(place) ?? []), member]);
  }
  const valueAt = (arms: readonly Member[]) =>
    fc.oneof(...arms.map(({ name, type }) => fc.record({ [name]: anyOf(type, abi) })));
  return fc
    .tuple(...[...places.values()].map(valueAt))
    .map((parts) => Object.assign({}, ...parts) as Partial<T>);
}

const signed = { INT: 32, LONG: 32, INT64: 64 };

function anyOf(type: FieldType<unknown>, abi: Abi): fc.Arbitrary<unknown> {
  if ('members' in type) return anyValueOf(type as unknown as Struct, abi);
  if (type.element && Array.isArray(type.zero)) {
    const { length } = type.zero;
    return fc.array(anyOf(type.element, abi), { minLength: length, maxLength: length });
  }
  if (type.zero instanceof Uint8Array)
    return fc.uint8Array({ minLength: type.zero.length, maxLength: type.zero.length });
  if (type.name === 'GUID') return fc.uuid({ version: [1, 2, 3, 4, 5] }).map((text) => text as Guid);
  const bits = 8 * type.size(abi);
  if (typeof type.zero === 'bigint') {
    const half = 2n ** BigInt(bits - 1);
    return type.name in signed
      ? fc.bigInt({ min: -half, max: half - 1n })
      : fc.bigInt({ min: 0n, max: 2n * half - 1n });
  }
  if (type.name in signed) return fc.integer();
  return fc.integer({ min: 0, max: 2 ** Math.min(bits, 47) - 1 });
}
