/** Codes, GUIDs, version numbers and enums as C. */
import type { CEnum } from './enums.js';
import { comment } from './text.js';
import { DDI_INTERFACE_VERSION, DDI_SUPPORTED, VIDEO_FUNCTIONS } from '../ddi/index.js';
import type { Constants, Guid, HasConstants } from '../abi/index.js';
import { hex } from '../abi/index.js';

const define = (name: string, value: string) => `#define ${name} ${value}\n`;

/** A definition that gives way to the Windows headers' own. */
const softly = (name: string, value: string) => `#ifndef ${name}\n${define(name, value)}#endif\n`;

/** Codes with a sign: HRESULT, or LONG for NTSTATUS. */
export function codesC(type: 'HRESULT' | 'LONG', codes: Readonly<Record<string, number>>): string {
  return Object.entries(codes)
    .map(([name, code]) => softly(name, `((${type})${hex(code, 8)}u)`))
    .join('');
}

function guidC(name: string, value: Guid): string {
  const [data1, data2, data3, ...data4] = value.split('-');
  const bytes = data4
    .join('')
    .match(/../g)!
    .map((byte) => `0x${byte}`);
  const words = [data1, data2, data3].map((word) => `0x${word}`).join(', ');
  return `SOFTUMD_DDI_CONSTANT GUID ${name} =\n    { ${words}, { ${bytes.join(', ')} } };\n`;
}

/** The names that only d3d10umddi.h has; every other one is in some header of the SDK too. */
const isDdiName = (name: string) => /^D3D(?:11_1|WDDM\d_\d)DDI_/.test(name);

/** The name of a GUID in the header. */
export const cGuidName = (name: string) => (isDdiName(name) ? name : `SOFTUMD_${name}`);

/** Constants of the file that includes the header. */
export function guidsC(guids: Readonly<Record<string, Guid>>): string {
  return Object.entries(guids)
    .map(([name, value]) => guidC(cGuidName(name), value))
    .join('');
}

/** The versions that GetSupportedVersions can list, their upper halves, and the ids of the video tables. */
export function versionsC(): string {
  const interfaces = Object.entries(DDI_INTERFACE_VERSION.constants.values);
  const versions = Object.entries(DDI_SUPPORTED.constants.values).flatMap(([name, version], index) => {
    const [interfaceName, upperHalf] = interfaces[index]!;
    return [define(interfaceName, `${hex(upperHalf, 8)}u`), define(name, `((UINT64)${hex(version, 16)}u)`)];
  });
  const ids = Object.entries(VIDEO_FUNCTIONS.constants.values).map(([name, id]) => define(name, `${id}u`));
  return [...versions, ...ids].join('');
}

/** C's enumerators are ints, so one with the highest bit is written as the negative number of the same bits. */
function enumerator(value: number): string {
  return value <= 0x7fffffff ? String(value) : `(-0x7fffffff - 1) + ${hex(value - 0x80000000)}`;
}

function enumText({ name: type, isFlags, values }: Constants): string {
  const entries = Object.entries(values).map(([name, value]) => [name, Number(value)] as const);
  if (isFlags) {
    const lines = entries.map(([name, value]) => define(name, `${hex(value)}u`));
    return `typedef UINT ${type};\n${lines.join('')}`;
  }
  const lines = entries.map(([name, value]) => `    ${name} = ${enumerator(value)}`);
  return `typedef enum ${type} {\n${lines.join(',\n')}\n} ${type};\n`;
}

export function enumC(one: CEnum): string {
  const text = comment(one.comment) + enumText(one.constants);
  return one.isWindowsOwn ? `#ifndef _WIN32\n${text}#endif\n` : text;
}

/** Values under names of this header's own. */
export function prefixedC(object: string, values: number | HasConstants): string {
  const name = `SOFTUMD_${object}`;
  if (typeof values === 'number') return define(name, `${hex(values)}u`);
  const { constants } = values;
  return Object.entries(constants.values)
    .map(([full, value]) => define(`${name}_${constants.shortNames[full]!}`, `${hex(value)}u`))
    .join('');
}
