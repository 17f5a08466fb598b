/** How the C header's text looks: comments, the names that stand behind a type. */
import type { FieldType } from '../abi/index.js';

const width = 100;

/** A comment of as many lines as its words need. */
export function comment(text: string, indent = ''): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    const line = lines.at(-1)!;
    if (indent.length + line.length + word.length > width - 8 && line !== '') lines.push(word);
    else lines[lines.length - 1] = line === '' ? word : `${line} ${word}`;
  }
  return `${indent}/* ${lines.join(`\n${indent}   `)} */\n`;
}

/** The title of a part of the header, with what there is to say about it. */
export function title(name: string, text: string): string {
  return `\n/* ${'-'.repeat(width - 6)} */\n/* ${name} */\n\n${text === '' ? '' : `${comment(text)}\n`}`;
}

/** What the Windows headers call the scalars; the header's base part has them everywhere else. */
const scalars = new Set(
  [
    'void VOID BOOL BYTE UINT8 USHORT UINT16 INT LONG UINT UINT32 ULONG DWORD HRESULT NTSTATUS',
    'INT64 UINT64 ULONGLONG SIZE_T HANDLE GUID',
  ].flatMap((names) => names.split(' ')),
);

/** The name of a type without const, pointers and array bounds, and how it is spelt in C. */
export interface SpeltType {
  readonly base: string;
  readonly isConst: boolean;
  readonly isPointer: boolean;
  /** `[16]`, or nothing. */
  readonly bounds: string;
  readonly isScalar: boolean;
}

export function spelt({ name }: FieldType<unknown>): SpeltType {
  const [, before, base, stars, bounds] = /^(const )?(\w+)(\**)((?:\[\d+\])*)$/.exec(name) ?? [];
  if (base === undefined) throw new TypeError(`C has no way to write the type '${name}'`);
  return {
    base,
    isConst: before !== undefined,
    isPointer: stars !== '',
    bounds: bounds ?? '',
    isScalar: scalars.has(base),
  };
}

/** A member or a parameter: type and name. */
export function declarator(type: FieldType<unknown>, name: string): string {
  const { base, isConst, isPointer, bounds } = spelt(type);
  return `${isConst ? 'const ' : ''}${base} ${isPointer ? '*' : ''}${name}${bounds}`;
}
