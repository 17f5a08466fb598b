import { describe, expect, it, jest } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import * as ddi from 'softumd/ddi';
import * as apiConfigures from '../../src/ddi/api/channel-configures.js';
import * as apiQueries from '../../src/ddi/api/channel-queries.js';
import * as apiSession from '../../src/ddi/api/crypto-session.js';
import { cGuidName } from '../../src/c-header/values.js';
import type { Compiled } from '../support/c-compiler.js';
import { compileProgram, complaints, onPath, reasonOf } from '../support/c-compiler.js';
import type { FunctionFact } from '../ddi/facts.js';
import { d3d11Facts, deviceFacts, exported, functions, opmFacts, shapeOf, structs } from '../ddi/facts.js';

// Compilers are slow where other tests run beside them.
jest.setTimeout(60_000);

const header = ddi.cHeader();
const twins = new Set(Object.keys({ ...apiConfigures, ...apiQueries, ...apiSession }));
const handles = Object.entries(exported).filter(([name]) => name.includes('DDI_H'));
const tables = Object.entries(exported).filter(([, value]) => ddi.isTable(value));
const tags = [...structs.map((struct) => [struct.name, struct] as const), ...handles, ...tables].filter(
  ([name]) => !twins.has(name),
);

const everything = ['-DSOFTUMD_DDI_OPM', '-DSOFTUMD_DDI_D3D9'];
const strict = ['-Wall', '-Wextra', '-Wpedantic', '-Werror'];
const include = '#include "softumd_ddi.h"\n';

describe('softumd_ddi.h', () => {
  it('is what the declarations make: npm run header', () => {
    const path = new URL('../../fixtures/native/softumd_ddi.h', import.meta.url);
    expect(readFileSync(path, 'utf8') === header).toBe(true);
  });

  it('has every structure, handle and table but the twins of the API, and every function', () => {
    expect(tags.map(([name]) => name)).toContain('D3D11_1DDIARG_CREATECRYPTOSESSION');
    for (const [name] of tags)
      expect(header).toMatch(new RegExp(`^(?:struct|union) (?:SOFTUMD_DDI_ALIGN\\(16\\) )?${name} \\{`, 'm'));
    for (const name of twins) expect(header).not.toContain(` ${name} `);
    for (const { typedef } of functions) expect(header).toContain(`(APIENTRY *${typedef})(\n`);
  });

  it('is ASCII with short lines', () => {
    expect(header).toMatch(/^[\n\x20-\x7e]*$/);
    const lines = header
      .split('\n')
      .filter((line) => !/^(?:typedef (?:struct|union)|SOFTUMD_DDI_SAME)/.test(line));
    expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(110);
  });
});

const compilers = [
  ...['cc', 'gcc', 'clang'].map((name) => [name, 'c', ['c99', 'c11', 'c17']] as const),
  ...['g++', 'clang++'].map((name) => [name, 'c++', ['c++11', 'c++17']] as const),
];

describe.each(compilers)('compiled by %s', (name, language, standards) => {
  const compiler = onPath([name]);
  const check = (text: string, ...flags: readonly string[]) =>
    complaints(compiler!, text, [...strict, ...flags], language);
  const maybe = compiler === undefined ? it.skip : it;
  const reason = compiler === undefined ? ` (skipped: no ${name})` : '';

  maybe.each(standards)(`raises no warning as %s${reason}`, (standard) => {
    expect(check(include, `-std=${standard}`)).toBe('');
    expect(check(include, `-std=${standard}`, ...everything)).toBe('');
    expect(check(`${include}${include}`, `-std=${standard}`)).toBe('');
  });

  const has32 = compiler !== undefined && check('#include <stdint.h>\nint one;\n', '-m32') === '';
  const maybe32 = has32 ? it : it.skip;
  maybe32(`raises none as 32-bit code${has32 ? '' : ' (skipped: no 32-bit headers)'}`, () => {
    for (const standard of standards)
      expect(check(include, `-std=${standard}`, '-m32', ...everything)).toBe('');
  });

  maybe.each(standards)(`does not compile with two members swapped, as %s${reason}`, (standard) => {
    const broken = header.replace(
      '    UINT BlockAlignmentSize;\n    UINT64 ProtectedMemorySize;\n',
      '    UINT64 ProtectedMemorySize;\n    UINT BlockAlignmentSize;\n',
    );
    expect(broken).not.toBe(header);
    const said = check(broken, `-std=${standard}`);
    expect(said).toMatch(
      /offsetof\(D3D11_1DDI_VIDEO_CONTENT_PROTECTION_CAPS, (?:ProtectedMemorySize|BlockAlignmentSize)\)|softumd_ddi_assert_/,
    );
  });
});

interface Printed {
  readonly size: number;
  readonly members: Readonly<Record<string, number>>;
}

/** A program that says where the compiler put everything, and what GUIDs lie in memory as. */
function printer(text: string): string {
  const lines = tags.flatMap(([name, declaration]) => [
    `  printf("${name} . %u\\n", (unsigned)sizeof(${name}));`,
    ...Object.keys(shapeOf(declaration, 'x64').members).map(
      (member) => `  printf("${name} ${member} %u\\n", (unsigned)offsetof(${name}, ${member}));`,
    ),
  ]);
  const guids = Object.keys({ ...ddi.GUIDS, ...ddi.OPM_GUIDS }).map(
    (name) => `  guid("${name}", &${cGuidName(name)});`,
  );
  return `#include <stdio.h>
${text}
static void guid(const char *name, const GUID *value) {
  printf("%s guid ", name);
  for (size_t at = 0; at < sizeof *value; at += 1) printf("%02x", ((const unsigned char *)value)[at]);
  printf("\\n");
}
int main(void) {
${[...lines, ...guids].join('\n')}
  return 0;
}
`;
}

function printed(program: Compiled): { sizes: Record<string, Printed>; guids: Record<string, string> } {
  const { stdout } = spawnSync(program.path, { encoding: 'utf8' });
  const sizes: Record<string, { size: number; members: Record<string, number> }> = {};
  const guids: Record<string, string> = {};
  for (const line of stdout.split(/\r?\n/).filter((text) => text !== '')) {
    const [name, what, value] = line.split(' ') as [string, string, string];
    if (what === 'guid') guids[name] = value;
    else if (what === '.') sizes[name] = { size: Number(value), members: {} };
    else sizes[name]!.members[what] = Number(value);
  }
  return { sizes, guids };
}

const declaredSizes = Object.fromEntries(
  tags.map(([name, declaration]) => {
    const { size, members } = shapeOf(declaration, 'x64');
    const places = Object.entries(members).map(([member, [offset]]) => [member, offset]);
    return [name, { size, members: Object.fromEntries(places) as Record<string, number> }];
  }),
);

const options = { defines: ['SOFTUMD_DDI_OPM', 'SOFTUMD_DDI_D3D9'], flags: ['-std=c11', '-Werror'] };
const program = compileProgram(printer(include), options);
const whenCompiled = 'missing' in program ? it.skip : it;

describe('what a compiler makes of it', () => {
  whenCompiled(`has the declared sizes, offsets and slots${reasonOf(program)}`, () => {
    expect(printed(program as Compiled).sizes).toEqual(declaredSizes);
  });

  whenCompiled(`has the declared bytes of every GUID${reasonOf(program)}`, () => {
    const bytes = (value: ddi.Guid) => {
      const memory = ddi.bytesAccess(new Uint8Array(16));
      ddi.GUID.write(memory, 0 as ddi.Address, value, 'x64');
      return Buffer.from(memory.copyOut(0 as ddi.Address, 16)).toString('hex');
    };
    const known = Object.entries({ ...ddi.GUIDS, ...ddi.OPM_GUIDS });
    expect(printed(program as Compiled).guids).toEqual(
      Object.fromEntries(known.map(([name, value]) => [name, bytes(value)])),
    );
  });

  whenCompiled(`is seen to differ where an offset is broken, checks or no checks${reasonOf(program)}`, () => {
    const moved = header
      .replace(/^SOFTUMD_DDI_SAME.*$/gm, '')
      .replace('    UINT ContentKeySize;\n};', '    UINT Stray;\n    UINT ContentKeySize;\n};');
    const broken = compileProgram(printer(moved), options) as Compiled;
    const { sizes } = printed(broken);
    expect(sizes).not.toEqual(declaredSizes);
    const name = 'D3D11_1DDIARG_VIDEODECODERBEGINFRAME';
    expect(sizes[name]!.members['ContentKeySize']).toBe(declaredSizes[name]!.members['ContentKeySize']! + 4);
  });
});

describe('the names and types of the facts', () => {
  const compiler = onPath(['cc', 'gcc', 'clang']);
  const maybe = compiler === undefined ? it.skip : it;
  const reason = compiler === undefined ? ' (skipped: no C compiler)' : '';
  const check = (text: string) =>
    complaints(compiler!, `${include}${text}`, [...strict, '-std=c11', ...everything]);

  maybe(`has every enum's members by their header names${reason}`, () => {
    // Those of the API, and a bit field whose bits are members.
    const elsewhere = /\(API|D3D9|PROTECTION_FLAGS/;
    const facts = [...d3d11Facts.enums, ...deviceFacts.enums].filter(({ name }) => !elsewhere.test(name));
    const members = facts.flatMap((fact) => fact.members ?? fact.values ?? []);
    expect(members.map(({ name }) => name)).toContain('D3D11_1DDI_CONTENT_PROTECTION_CAPS_DECRYPTION_BLT');
    const lines = members.map(({ name, value }) => `_Static_assert(${name} == ${value}, "${name}");\n`);
    expect(check(lines.join(''))).toBe('');
  });

  maybe(`has every code${reason}`, () => {
    const facts = [...d3d11Facts.hresults, ...deviceFacts.hresults, ...opmFacts.hresults];
    const lines = facts.map(({ name, value }) => {
      const spelt = name.replace('(', '_').replace(')', '');
      return `_Static_assert((uint32_t)${spelt} == ${Number(value)}u, "${spelt}");\n`;
    });
    expect(check(lines.join(''))).toBe('');
  });

  maybe(`takes functions of every signature that the facts state${reason}`, () => {
    const facts = [...d3d11Facts.functions, ...deviceFacts.functions];
    const lines = facts.map(({ typedef: stated, returns, params }, index) => {
      const typedef = stated.replace(' (sic)', '');
      const types = params.map(({ type }) => type).join(', ');
      return (
        `typedef ${returns} (APIENTRY *fact_${index})(${types});\n` +
        `${typedef} typed_${index}(fact_${index} given);\n` +
        `${typedef} typed_${index}(fact_${index} given) { return given; }\n`
      );
    });
    expect(check(lines.join(''))).toBe('');
  });

  maybe(`takes functions of OPM as dispmprt.h has them, by its names${reason}`, () => {
    const { functions: facts, type_aliases: twins } = opmFacts as unknown as {
      readonly functions: readonly (FunctionFact & { readonly layer: string })[];
      readonly type_aliases: Readonly<Record<string, string>>;
    };
    const ofDriver = facts.filter(({ layer, name }) => layer === 'kernel-ddi' && !name.endsWith('JTP'));
    // Only Windows has these.
    const pointers = ['ULONG', 'HANDLE', 'QUERY_INTERFACE', ...Object.keys(twins)];
    const lines = [
      'typedef void *PVOID;\n#define CONST const\n',
      ...pointers.map((name) => `typedef ${name} *P${name};\n`),
      ...Object.entries(twins).map(
        ([twin, ours]) => `_Static_assert(sizeof(${twin}) == sizeof(${ours}), "${twin}");\n`,
      ),
      ...ofDriver.map(({ typedef, returns, params }, index) => {
        const types = params.map(({ type }) => type).join(', ');
        return (
          `typedef ${returns} (APIENTRY *fact_${index})(${types});\n` +
          `${typedef} typed_${index}(fact_${index} given);\n` +
          `${typedef} typed_${index}(fact_${index} given) { return given; }\n`
        );
      }),
      '_Static_assert(DXGK_OPM_INTERFACE_VERSION_1 == 1 && DXGK_OPM_INTERFACE_VERSION_3 == 4, "versions");\n',
    ];
    expect(ofDriver).toHaveLength(15);
    expect(check(lines.join(''))).toBe('');
  });

  maybe(`has typed slots, and the bits of the protection flags${reason}`, () => {
    const text = `
      static HRESULT APIENTRY open(D3D10DDIARG_OPENADAPTER *arguments) {
        arguments->pAdapterFuncs_2->pfnGetCaps = 0;
        return E_NOTIMPL;
      }
      PFND3D10DDI_OPENADAPTER opened(D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAGS *flags);
      PFND3D10DDI_OPENADAPTER opened(D3D11_1DDI_AUTHENTICATED_PROTECTION_FLAGS *flags) {
        flags->Value = 0;
        flags->OverlayOrFullscreenRequired = 1;
        return open;
      }`;
    expect(check(text)).toBe('');
    expect(check(text.replace('pfnGetCaps = 0', 'pfnGetCaps = open'))).toContain('incompatible');
  });
});
