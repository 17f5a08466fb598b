import { readFileSync } from 'node:fs';
import type { Abi, FieldType } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';

/** The reference facts (fixtures/reference): what the declarations are compared with. */
interface Facts {
  readonly structs: readonly StructFact[];
  readonly functions: readonly FunctionFact[];
  readonly hresults: readonly {
    readonly name: string;
    readonly value: string;
  }[];
  readonly guids?: readonly { readonly name: string; readonly guid: string }[];
  readonly enums: readonly {
    readonly name: string;
    readonly members?: readonly ValueFact[];
    readonly values?: readonly ValueFact[];
  }[];
  readonly function_tables: Readonly<Record<string, readonly SlotFact[]>>;
  readonly table_sizes_x64: Readonly<Record<string, number>>;
  /** The headers' names of tables that the facts have under a shorter one. */
  readonly table_names?: Readonly<Record<string, string>>;
  readonly video_tables: readonly {
    readonly sub_object_id: number;
    readonly constant: string;
    readonly table: string;
    readonly slots: number;
    readonly bytes_x64: number;
  }[];
  readonly message_ids: Readonly<Record<string, number>>;
  readonly interfaces: readonly { readonly name: string; readonly iid: string }[];
  readonly messages: readonly { readonly name: string; readonly value: number }[];
}

export interface StructFact {
  readonly name: string;
  readonly abi?: string;
  readonly group?: string;
  readonly size: number;
  readonly align: number;
  readonly x86_size?: number;
  readonly x86_align?: number;
  readonly members: readonly {
    readonly name: string;
    readonly offset: number;
    readonly size: number;
    readonly x86_offset?: number;
    readonly x86_size?: number;
  }[];
}

export interface FunctionFact {
  readonly name: string;
  readonly id_prefix: string;
  readonly typedef: string;
  readonly returns: string;
  readonly params: readonly { readonly name: string; readonly type: string }[];
  readonly return_codes: readonly string[];
}

export interface ValueFact {
  readonly name: string;
  readonly value: number | string;
}

export interface SlotFact {
  readonly name: string;
  readonly typedef?: string;
  readonly offset_x64: number;
  readonly offset_x86: number;
}

const read = (file: string) =>
  JSON.parse(
    readFileSync(new URL(`../../fixtures/reference/${file}.json`, import.meta.url), 'utf8'),
  ) as Facts;

export const d3d11Facts = read('d3d11-ddi');
export const deviceFacts = read('device-ddi');
export const opmFacts = read('opm-copp');
export const allFacts = [d3d11Facts, deviceFacts, opmFacts];

/** Of these only a part is declared; what is has to agree. */
export const headerFacts = read('driver-header');
export const apiFacts = read('api');

/** Everything that softumd/ddi exports, by its name there. */
export const exported = ddi as unknown as Readonly<Record<string, unknown>>;

export const structs = Object.values(exported).filter(ddi.isStruct);
export const functions = Object.values(exported).filter(ddi.isFunctionDeclaration);
export const tables = Object.values(exported).filter(ddi.isTable);
/** The enums and sets of flags. */
export const named = Object.values(exported).filter(ddi.isEnumeration);

/** A declaration as the facts put it: size, alignment and the place of each member. */
export interface Shape {
  readonly size: number;
  readonly align: number;
  readonly members: Readonly<Record<string, readonly [offset: number, size: number]>>;
}

/** The shape of a structure, a handle or GUID, or of a table of functions. */
export function shapeOf(declaration: unknown, abi: Abi): Shape {
  if (ddi.isTable(declaration)) {
    const pointer = abi === 'x64' ? 8 : 4;
    const head = declaration.head ? ddi.membersOfType(declaration.head, abi) : [];
    const members = [
      ...head.map(({ name, offset, size }) => [name, [offset, size]]),
      ...Object.entries(declaration.offsets(abi)).map(([name, at]) => [name, [at, pointer]]),
    ];
    return {
      size: declaration.size(abi),
      align: pointer,
      members: Object.fromEntries(members) as Shape['members'],
    };
  }
  const type = declaration as FieldType<unknown>;
  const members = ddi.membersOfType(type, abi).map(({ name, offset, size }) => [name, [offset, size]]);
  return {
    size: type.size(abi),
    align: type.align(abi),
    members: Object.fromEntries(members) as Shape['members'],
  };
}

/** The shape that a fact states, for one binary interface; null where it does not speak of it. */
export function shapeOfFact(fact: StructFact, abi: Abi): Shape | null {
  if (fact.abi !== undefined ? fact.abi !== 'any' && fact.abi !== abi : false) return null;
  const x86 = abi === 'x86' && fact.abi === undefined;
  const members = fact.members.map(({ name, offset, size, x86_offset, x86_size }) => [
    // The word of a union of bits, which is one member here.
    name.replace(/\.Value$/, ''),
    x86 ? [x86_offset, x86_size] : [offset, size],
  ]);
  return {
    size: x86 ? fact.x86_size! : fact.size,
    align: x86 ? fact.x86_align! : fact.align,
    members: Object.fromEntries(members) as Shape['members'],
  };
}
