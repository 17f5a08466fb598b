/** The slots of the declarations against the headers of mingw-w64, where a compiler has them. */
import { expect, it, jest } from '@jest/globals';
import { complaints, onPath } from '../support/c-compiler.js';
import { interfaceFact, interfaces } from './facts.js';

// Compilers are slow where other tests run beside them.
jest.setTimeout(60_000);

const compiler = onPath(['x86_64-w64-mingw32-gcc']);
const reason = compiler === undefined ? ' (skipped: no mingw-w64)' : '';
const maybe = compiler === undefined ? it.skip : it;

// strmif.h is what dshow.h is made of.
const headers = ['d3d9.h', 'd3d10.h', 'd3d11_4.h', 'd3d11sdklayers.h', 'dxgi1_6.h', 'opmapi.h', 'strmif.h'];
// GetMessage is a macro there.
const top = `#include <windows.h>\n${headers.map((name) => `#include <${name}>\n`).join('')}#undef GetMessage\n#include <stddef.h>\n`;

/** mingw-w64 10 has no ID3D11VideoDevice2 and no ID3D11VideoContext3. */
const known = interfaces.filter(({ name }) => interfaceFact(name).slots_checked.includes('mingw'));

maybe(`every method stands in the slot that the headers have it in${reason}`, () => {
  expect(known.length).toBeGreaterThan(interfaces.length - 3);
  const lines = known.flatMap(({ name, methods }) =>
    methods.map(({ member, slot }) => {
      const own = name === 'ID3D11InfoQueue' && member === 'GetMessage' ? 'GetMessageA' : member;
      return `_Static_assert(offsetof(${name}Vtbl, ${own}) == ${8 * slot}, "${name}::${member}");\n`;
    }),
  );
  expect(complaints(compiler!, `${top}${lines.join('')}`, ['-std=c11', '-w'])).toBe('');
});
