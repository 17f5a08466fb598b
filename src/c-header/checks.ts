/** The compile-time checks of the C header: every size and every offset. */
import type { Declared, NamedTable } from './declared.js';
import { cEnums } from './enums.js';
import type { Struct } from '../abi/index.js';
import { membersOfType } from '../abi/index.js';

const same = (what: string, x64: number, x86: number) => `SOFTUMD_DDI_SAME(${what}, ${x64}u, ${x86}u);\n`;

/** Where the members of a structure lie in a type that has them, or begins with them. */
function checkMembers(name: string, struct: Struct): string {
  const x86 = membersOfType(struct, 'x86');
  const lines = membersOfType(struct, 'x64').map((member, index) =>
    same(`offsetof(${name}, ${member.name})`, member.offset, x86[index]!.offset),
  );
  return lines.join('');
}

function checkStruct(struct: Struct): string {
  const { name } = struct;
  return same(`sizeof(${name})`, struct.size('x64'), struct.size('x86')) + checkMembers(name, struct);
}

function checkTable([name, table]: NamedTable): string {
  const [x64, x86] = [table.offsets('x64'), table.offsets('x86')];
  const lines = Object.keys(table.functions).map((slot) =>
    same(`offsetof(${name}, ${slot})`, x64[slot]!, x86[slot]!),
  );
  return (
    same(`sizeof(${name})`, table.size('x64'), table.size('x86')) +
    (table.head ? checkMembers(name, table.head) : '') +
    lines.join('')
  );
}

/** Checks of the base types and the enums. */
export function scalarChecks(): string {
  const enums = cEnums.flatMap(({ constants: { name, isFlags } }) => (isFlags ? [] : [name]));
  const words = ['BOOL', 'UINT', 'LONG', 'HRESULT', ...enums];
  return (
    words.map((name) => same(`sizeof(${name})`, 4, 4)).join('') +
    same('sizeof(SIZE_T)', 8, 4) +
    same('sizeof(HANDLE)', 8, 4) +
    same('sizeof(GUID)', 16, 16)
  );
}

/** Checks of all members, and of the slots whose functions are declared. */
export function layoutChecks({ handles, structs, tables }: Declared): string {
  return (
    handles.map(({ name }) => same(`sizeof(${name})`, 8, 4)).join('') +
    structs.map(checkStruct).join('') +
    tables.map(checkTable).join('')
  );
}
