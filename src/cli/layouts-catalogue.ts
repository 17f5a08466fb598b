import type { Abi, Extent, FieldType, FunctionDeclaration, TableDeclaration } from '../abi/index.js';
import * as ddi from '../exports/ddi.js';

/** One structure as `softumd layouts --json` prints it: for one binary interface. */
export interface LayoutStruct {
  readonly name: string;
  readonly size: number;
  readonly align: number;
  readonly members: readonly LayoutMember[];
}

export interface LayoutMember {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  readonly size: number;
  /** Of a union's further arm: the member whose place it shares. */
  readonly overlays?: string;
  /** More bytes than the declared ones can follow, as other members say. */
  readonly isTail?: true;
}

export interface LayoutParameter {
  readonly name: string;
  readonly type: string;
  /** Of a pointer: which way, and what lies behind it. */
  readonly direction?: 'in' | 'out' | 'inout';
  readonly extent?: LayoutExtent;
  readonly optional?: true;
}

/** A type by name, perhaps as many as a parameter counts; or as many bytes; or what only the driver knows. */
export type LayoutExtent =
  | { readonly layout: string; readonly countIn?: string }
  | { readonly bytesIn: string }
  | { readonly opaque: true };

export interface LayoutFunction {
  readonly name: string;
  readonly typedef: string;
  readonly clauses: string;
  readonly returns: string;
  readonly parameters: readonly LayoutParameter[];
  readonly codes: readonly string[];
  /** Codes that a decision adds to those that the function's page lists (D-16). */
  readonly decidedCodes: readonly string[];
}

/** Everything that is declared. */
export interface Catalogue {
  readonly abi: Abi;
  readonly structs: readonly LayoutStruct[];
  readonly functions: readonly LayoutFunction[];
  readonly guids: Readonly<Record<string, string>>;
  readonly hresults: Readonly<Record<string, string>>;
}

type Export = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Export => typeof value === 'object' && value !== null;
const isTable = (value: unknown): value is TableDeclaration =>
  isObject(value) && 'slots' in value && 'functions' in value;
/** A structure, or what C sees as one: a handle, a GUID. */
const isStructured = (value: unknown): value is FieldType<unknown> =>
  isObject(value) && 'size' in value && ('members' in value || 'parts' in value);

function structOf(type: FieldType<unknown>, abi: Abi): LayoutStruct {
  const members = ddi.membersOfType(type, abi).map((member) => ({
    name: member.name,
    type: member.type.name,
    offset: member.offset,
    size: member.size,
    ...(member.overlays !== undefined && { overlays: member.overlays }),
    ...(member.type.isTail && { isTail: true as const }),
  }));
  return { name: type.name, size: type.size(abi), align: type.align(abi), members };
}

/** A function table is a structure of pointers; the type of a slot without a declaration is not known here. */
function tableOf(table: TableDeclaration, abi: Abi): LayoutStruct {
  const { name, slots, functions } = table;
  const pointer = abi === 'x64' ? 8 : 4;
  const places = table.offsets(abi);
  const members = slots.map((slot) => ({
    name: slot,
    type: functions[slot]?.typedef ?? 'void*',
    offset: places[slot]!,
    size: pointer,
  }));
  return { name, size: slots.length * pointer, align: pointer, members };
}

function extentOf(extent: Extent): LayoutExtent {
  if (!('layout' in extent)) return extent;
  return {
    layout: extent.layout.name,
    ...(extent.countIn !== undefined && { countIn: extent.countIn }),
  };
}

function functionOf(declaration: FunctionDeclaration): LayoutFunction {
  const { name, typedef, clauses, returns, codes, decidedCodes } = declaration;
  const parameters = declaration.parameters.map((parameter) => ({
    name: parameter.name,
    type: parameter.type.name,
    ...(parameter.direction && { direction: parameter.direction }),
    ...(parameter.extent && { extent: extentOf(parameter.extent) }),
    ...(parameter.optional && { optional: true as const }),
  }));
  return {
    name,
    typedef,
    clauses,
    returns: returns.name,
    parameters,
    codes: codes.map(ddi.hresultName),
    decidedCodes: decidedCodes.map(ddi.hresultName),
  };
}

const byName = (left: { readonly name: string }, right: { readonly name: string }) =>
  left.name < right.name ? -1 : Number(left.name > right.name);

/** Collects every declaration of src/ddi, in the order of the names. */
export function catalogue(abi: Abi): Catalogue {
  const all = Object.values(ddi as Export);
  const structs = all.filter(isStructured).map((type) => structOf(type, abi));
  const tables = all.filter(isTable).map((table) => tableOf(table, abi));
  const codes = Object.entries(ddi.HRESULTS).map(([name, code]) => [name, ddi.hresultText(code)] as const);
  return {
    abi,
    structs: [...structs, ...tables].sort(byName),
    functions: all.filter(ddi.isFunctionDeclaration).map(functionOf).sort(byName),
    guids: { ...ddi.GUIDS, ...ddi.OPM_GUIDS, ...ddi.API_GUIDS },
    hresults: Object.fromEntries(codes),
  };
}
