/** Structures, function types and function tables as C. */
import { comment, declarator, spelt } from './text.js';
import { byteCount } from '../abi/index.js';
import { D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG, codeNameOf } from '../ddi/index.js';
import type {
  Constants,
  TableDeclaration,
  FunctionDeclaration,
  Parameter,
  Member,
  Struct,
  FieldType,
} from '../abi/index.js';

/** One declaration of the C header. */
export interface CType {
  readonly name: string;
  /** The types that C wants declared in full before it. */
  readonly needs: readonly string[];
  readonly text: string;
}

const indent = '    ';

/** Structures of one word of flags that C sees as a union of that word and its bits. */
const bitFields: Readonly<Record<string, Constants>> = {
  D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAGS: D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAG.constants,
};

const bitCount = (mask: number | bigint) => mask.toString(2).replaceAll('0', '').length;

function memberLine({ name, type }: Member, depth: string): string {
  const more = type.isTail ? ' /* and more: as many bytes as other members say */' : '';
  return `${depth}${declarator(type, name)};${more}\n`;
}

/** One member, or the union of all members that share its place. */
function placeText({ members }: Struct, member: Member): string {
  const arms = [member, ...members.filter(({ overlays }) => overlays === member.name)];
  if (arms.length === 1) return memberLine(member, indent);
  const lines = arms.map((arm) => memberLine(arm, indent.repeat(2))).join('');
  return `${indent}SOFTUMD_DDI_ANONYMOUS union {\n${lines}${indent}};\n`;
}

/** The bits of a word one by one, in the arm of a union before the word itself. */
function bitsText({ values }: Constants): string {
  const fields = Object.entries(values).map(
    ([name, mask]) => `${indent.repeat(2)}UINT ${name} : ${bitCount(mask)};\n`,
  );
  return `${indent}SOFTUMD_DDI_ANONYMOUS struct {\n${fields.join('')}${indent}};\n`;
}

/** The C keyword that makes the type. */
export const tagOf = (name: string) => (name in bitFields ? 'union' : 'struct');

/** The types that lie within a structure, not only behind its pointers. */
function needsOf(types: readonly FieldType<unknown>[]): readonly string[] {
  return types
    .map((type) => spelt(type))
    .filter(({ base, isScalar, isPointer }) => !isScalar && (!isPointer || /^(PFN|DXGKDDI_)/.test(base)))
    .map(({ base }) => base);
}

export function structC(struct: Struct): CType {
  const { name, members, options } = struct;
  const places = members.filter(({ overlays }) => overlays === undefined);
  const align = options.align === undefined ? '' : `SOFTUMD_DDI_ALIGN(${options.align}) `;
  const bits = bitFields[name];
  const body = (bits ? bitsText(bits) : '') + places.map((member) => placeText(struct, member)).join('');
  const [x64, x86] = [struct.size('x64'), struct.size('x86')];
  const size = comment(`${byteCount(x64)}${x86 === x64 ? '' : ` (x86 ${x86})`}`);
  const text = `${size}${tagOf(name)} ${align}${name} {\n${body}};\n`;
  const { packing = 'natural' } = options;
  return {
    name,
    needs: needsOf(members.map(({ type }) => type)),
    text: packing === 'natural' ? text : `#pragma pack(push, ${packing})\n${text}#pragma pack(pop)\n`,
  };
}

/** A handle: a structure of one pointer. */
export function handleC({ name, parts }: FieldType<unknown>): CType {
  return { name, needs: [], text: `struct ${name} { VOID *${parts![0]!.name}; };\n` };
}

const ways = { in: 'in', out: 'out', inout: 'in and out' };

function behind({ extent }: Parameter): string {
  if (!extent) return '';
  if ('bytesIn' in extent) return `, ${extent.bytesIn} bytes`;
  return 'countIn' in extent ? `, ${extent.countIn} of them` : '';
}

function parameterText(parameter: Parameter, isLast: boolean): string {
  const { name, type, direction, optional } = parameter;
  const text = `${indent}${declarator(type, name)}${isLast ? ');' : ','}`;
  if (!direction) return `${text}\n`;
  return `${text} /* ${ways[direction]}${behind(parameter)}${optional ? ', may be NULL' : ''} */\n`;
}

function codesText(head: string, names: readonly string[]): string {
  return names.length === 0 ? '' : ` ${head}: ${names.join(', ')}.`;
}

/** A function's type, under the names that the slots call it by. */
export function functionC(declaration: FunctionDeclaration, names: readonly string[]): CType {
  const { typedef, clauses, returns, parameters, codes, decidedCodes } = declaration;
  const nameOf = codeNameOf(declaration);
  const listed = returns.failed ? 'Returns' : 'May report';
  const about =
    `${names.join(', ')}; clauses ${clauses}.` +
    codesText(listed, codes.map(nameOf)) +
    codesText('By decision', decidedCodes.map(nameOf));
  const lines = parameters.map((one, index) => parameterText(one, index === parameters.length - 1));
  return {
    name: typedef,
    needs: needsOf(parameters.map(({ type }) => type)),
    text: `${comment(about)}typedef ${returns.name} (APIENTRY *${typedef})(\n${lines.join('')}`,
  };
}

/** A function table: every slot in order, those whose functions are not declared as plain pointers. */
export function tableC(name: string, table: TableDeclaration): CType {
  const { head, slots, functions } = table;
  const known = slots.flatMap((slot) => functions[slot]?.typedef ?? []);
  const lines = slots.map((slot) => `${indent}${functions[slot]?.typedef ?? 'void'} ${slot};\n`);
  const first = (head?.members ?? []).map((member) => memberLine(member, indent)).join('');
  const body = first + lines.join('').replaceAll(`${indent}void pfn`, `${indent}void *pfn`);
  const size = comment(`${table.size('x64')} bytes (x86 ${table.size('x86')}), ${slots.length} slots`);
  return { name, needs: known, text: `${size}struct ${name} {\n${body}};\n` };
}

/** Sorts types so that each comes after those that it needs; among equals the order stays. */
export function inOrder(types: readonly CType[]): readonly CType[] {
  const byName = new Map(types.map((type) => [type.name, type]));
  const sorted = new Set<CType>();
  const add = (type: CType) => {
    if (sorted.has(type)) return;
    for (const name of type.needs) {
      const needed = byName.get(name);
      if (needed) add(needed);
    }
    sorted.add(type);
  };
  types.forEach(add);
  return [...sorted];
}
