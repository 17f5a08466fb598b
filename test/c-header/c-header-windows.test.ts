/** The header among the Windows headers that mingw-w64 has written anew, and the declarations against those headers. */
import { describe, expect, it, jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import * as ddi from 'softumd/ddi';
import { complaints, onPath } from '../support/c-compiler.js';
import { named, shapeOf, structs } from '../ddi/facts.js';

// Compilers are slow where other tests run beside them.
jest.setTimeout(60_000);

const c = onPath(['x86_64-w64-mingw32-gcc']);
const cpp = onPath(['x86_64-w64-mingw32-g++']);
const reason = (compiler?: string) => (compiler === undefined ? ' (skipped: no mingw-w64)' : '');
const maybe = c === undefined ? it.skip : it;
const maybeCpp = cpp === undefined ? it.skip : it;

// mingw-w64's own headers are not free of pedantic warnings; the compiler reports none of a system header's.
const strict = ['-Wall', '-Wextra', '-Wpedantic', '-Werror'];
const ours = '#include "softumd_ddi.h"\n';
const direct3d = '#include <windows.h>\n#include <d3d11.h>\n#include <d3d11_1.h>\n';
const everything = ['d3d11_2.h', 'd3d9.h', 'dshow.h', 'opmapi.h', 'dxva2api.h', 'dxva.h'];
const windows = `#define INITGUID\n${direct3d}${everything.map((name) => `#include <${name}>\n`).join('')}`;

describe('softumd_ddi.h for Windows', () => {
  maybe.each([
    ['alone', ours],
    ['after windows.h and d3d11.h', direct3d + ours],
    ['before them', ours + direct3d],
    ['where GUIDs are defined', `#define INITGUID\n${direct3d}#include <d3d9.h>\n#include <dxva.h>\n${ours}`],
  ])(`compiles %s${reason(c)}`, (_where, text) => {
    // d3d9.h has D3DCONTENTPROTECTIONCAPS itself.
    const flags = text.includes('d3d9.h') ? strict : [...strict, '-DSOFTUMD_DDI_D3D9'];
    expect(complaints(c!, text, [...flags, `-std=${text === ours ? 'c99' : 'c11'}`])).toBe('');
  });

  maybe(`has output protection beside d3d11.h${reason(c)}`, () => {
    expect(complaints(c!, direct3d + ours, [...strict, '-std=c11', '-DSOFTUMD_DDI_OPM'])).toBe('');
  });

  maybeCpp(`compiles as C++${reason(cpp)}`, () => {
    expect(complaints(cpp!, direct3d + ours, [...strict, '-std=c++17'], 'c++')).toBe('');
  });
});

/** Where mingw-w64's headers differ from the SDK's: slips of theirs, and newer versions may have mended them. */
const slips = {
  AMCOPPCommand: 'spells a member bSizeData',
  D3DCONTENTPROTECTIONCAPS: 'does not pack',
  OPM_OUTPUT_ID_DATA: 'does not pack',
};

/** What mingw-w64's headers come to. */
const seen =
  c === undefined
    ? ''
    : spawnSync(c, ['-E', '-P', '-x', 'c', '-'], { input: windows, encoding: 'utf8', maxBuffer: 2 ** 26 })
        .stdout;
const has = (name: string) => new RegExp(`\\b${name}\\b`).test(seen);
const known = structs.filter(({ name }) => new RegExp(`\\b${name};`).test(seen) && !(name in slips));

const assertion = (condition: string) => `_Static_assert(${condition}, "${condition}");\n`;

const layouts = () =>
  known.flatMap((struct) => {
    const { size, members } = shapeOf(struct, 'x64');
    return [
      assertion(`sizeof(${struct.name}) == ${size}`),
      ...Object.entries(members).flatMap(([member, [offset, bytes]]) => [
        assertion(`offsetof(${struct.name}, ${member}) == ${offset}`),
        assertion(`sizeof(((${struct.name} *)0)->${member}) == ${bytes}`),
      ]),
    ];
  });

type Named = readonly [name: string, value: unknown];

/** What the API calls the values of the DDI's: another prefix before the same short names. */
const atApi = (prefix: string, type: ddi.HasConstants): readonly Named[] =>
  Object.entries(ddi.valuesByName(type)).map(([short, value]) => [`${prefix}${short}`, value]);

/** Every value by its name in a header of Windows, where that has one. */
const values = (): readonly Named[] => [
  ...named.flatMap(({ constants }) => Object.entries(constants.values)),
  ...atApi('D3D11_USAGE_', ddi.D3D10_DDI_RESOURCE_USAGE),
  ...atApi('D3D11_MAP_', ddi.D3D10_DDI_MAP),
  ...atApi('D3D11_CRYPTO_SESSION_STATUS_', ddi.D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS),
];

/** The names of bit-fields' members, which have no underscore, are no constants. */
const constants = () => values().filter(([name, value]) => name.includes('_') && typeof value === 'number');
/** Values of enums, which the preprocessor leaves alone; of macros it leaves nothing. */
const enumerators = () => constants().filter(([name]) => has(name));
const macros = () => constants().filter(([name]) => !has(name));

describe("declarations against mingw-w64's headers", () => {
  maybe(`finds the twins of the API there${reason(c)}`, () => {
    const names = known.map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        'D3D11_AUTHENTICATED_QUERY_OUTPUT',
        'D3D11_AUTHENTICATED_CONFIGURE_INPUT',
        'D3D11_OMAC',
        'DXGI_SAMPLE_DESC',
        'OPM_CONFIGURE_PARAMETERS',
        'AMCOPPStatusInput',
      ]),
    );
    expect(enumerators().map(([name]) => name)).toContain('D3D11_BIND_UNORDERED_ACCESS');
  });

  maybe(`agrees on every size and offset, on enums and codes${reason(c)}`, () => {
    const lines = [
      ...layouts(),
      ...enumerators().map(([name, value]) => assertion(`(unsigned)${name} == ${String(value)}u`)),
      ...macros().map(
        ([name, value]) => `#ifdef ${name}\n${assertion(`(unsigned)${name} == ${String(value)}u`)}#endif\n`,
      ),
      ...Object.entries(ddi.HRESULTS).map(
        ([name, code]) => `#ifdef ${name}\n${assertion(`(unsigned)${name} == ${code}u`)}#endif\n`,
      ),
    ];
    expect(complaints(c!, `${windows}#include <stddef.h>\n${lines.join('')}`, ['-std=c11'])).toBe('');
  });

  maybe(`agrees on the GUIDs${reason(c)}`, () => {
    const lines = seen.matchAll(/^const GUID .*?(\w+) = \{(.*)\};?$/gm);
    const theirs = new Map([...lines].map(([, name, value]) => [name!, numbers(value!)]));
    const all = Object.entries({ ...ddi.GUIDS, ...ddi.OPM_GUIDS, ...ddi.API_GUIDS });
    const both = all.filter(([name]) => theirs.has(name));
    expect(both.map(([name]) => name)).toEqual(
      expect.arrayContaining(['D3DKEYEXCHANGE_DXVA', 'D3DCRYPTOTYPE_PROPRIETARY', 'DXVA_NoEncrypt']),
    );
    for (const [name, value] of both) expect([name, theirs.get(name)]).toEqual([name, parts(value)]);
  });
});

const numbers = (text: string) => [...text.matchAll(/0x[0-9a-f]+|\d+/gi)].map(([number]) => Number(number));

/** A GUID's eleven numbers as DEFINE_GUID takes them. */
function parts(value: ddi.Guid): readonly number[] {
  const [data1, data2, data3, ...data4] = value.split('-');
  const words = [data1!, data2!, data3!, ...data4.join('').match(/../g)!];
  return words.map((word) => Number.parseInt(word, 16));
}
