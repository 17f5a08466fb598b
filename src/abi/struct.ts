import type { ByteAccess } from './access.js';
import { bytesAccess } from './access.js';
import { LayoutError } from './layout-error.js';
import type { Abi, FieldType } from './scalars.js';
import type { Address } from './address.js';
import type { Arm, When } from './union.js';
import { liveMembers } from './union.js';

type MemberSpec = FieldType<unknown> | Arm<unknown>;
type ValueOf<M> = M extends Arm<infer T> ? T : M extends FieldType<infer T> ? T : never;
type Values<Members> = { -readonly [K in keyof Members]: ValueOf<Members[K]> };

export interface Member {
  readonly name: string;
  readonly type: FieldType<unknown>;
  /** The member whose place this one shares, for the further arms of a union. */
  readonly overlays?: string;
  /** Of an arm whose union has a discriminant. */
  readonly when?: When;
}

/** One structure's declaration: everything that is known about its bytes comes from here. */
export interface Struct<T extends object = object> extends FieldType<T> {
  readonly members: readonly Member[];
  /** The header's pragmas. */
  readonly options: LayoutOptions;
  /** Size in bytes, x64. */
  readonly bytes: number;
  /** Offset of each member in bytes, x64. */
  readonly offset: { readonly [K in keyof T]: number };
  offsets(abi: Abi): { readonly [K in keyof T]: number };
  /** Reads the whole structure at an address. */
  decode(memory: ByteAccess, address: Address): T;
  /** Writes the whole structure; members that are not given are zero, padding too (`= { 0 }` in C). */
  encode(memory: ByteAccess, address: Address, value: Partial<T>): void;
  /** The structure as bytes of its own. */
  toBytes(value: Partial<T>, abi?: Abi): Uint8Array;
  fromBytes(bytes: Uint8Array, abi?: Abi): T;
}

/** The value of a structure, from its declaration. */
export type StructValue<S> = S extends Struct<infer T> ? T : never;

interface Placement {
  readonly size: number;
  readonly align: number;
  readonly offsets: Record<string, number>;
}

/** `#pragma pack(n)`: no member is aligned to more than that. */
type Packing = 'natural' | 1 | 4;

/** How a structure is laid out where it is not by the plain C rules. */
export interface LayoutOptions {
  readonly packing?: Packing;
  /** `__declspec(align(n))`: the structure is aligned to at least that. */
  readonly align?: number;
}

function place(
  members: readonly Member[],
  abi: Abi,
  { packing = 'natural', align: least = 1 }: LayoutOptions,
): Placement {
  const offsets: Record<string, number> = {};
  let end = 0;
  let structAlign = least;
  for (const { name, type, overlays } of members) {
    const align = packing === 'natural' ? type.align(abi) : Math.min(packing, type.align(abi));
    const offset = overlays === undefined ? Math.ceil(end / align) * align : offsets[overlays];
    if (offset === undefined)
      throw new LayoutError([name], 'an overlay of an earlier member', String(overlays));
    offsets[name] = offset;
    end = Math.max(end, offset + type.size(abi));
    structAlign = Math.max(structAlign, align);
  }
  return { size: Math.ceil(end / structAlign) * structAlign, align: structAlign, offsets };
}

/** An error in a member, with the structure and the member in front of its path. */
function under(structure: string, member: string, error: unknown): unknown {
  if (!(error instanceof LayoutError)) return error;
  const inner = error.path.length > 0 ? error.path.slice(1) : [];
  return new LayoutError([structure, member, ...inner], error.expected, error.received);
}

/** Where each member lies, for both binary interfaces. */
type Placements = Readonly<Record<Abi, Placement>>;

function membersOf(specs: Record<string, MemberSpec>): readonly Member[] {
  const members = Object.entries(specs).map(([name, spec]) =>
    'type' in spec ? { name, ...spec } : { name, type: spec },
  );
  members.forEach(({ name, when: condition }, index) => {
    if (!condition || members.slice(0, index).some((other) => other.name === condition.member)) return;
    throw new LayoutError([name], 'an arm that an earlier member chooses', condition.member);
  });
  return members;
}

/** Encodes a value: zero everywhere but in the members that are given. */
function imageOf(
  name: string,
  members: readonly Member[],
  { size, offsets }: Placement,
  value: object,
  abi: Abi,
): Uint8Array {
  const known = value as Record<string, unknown>;
  const stray = Object.keys(known).find((key) => !(key in offsets));
  if (stray !== undefined) throw new LayoutError([name, stray], `a member of ${name}`, 'an unknown name');
  const image = new Uint8Array(size);
  const memory = bytesAccess(image);
  for (const { name: key, type } of members) {
    if (known[key] === undefined) continue;
    try {
      type.write(memory, offsets[key] as Address, known[key], abi);
    } catch (error) {
      throw under(name, key, error);
    }
  }
  return image;
}

/** Reads and writes a structure member by member. */
function codec<T extends object>(
  name: string,
  members: readonly Member[],
  placements: Placements,
): FieldType<T> {
  return {
    name,
    size: (abi) => placements[abi].size,
    align: (abi) => placements[abi].align,
    read: (memory, address, abi) => {
      const { offsets } = placements[abi];
      const value: Record<string, unknown> = {};
      for (const { name: key, type } of members) {
        try {
          value[key] = type.read(memory, (address + offsets[key]!) as Address, abi);
        } catch (error) {
          throw under(name, key, error);
        }
      }
      return value as T;
    },
    write: (memory, address, value, abi) => {
      memory.copyIn(address, imageOf(name, members, placements[abi], value, abi));
    },
    text: (value) => {
      const known = value as Record<string, unknown>;
      const live = liveMembers(members, value);
      return `{ ${live.map(({ name: key, type }) => `${key}: ${type.text(known[key])}`).join(', ')} }`;
    },
    zero: Object.fromEntries(members.map(({ name: key, type }) => [key, type.zero])) as T,
  };
}

/**
 * Declares a structure. Offsets follow from the members' order and types, by the C rules (or packed).
 * @param name the C name
 */
export function struct<const Members extends Record<string, MemberSpec>>(
  name: string,
  specs: Members,
  options: LayoutOptions = {},
): Struct<Values<Members>> {
  type T = Values<Members>;
  const members = membersOf(specs);
  const placements = { x64: place(members, 'x64', options), x86: place(members, 'x86', options) };
  const type = codec<T>(name, members, placements);
  return {
    ...type,
    members,
    options,
    bytes: placements.x64.size,
    offset: placements.x64.offsets as Struct<T>['offset'],
    offsets: (abi) => placements[abi].offsets as Struct<T>['offset'],
    decode: (memory, address) => type.read(memory, address, 'x64'),
    encode: (memory, address, value) => {
      memory.copyIn(address, imageOf(name, members, placements.x64, value, 'x64'));
    },
    toBytes: (value, abi = 'x64') => imageOf(name, members, placements[abi], value, abi),
    fromBytes: (source, abi = 'x64') => {
      const { size } = placements[abi];
      if (source.length < size) throw new LayoutError([name], `${size} bytes`, `${source.length} bytes`);
      return type.read(bytesAccess(source), 0 as Address, abi);
    },
  };
}

/** Whether something that a module exports is a structure. */
export function isStruct(value: unknown): value is Struct {
  return typeof value === 'object' && value !== null && 'members' in value && 'toBytes' in value;
}

/** Where one member lies. */
export interface PlacedMember extends Member {
  readonly offset: number;
  readonly size: number;
}

/** The members of a structure, or of a type that C sees as one, with their places. A scalar has none. */
export function membersOfType(type: FieldType<unknown>, abi: Abi): readonly PlacedMember[] {
  const members = 'members' in type ? (type as unknown as Struct).members : (type.parts ?? []);
  const places =
    'offsets' in type ? (type as unknown as Struct).offsets(abi) : place(members, abi, {}).offsets;
  const offsets = places as Readonly<Record<string, number>>;
  return members.map((member) => ({
    ...member,
    offset: offsets[member.name]!,
    size: member.type.size(abi),
  }));
}
