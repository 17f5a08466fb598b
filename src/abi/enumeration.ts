/** Enumerations and sets of flags: 32-bit (or 64-bit) types whose values have names. */
import type { FieldType } from './scalars.js';
import { UINT, UINT64 } from './scalars.js';
import { hex } from './text.js';

type Values = Readonly<Record<string, number | bigint>>;

/** What a type calls its values. */
export interface Constants<T extends number | bigint = number | bigint> {
  /** The name of the enumeration, or of the set of flags. */
  readonly name: string;
  /** Flags are combined by OR; of an enumeration's values there is one at a time. */
  readonly isFlags: boolean;
  /** The values by their full names in the header, in the order of the declaration. */
  readonly values: Readonly<Record<string, T>>;
  /** By full name the short one: the key of the value in code, and its name in traces. */
  readonly shortNames: Names;
}

/** An enumeration or a set of flags, whatever its values. */
export interface HasConstants<T extends number | bigint = number | bigint> {
  readonly constants: Constants<T>;
}

/** Bits of a set of flags that together hold one value. */
export interface BitField {
  readonly mask: number;
  /** The values by name, in place. Without them the names are those of the set. */
  readonly names?: Readonly<Record<string, number>>;
}

type Names = Readonly<Record<string, string>>;

/** What else there is to say of an enumeration. */
interface Naming<Full extends string, Patterns extends readonly string[], Renamed> {
  /** Patterns of full names; what `*` stands for is the short name, and the first that fits counts. Else `NAME_*`. */
  readonly short?: Patterns;
  /** Short names that are not made so: identifiers do not begin with a digit. */
  readonly renamed?: Renamed & Names;
  /** Full names that stand for a mask or for reserved bits: constants of the header, no values. */
  readonly masks?: readonly Full[];
  readonly fields?: readonly BitField[];
}

type ShortBy<Full extends string, Patterns extends readonly string[]> = Patterns extends readonly [
  infer First extends string,
  ...infer Rest extends readonly string[],
]
  ? First extends `${infer Before}*${infer After}`
    ? Full extends `${Before}${infer Short}${After}`
      ? Short
      : ShortBy<Full, Rest>
    : never
  : Full;

type ShortOf<Full, Patterns extends readonly string[], Renamed> = Full extends keyof Renamed
  ? Renamed[Full] & string
  : Full extends string
    ? ShortBy<Full, Patterns>
    : never;

type Widened<T> = [T] extends [number] ? number : bigint;

/** A type whose values have names: itself the type of members and parameters, and each value under its short name. */
export type Enumeration<
  V extends Values = Values,
  Patterns extends readonly string[] = readonly [],
  Renamed = unknown,
> = FieldType<Widened<V[keyof V]>> &
  HasConstants<Widened<V[keyof V]>> & {
    readonly [Full in keyof V as ShortOf<Full, Patterns, Renamed>]: V[Full];
  };

/** The short names of an enumeration. */
export type ShortName<E> = Exclude<keyof E, keyof FieldType<unknown>> & string;

function shortNameOf(full: string, patterns: readonly string[], renamed: Names) {
  const own = renamed[full];
  if (own !== undefined) return own;
  for (const pattern of patterns) {
    const [before = '', after = ''] = pattern.split('*');
    if (full.startsWith(before) && full.endsWith(after))
      return full.slice(before.length, full.length - after.length);
  }
  return full;
}

type TextOf = (value: number | bigint) => string;

/** The first name of each value; masks have none. */
function namesByValue(names: Iterable<readonly [name: string, value: number | bigint]>) {
  const byValue = new Map<number | bigint, string>();
  for (const [name, value] of names) if (!byValue.has(value)) byValue.set(value, name);
  return byValue;
}

const textOfNumber: TextOf = (value) => (value === 0 ? '0' : hex(value));

/** A field with what its values are called. */
interface NamedField {
  readonly mask: number;
  readonly nameOf: (bits: number) => string | undefined;
}

function namedFields(fields: readonly BitField[], byValue: ReadonlyMap<number | bigint, string>) {
  return fields.map(({ mask, names }, index): NamedField => {
    if (names) {
      const own = namesByValue(Object.entries(names));
      return { mask, nameOf: (bits) => own.get(bits) };
    }
    // Of several fields that share the names of the set only the first can say what zero is.
    return { mask, nameOf: (bits) => (bits === 0 && index > 0 ? undefined : byValue.get(bits)) };
  });
}

/** The names of flags that are set, fields first; bits that have none as one number. */
function textOfFlags(byValue: ReadonlyMap<number | bigint, string>, fields: readonly BitField[]): TextOf {
  const parts = namedFields(fields, byValue);
  const bitNames = [...byValue].flatMap(([bits, name]) =>
    bits === 0 ? [] : [[Number(bits), name] as const],
  );
  return (value) => {
    if (!Number.isInteger(value) || value < 0 || value > 0xffffffff) return String(value);
    let rest = Number(value);
    let unknown = 0;
    const found: string[] = [];
    for (const { mask, nameOf } of parts) {
      const bits = (rest & mask) >>> 0;
      rest = (rest & ~mask) >>> 0;
      const name = nameOf(bits);
      if (name !== undefined) found.push(name);
      else unknown = (unknown | bits) >>> 0;
    }
    for (const [bits, name] of bitNames) {
      if ((rest & bits) >>> 0 !== bits) continue;
      found.push(name);
      rest = (rest & ~bits) >>> 0;
    }
    unknown = (unknown | rest) >>> 0;
    if (unknown === 0 && found.length > 0) return found.join(' | ');
    // Nothing is set, or not all of it by name: there may be a name for the whole.
    return byValue.get(value) ?? [...found, textOfNumber(unknown)].join(' | ');
  };
}

function declareNamed(
  name: string,
  isFlags: boolean,
  values: Values,
  { short = [`${name}_*`], renamed = {}, masks = [], fields = [] }: Naming<string, readonly string[], object>,
): FieldType<number | bigint> {
  const entries = Object.entries(values).map(
    ([full, value]) => [full, shortNameOf(full, short, renamed), value] as const,
  );
  const byShort = Object.fromEntries(entries.map(([, key, value]) => [key, value]));
  const base = (typeof entries[0]?.[2] === 'bigint' ? UINT64 : UINT) as FieldType<number | bigint>;
  const twice = entries.find(
    ([, key], index) => key in base || entries.findIndex(([, other]) => other === key) < index,
  );
  if (twice) throw new RangeError(`${name}: ${twice[0]} has no short name of its own, received ${twice[1]}`);
  const byValue = namesByValue(
    entries.filter(([full]) => !masks.includes(full)).map(([, key, value]) => [key, value]),
  );
  const shortNames = Object.fromEntries(entries.map(([full, key]) => [full, key]));
  const text: TextOf = isFlags
    ? textOfFlags(byValue, fields)
    : (value) => byValue.get(value) ?? textOfNumber(value);
  return { ...base, name, text, constants: { name, isFlags, values, shortNames }, ...byShort };
}

/**
 * Declares an enumeration: a type of one value at a time.
 * @param name the C name
 * @param values the values by their full names in the header; none where they are not known here
 */
export function enumeration<
  const Name extends string,
  const V extends Values,
  const Patterns extends readonly string[] = readonly [`${Name}_*`],
  const Renamed extends object = object,
>(
  name: Name,
  values: V,
  naming: Naming<keyof V & string, Patterns, Renamed> = {},
): Enumeration<V, Patterns, Renamed> {
  return declareNamed(name, false, values, naming) as Enumeration<V, Patterns, Renamed>;
}

/** Declares a set of flags: a word whose bits, or groups of bits, have names. As {@link enumeration}. */
export function flags<
  const Name extends string,
  const V extends Readonly<Record<string, number>>,
  const Patterns extends readonly string[] = readonly [`${Name}_*`],
  const Renamed extends object = object,
>(
  name: Name,
  values: V,
  naming: Naming<keyof V & string, Patterns, Renamed> = {},
): Enumeration<V, Patterns, Renamed> {
  return declareNamed(name, true, values, naming) as Enumeration<V, Patterns, Renamed>;
}

/** Whether something that a module exports is an enumeration or a set of flags. */
export function isEnumeration(value: unknown): value is HasConstants {
  return typeof value === 'object' && value !== null && 'constants' in value;
}

/** The values by their short names and nothing else, for whoever goes through them. */
export function valuesByName<T extends number | bigint>({
  constants,
}: HasConstants<T>): Readonly<Record<string, T>> {
  const { values, shortNames } = constants;
  return Object.fromEntries(Object.entries(values).map(([full, value]) => [shortNames[full]!, value]));
}

/** A type that the header declares as a plain number, and whose values have the names of an enumeration. */
export function named<T>(type: FieldType<T>, values: FieldType<T> & HasConstants): FieldType<T> {
  return { ...type, text: (value) => values.text(value), constants: values.constants };
}

/** A number with one bit for each value of an enumeration: `1 << value`. */
export function bitsOf(type: FieldType<number>, { constants }: HasConstants): FieldType<number> {
  const { name, values, shortNames } = constants;
  const bits = Object.entries(values).map(([full, value]) => [full, (1 << Number(value)) >>> 0] as const);
  const text = textOfFlags(namesByValue(bits.map(([full, bit]) => [shortNames[full]!, bit])), []);
  return {
    ...type,
    text,
    constants: { name: `1 << ${name}`, isFlags: true, values: Object.fromEntries(bits), shortNames },
  };
}
