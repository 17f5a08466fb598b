/** The schemas that options are made of. The message of each is what it expects, as an error's text has it. */
import * as v from 'valibot';
import { nearest } from './nearest.js';

/** `'a', 'b' or 'c'` */
function anyOf(names: readonly string[]): string {
  return names.length > 1 ? `${names.slice(0, -1).join(', ')} or ${names.at(-1)!}` : names.join();
}

/** One of some words. */
export function oneOf<const Words extends readonly string[]>(...words: Words) {
  return v.picklist(words, anyOf(words.map((word) => `'${word}'`)));
}

/** A whole number within limits, both of them allowed. */
export function wholeNumber(least: number, most: number, what = 'a whole number') {
  const expected = `${what} from ${least} to ${most}`;
  const isWithin = (value: number) => Number.isInteger(value) && value >= least && value <= most;
  return v.pipe(v.number(expected), v.check(isWithin, expected));
}

/** A BigInt of 64 bits without sign. */
export function unsigned64() {
  const expected = 'a BigInt of 64 bits, such as 0n';
  return v.pipe(
    v.bigint(expected),
    v.check((value) => BigInt.asUintN(64, value) === value, expected),
  );
}

export function text() {
  return v.string('text');
}

export function trueOrFalse() {
  return v.boolean('true or false');
}

/** A list; not changed by whoever reads it. */
export function listOf<Input, Output>(
  item: v.GenericSchema<Input, Output>,
): v.GenericSchema<readonly Input[], readonly Output[]> {
  return v.pipe(v.array(item, 'an array'), v.readonly());
}

/** A value of a type of its own, known by `is`. */
export function valueOf<T>(expected: string, is: (value: unknown) => boolean): v.CustomSchema<T, string> {
  return v.custom<T, string>(is, expected);
}

/** Whether a value has all these methods: what it is good for, from whichever copy of a module it comes. */
export function hasMethods(value: unknown, ...names: readonly string[]): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const members = value as Readonly<Record<string, unknown>>;
  return names.every((name) => typeof members[name] === 'function');
}

/** How a name that is no member is told: it is what the issue expects never. */
export const UNKNOWN_MEMBER = 'never';

/** What is wrong with an object as a whole, or with one of its names. */
function objectMessage(entries: v.ObjectEntries) {
  return ({ input, expected }: v.StrictObjectIssue): string => {
    if (expected === UNKNOWN_MEMBER) {
      const names = Object.keys(entries);
      const meant = nearest(names, String(input), 1);
      return meant.length > 0 ? `did you mean ${meant.join()}?` : `there are ${names.join(', ')}`;
    }
    const missing = Object.entries(entries).find(([name]) => expected === `"${name}"`)?.[1];
    const message = missing && 'message' in missing ? missing.message : undefined;
    return typeof message === 'string' ? message : 'an object';
  };
}

/** An object with these members and no others. */
export function members<const Entries extends v.ObjectEntries>(entries: Entries) {
  return v.strictObject(entries, objectMessage(entries));
}

type AnyOf<Entries extends v.ObjectEntries> = {
  readonly [Name in keyof Entries]: v.ExactOptionalSchema<Entries[Name] & v.GenericSchema, undefined>;
};

/** An object with any of these members, or none. */
export function anyMembers<Entries extends v.ObjectEntries>(entries: Entries) {
  const optional = Object.entries(entries).map(([name, schema]) => [name, v.exactOptional(schema)]);
  return members(Object.fromEntries(optional) as AnyOf<Entries>);
}
