import type {
  Abi,
  ChosenExtent,
  Constants,
  Extent,
  FieldType,
  FunctionDeclaration,
  Member,
  Parameter,
  TableDeclaration,
  When,
} from '../abi/index.js';
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
  /** The enum or the flags that a plain number holds. */
  readonly values?: string;
  /** Of a union's further arm: the member whose place it shares. */
  readonly overlays?: string;
  /** Of an arm whose union has a discriminant: which member that is, and the values that choose the arm. */
  readonly when?: { readonly member: string; readonly is: readonly string[] };
  /** More bytes than the declared ones can follow, as other members say. */
  readonly isTail?: true;
}

export interface LayoutParameter {
  readonly name: string;
  readonly type: string;
  /** The enum or the flags that a plain number holds. */
  readonly values?: string;
  /** Of a pointer: which way, and what lies behind it. */
  readonly direction?: 'in' | 'out' | 'inout';
  readonly extent?: LayoutExtent;
  readonly optional?: true;
}

/** Bytes whose type a value beside them chooses: `chosenBy` is a parameter, or a member of what one points to. */
export interface LayoutChoice {
  readonly chosenBy: string;
  readonly layouts: Readonly<Record<string, string>>;
  /** What all of them begin with. */
  readonly head?: string;
  readonly bytesIn?: string;
}

/** A type by name, perhaps as many as a parameter counts; or as many bytes; or what only the driver knows. */
export type LayoutExtent =
  | { readonly layout: string; readonly countIn?: string }
  | LayoutChoice
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

/** An enum or a set of flags; a value of 64 bits is text (D-62). */
export interface LayoutEnum {
  readonly name: string;
  readonly isFlags: boolean;
  readonly values: Readonly<Record<string, number | string>>;
}

/** Everything that is declared. */
export interface Catalogue {
  readonly abi: Abi;
  readonly enums: readonly LayoutEnum[];
  readonly structs: readonly LayoutStruct[];
  readonly functions: readonly LayoutFunction[];
  readonly guids: Readonly<Record<string, string>>;
  readonly hresults: Readonly<Record<string, string>>;
}

type Export = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Export => typeof value === 'object' && value !== null;
/** A structure, or what C sees as one: a handle, a GUID. */
const isStructured = (value: unknown): value is FieldType<unknown> =>
  isObject(value) && 'size' in value && ('members' in value || 'parts' in value);

/** The type's name and, where it is a plain number's, that of its values. */
function typeNames({ name, constants }: FieldType<unknown>) {
  return { type: name, ...(constants && constants.name !== name && { values: constants.name }) };
}

/** The condition of a union's arm, in the words of its discriminant. */
function whenOf({ member, is }: When, members: readonly Member[]) {
  const { type } = members.find(({ name }) => name === member)!;
  return { when: { member, is: is.map((value) => type.text(value)) } };
}

function structOf(type: FieldType<unknown>, abi: Abi): LayoutStruct {
  const all = ddi.membersOfType(type, abi);
  const members = all.map((member) => ({
    name: member.name,
    ...typeNames(member.type),
    offset: member.offset,
    size: member.size,
    ...(member.when && whenOf(member.when, all)),
    ...(member.overlays !== undefined && { overlays: member.overlays }),
    ...(member.type.isTail && { isTail: true as const }),
  }));
  return { name: type.name, size: type.size(abi), align: type.align(abi), members };
}

/** A function table is a structure of pointers; the type of a slot without a declaration is not known here. */
function tableOf(table: TableDeclaration, abi: Abi): LayoutStruct {
  const { name, head, slots, functions } = table;
  const pointer = abi === 'x64' ? 8 : 4;
  const places = table.offsets(abi);
  const pointers = slots.map((slot) => ({
    name: slot,
    type: functions[slot]?.typedef ?? 'void*',
    offset: places[slot]!,
    size: pointer,
  }));
  const members = [...(head ? structOf(head, abi).members : []), ...pointers];
  return { name, size: table.size(abi), align: pointer, members };
}

/** The type of the value that chooses a layout. */
function choosingType({ at, member }: ChosenExtent['chosenBy'], parameters: readonly Parameter[]) {
  const { type, extent } = parameters.find(({ name }) => name === at)!;
  if (!extent) return type;
  const behind = 'layout' in extent ? extent.layout : 'chosenBy' in extent ? extent.head : undefined;
  if (!behind || member === undefined) return behind;
  return ddi.membersOfType(behind, 'x64').find(({ name }) => name === member)?.type;
}

function choiceOf({ chosenBy, layouts, head, bytesIn }: ChosenExtent, parameters: readonly Parameter[]) {
  const type = choosingType(chosenBy, parameters);
  const { at, member } = chosenBy;
  return {
    chosenBy: member === undefined ? at : `${at}.${member}`,
    layouts: Object.fromEntries(
      [...layouts].map(([value, layout]) => [type?.text(value) ?? String(value), layout.name]),
    ),
    ...(head && { head: head.name }),
    ...(bytesIn !== undefined && { bytesIn }),
  };
}

function extentOf(extent: Extent, parameters: readonly Parameter[]): LayoutExtent {
  if ('chosenBy' in extent) return choiceOf(extent, parameters);
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
    ...typeNames(parameter.type),
    ...(parameter.direction && { direction: parameter.direction }),
    ...(parameter.extent && { extent: extentOf(parameter.extent, declaration.parameters) }),
    ...(parameter.optional && { optional: true as const }),
  }));
  return {
    name,
    typedef,
    clauses,
    returns: returns.name,
    parameters,
    codes: codes.map(ddi.codeNameOf(declaration)),
    decidedCodes: decidedCodes.map(ddi.codeNameOf(declaration)),
  };
}

function enumOf({ name, isFlags, values }: Constants): LayoutEnum {
  const text = Object.entries(values).map(([full, value]) => [
    full,
    typeof value === 'bigint' ? ddi.hex(value, 16) : value,
  ]);
  return { name, isFlags, values: Object.fromEntries(text) as LayoutEnum['values'] };
}

const byName = (left: { readonly name: string }, right: { readonly name: string }) =>
  left.name < right.name ? -1 : Number(left.name > right.name);

/** Collects every declaration of src/ddi, in the order of the names. */
export function catalogue(abi: Abi): Catalogue {
  const all = Object.values(ddi as Export);
  const structs = all.filter(isStructured).map((type) => structOf(type, abi));
  const tables = all.filter(ddi.isTable).map((table) => tableOf(table, abi));
  const codes = Object.entries(ddi.HRESULTS).map(([name, code]) => [name, ddi.hresultText(code)] as const);
  return {
    abi,
    enums: all
      .filter(ddi.isEnumeration)
      .map(({ constants }) => enumOf(constants))
      .sort(byName),
    structs: [...structs, ...tables].sort(byName),
    functions: all.filter(ddi.isFunctionDeclaration).map(functionOf).sort(byName),
    guids: { ...ddi.GUIDS, ...ddi.OPM_GUIDS, ...ddi.API_GUIDS },
    hresults: Object.fromEntries(codes),
  };
}
