import { layoutChecks, scalarChecks } from './checks.js';
import { declared, strayNames, tagsOf } from './declared.js';
import { cEnums } from './enums.js';
import { coppEntryPoint, ending, entryPoint, opening, opmBaseTypes, opmEntryPoint } from './frame.js';
import type { Subject } from './parts.js';
import { d3d9Part, firstPart, opmPart } from './parts.js';
import { comment, title } from './text.js';
import { opmTwins } from './twins.js';
import type { CType } from './types.js';
import { functionC, handleC, inOrder, structC, tableC, tagOf } from './types.js';
import { codesC, enumC, guidsC, prefixedC, versionsC } from './values.js';
import * as coppEnums from '../ddi/copp/enums.js';
import * as opmEnums from '../ddi/opm/enums.js';
import type { FunctionDeclaration } from '../abi/index.js';
import { GUIDS, HRESULTS, OPM_GUIDS, NTSTATUSES } from '../ddi/index.js';

const declaredIn = (subjects: readonly Subject[]) => declared(subjects.flatMap(({ modules }) => modules));

/** The SDK has these on Windows, in headers that this one includes. */
const isWindowsOwn = (name: string) => name === 'DXGI_SAMPLE_DESC';

function unlessWindows(name: string, text: string): string {
  return isWindowsOwn(name) ? `#ifndef _WIN32\n${text}#endif\n` : text;
}

/** One type for each signature, with every name that it is used under. */
function functionTypes(functions: readonly FunctionDeclaration[]): readonly CType[] {
  const typedefs = [...new Set(functions.map(({ typedef }) => typedef))];
  return typedefs.map((typedef) => {
    const uses = functions.filter((one) => one.typedef === typedef);
    const names = [...new Set(uses.map(({ name }) => name))].sort();
    return functionC(uses[0]!, names);
  });
}

function subjectText({ name, about, modules }: Subject): string {
  const { handles, structs, functions, tables } = declared(modules);
  const types = inOrder([
    ...handles.map(handleC),
    ...structs.map(structC),
    ...functionTypes(functions),
    ...tables.map(([tableName, table]) => tableC(tableName, table)),
  ]);
  const texts = types.map((type) => unlessWindows(type.name, type.text));
  return title(name, about) + texts.join(handles.length > 0 ? '' : '\n');
}

/** The names of a part's structures, so that pointers to them can come before them. */
function namesText(subjects: readonly Subject[]): string {
  const here = declaredIn(subjects);
  const all = declaredIn([...firstPart, ...opmPart, ...d3d9Part]);
  const known = new Set([
    ...tagsOf(all),
    ...all.functions.map(({ typedef }) => typedef),
    ...cEnums.map(({ constants }) => constants.name),
  ]);
  const { pointedTo, plain } = strayNames(here, (name) => known.has(name));
  const typedef = (name: string) => unlessWindows(name, `typedef ${tagOf(name)} ${name} ${name};\n`);
  const opaque = comment('Only pointed to here.') + pointedTo.map(typedef).join('');
  const bare = comment('Enums whose values are not in this slice.');
  return (
    title('Names', 'So that a pointer to a structure can come before it.') +
    tagsOf(here).map(typedef).join('') +
    (pointedTo.length === 0 ? '' : `\n${opaque}`) +
    (plain.length === 0 ? '' : `\n${bare}${plain.map((name) => `typedef UINT ${name};\n`).join('')}`)
  );
}

const codesOf = (pattern: RegExp) =>
  Object.fromEntries(Object.entries(HRESULTS).filter(([name]) => pattern.test(name)));

function firstValues(): string {
  const guids =
    'An unused one costs nothing, and there is nothing to link with. Those that the Windows headers define as well ' +
    'have SOFTUMD_ in front here.';
  return (
    title(
      'Versions',
      'What GetSupportedVersions can list (OPN-13), and the ids of the video tables (SUB-4).',
    ) +
    versionsC() +
    title('Codes', 'What functions return, or hand to pfnSetErrorCb (ERR, XLT).') +
    codesC('HRESULT', codesOf(/^(?:S_|E_|D3DDDIERR_|DXGI_|HRESULT_)/)) +
    title('GUIDs', guids) +
    guidsC(GUIDS) +
    title('Enums and flags', 'Flags are UINTs, since C++ does not combine enums.') +
    cEnums.map(enumC).join('\n')
  );
}

function opmValues(): string {
  const about = "Names with SOFTUMD_ in front are this header's own; opmapi.h and dxva.h have longer ones.";
  const values = Object.entries({ ...opmEnums, ...coppEnums }).map(([name, value]) => prefixedC(name, value));
  return (
    title(
      'Output protection: codes',
      'HRESULTs as the caller sees them, NTSTATUS as the miniport returns them.',
    ) +
    codesC('HRESULT', codesOf(/^(?:ERROR_GRAPHICS_|VFW_|DD_OK$|DDERR_)/)) +
    codesC('LONG', NTSTATUSES) +
    title('Output protection: GUIDs and values', about) +
    guidsC(OPM_GUIDS) +
    values.join('')
  );
}

const d3d9Values = () => title('Direct3D 9: codes', '') + codesC('HRESULT', codesOf(/^D3DERR_/));

function part(subjects: readonly Subject[], values: string, checks = ''): string {
  return (
    values +
    namesText(subjects) +
    subjects.map(subjectText).join('') +
    title('Checks', 'Every size and every offset, for 64-bit and for 32-bit code.') +
    checks +
    layoutChecks(declaredIn(subjects))
  );
}

const optional = (macro: string, text: string) => `\n#ifdef ${macro}\n${text}#endif /* ${macro} */\n`;

/**
 * The interface as a C header, for drivers in C and C++. The API's twins (src/ddi/api) are not in it: d3d11.h has them, and
 * no driver sees them. OPM, COPP and Direct3D 9 come only where a macro asks for them, since their names are those of
 * Windows headers that a driver may well include.
 */
export function cHeader(): string {
  return (
    opening() +
    part(firstPart, firstValues(), scalarChecks()) +
    entryPoint() +
    optional(
      'SOFTUMD_DDI_OPM',
      opmBaseTypes() + part(opmPart, opmValues()) + opmTwins() + opmEntryPoint() + coppEntryPoint(),
    ) +
    optional('SOFTUMD_DDI_D3D9', part(d3d9Part, d3d9Values())) +
    ending()
  );
}
