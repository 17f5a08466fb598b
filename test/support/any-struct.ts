import fc from 'fast-check';
import type { Abi, FieldType, Guid, Member, Struct } from 'softumd/ddi';

/** One arm of a union, or a member that shares its place with none, and what it takes for it to count. */
type Chosen = Readonly<Record<string, unknown>>;

/** A value for a member and, of a union's arm that has a condition, one for the discriminant. */
function anyMember({ name, type, when }: Member, abi: Abi): fc.Arbitrary<Chosen> {
  const value = fc.record({ [name]: anyOf(type, abi) });
  if (!when) return value;
  const discriminant = fc.record({ [when.member]: fc.constantFrom(...when.is) });
  return fc.tuple(value, discriminant).map((both) => Object.assign({}, ...both) as Chosen);
}

/**
 * Random values of a structure, made from its declaration alone. Of a union one arm gets a value: any of them, and its
 * discriminant says so; of unions with the same discriminant the last that has a say in it.
 */
export function anyValueOf<T extends object>(struct: Struct<T>, abi: Abi = 'x64'): fc.Arbitrary<Partial<T>> {
  const places = new Map<string, Member[]>();
  for (const member of struct.members) {
    const place = member.overlays ?? member.name;
    places.set(place, [...(places.get(place) ?? []), member]);
  }
  const valueAt = (arms: readonly Member[]) => fc.oneof(...arms.map((arm) => anyMember(arm, abi)));
  return fc
    .tuple(...[...places.values()].map(valueAt))
    .map((parts) => Object.assign({}, ...parts) as Partial<T>);
}

const signed = { INT: 32, LONG: 32, INT64: 64 };

/** Values with names, alone and combined, and any others: a driver may meet newer ones. */
function anyNamed({ constants, zero }: FieldType<unknown>, other: fc.Arbitrary<unknown>) {
  const { isFlags = false, values = {} } = constants ?? {};
  const known = Object.values(values);
  if (known.length === 0) return other;
  const one = fc.constantFrom(...known);
  if (!isFlags || typeof zero === 'bigint') return fc.oneof(one, other);
  const some = fc.subarray(known as number[]).map((bits) => bits.reduce((all, bit) => (all | bit) >>> 0, 0));
  return fc.oneof(one, some, other);
}

function anyOf(type: FieldType<unknown>, abi: Abi): fc.Arbitrary<unknown> {
  if ('members' in type) return anyValueOf(type as unknown as Struct, abi);
  if (type.element && Array.isArray(type.zero)) {
    const { length } = type.zero;
    return fc.array(anyOf(type.element, abi), { minLength: length, maxLength: length });
  }
  if (type.zero instanceof Uint8Array)
    return fc.uint8Array({ minLength: type.zero.length, maxLength: type.zero.length });
  if (type.name === 'GUID') return fc.uuid({ version: [1, 2, 3, 4, 5] }).map((text) => text as Guid);
  return anyNamed(type, anyNumber(type, abi));
}

function anyNumber(type: FieldType<unknown>, abi: Abi): fc.Arbitrary<unknown> {
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
