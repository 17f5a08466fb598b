/** Unions: arms that share a place in a structure, and what says which of them counts. */
import type { FieldType } from './scalars.js';
import type { Member } from './struct.js';

/** When an arm of a union is the one that counts: an earlier member, the discriminant, has one of these values. */
export interface When {
  readonly member: string;
  readonly is: readonly unknown[];
}

/** An arm of a union. */
export interface Arm<T> {
  readonly type: FieldType<T>;
  /** The member whose place it shares; the first arm has none. */
  readonly overlays?: string;
  readonly when?: When;
}

/** The condition of an arm: `when('CertificateType', 2)`. */
export function when(member: string, ...is: readonly unknown[]): When {
  return { member, is };
}

/** The first arm of a union that has a discriminant. */
export function arm<T>(type: FieldType<T>, condition: When): Arm<T> {
  return { type, when: condition };
}

/** A union's further arm: a member that starts where the earlier one of that name starts. */
export function overlay<T>(member: string, type: FieldType<T>, condition?: When): Arm<T> {
  return { type, overlays: member, ...(condition && { when: condition }) };
}

/** Whether the discriminant, where this arm has one, names it. */
function isNamed({ when: condition }: Member, value: Readonly<Record<string, unknown>>): boolean {
  return condition !== undefined && condition.is.includes(value[condition.member]);
}

/**
 * The members that mean something in a value: of a union the arm that its discriminant names. Where that names none, or
 * there is none, all arms, but for those that are the same bytes under another version's name.
 */
export function liveMembers(members: readonly Member[], value: object): readonly Member[] {
  const known = value as Readonly<Record<string, unknown>>;
  const present = members.filter(({ name }) => name in known);
  return present.filter((member) => {
    const place = member.overlays ?? member.name;
    const arms = present.filter(({ name, overlays }) => (overlays ?? name) === place);
    if (arms.some((other) => isNamed(other, known))) return isNamed(member, known);
    return member === arms[0] || arms[0]!.type.size('x64') !== member.type.size('x64');
  });
}
