import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CLAUSES } from '../../../src/conformance/index.js';
import * as ddi from '../../../src/ddi/index.js';

const framework = new URL('../../../src/conformance/framework/', import.meta.url);
const sources = readdirSync(framework, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, text: readFileSync(new URL(name, framework), 'utf8') }));

/** The code alone: documentation may show an example of some interface. */
const codeOf = (text: string) => text.replace(/\/\*.*?\*\//gs, '').replace(/\/\/.*$/gm, '');

/** Names of success, and the name of an HRESULT, are no interface's own. */
const shared = ['hresultName', 'S_OK', 'STATUS_SUCCESS'];
const declared = Object.keys(ddi).filter((name) => !shared.includes(name));

describe('the framework', () => {
  it('names nothing of an interface: no function, structure, code or slot', () => {
    const names = new Set(declared);
    const found = sources.flatMap(({ name, text }) => {
      const words = codeOf(text).match(/[A-Za-z_]\w*/g) ?? [];
      const strange = words.filter(
        (word) => names.has(word) || /^(pfn|D3D|DXGI|COPP|OPM|HostDevice)/.test(word),
      );
      return strange.map((word) => `${name}: ${word}`);
    });
    expect(found).toEqual([]);
    expect(sources.map(({ name }) => name)).toContain('runner.ts');
    expect(declared).toEqual(expect.arrayContaining(['OpenAdapter10_2', 'E_INVALIDARG']));
  });

  it('judges by no clause of its own', () => {
    const found = sources.flatMap(({ name, text }) =>
      (codeOf(text).match(/\b[A-Z]+-\d+\b/g) ?? [])
        .filter((id) => id in CLAUSES)
        .map((id) => `${name}: ${id}`),
    );
    expect(found).toEqual([]);
  });
});
