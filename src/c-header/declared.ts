/** What modules of src/ddi declare, by the kinds that C has. */
import type { Module } from './parts.js';
import { spelt } from './text.js';
import type { TableDeclaration, FunctionDeclaration, Struct, FieldType } from '../abi/index.js';
import { isFunctionDeclaration, isStruct, isTable } from '../abi/index.js';

/** A table by the name that it is exported under, which is the C name also where the facts have a shorter one. */
export type NamedTable = readonly [name: string, table: TableDeclaration];

export interface Declared {
  readonly handles: readonly FieldType<unknown>[];
  readonly structs: readonly Struct[];
  readonly functions: readonly FunctionDeclaration[];
  readonly tables: readonly NamedTable[];
}

const isHandle = (value: unknown): value is FieldType<unknown> =>
  typeof value === 'object' && value !== null && 'parts' in value;

export function declared(modules: readonly Module[]): Declared {
  const entries = modules.flatMap((module) => Object.entries(module));
  const values = entries.map(([, value]) => value);
  return {
    handles: values.filter(isHandle),
    structs: values.filter(isStruct),
    functions: values.filter(isFunctionDeclaration),
    tables: entries.flatMap(([name, value]) => (isTable(value) ? [[name, value] as const] : [])),
  };
}

/** The structures, handles and tables that come to be in C. */
export function tagsOf({ handles, structs, tables }: Declared): readonly string[] {
  return [...handles, ...structs].map(({ name }) => name).concat(tables.map(([name]) => name));
}

/** Types that are used and not declared: behind pointers, and plain ones, which have 32 bits. */
export function strayNames(
  { structs, functions }: Declared,
  isKnown: (name: string) => boolean,
): { readonly pointedTo: readonly string[]; readonly plain: readonly string[] } {
  const types = [
    ...structs.flatMap(({ members }) => members.map(({ type }) => type)),
    ...functions.flatMap(({ parameters }) => parameters.map(({ type }) => type)),
  ].map(spelt);
  const stray = types.filter(({ base, isScalar }) => !isScalar && !isKnown(base));
  const names = (pointers: boolean) => [
    ...new Set(stray.filter(({ isPointer }) => isPointer === pointers).map(({ base }) => base)),
  ];
  return { pointedTo: names(true), plain: names(false) };
}
