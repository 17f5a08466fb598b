import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { complaints, exportsOf } from '../support/compile.js';

const paths = ['softumd/conformance', 'softumd/ddi', 'softumd'] as const;
const exported = exportsOf(['src/conformance/index.ts', 'src/exports/ddi.ts', 'src/facade/index.ts']);
const suite = exported[0]!;

/** An example as a module: what it names comes from the packages, and it stands where a case's `t` is. */
function asModule(example: string): string {
  const words = new Set([...(example.match(/\b[A-Za-z_]\w*/g) ?? []), 'D3D11Case']);
  const imports = exported.map((names, index) => {
    const wanted = [...names.keys()].filter((name) => words.delete(name));
    return `import { ${wanted.join(', ')} } from '${paths[index]!}';`;
  });
  return `${imports.join('\n')}\ndeclare const t: D3D11Case;\n{\n${example}\n}\n`;
}

const examples = [...suite].flatMap(([name, texts]) => texts.map((text) => [name, asModule(text)] as const));
const readme = readFileSync(new URL('../../src/conformance/README.md', import.meta.url), 'utf8');
const ofReadme = [...readme.matchAll(/^```ts\n(.*?)^```$/gms)].map(
  ([, text], index) => [`README.md ${index}`, text!] as const,
);
const wrong = ['wrong', asModule("createSession(t, 'a device');")] as const;
const found = complaints(Object.fromEntries([...examples, ...ofReadme, wrong]));

describe('the examples of softumd/conformance', () => {
  it('stand on each export, and in the README', () => {
    expect([...suite].filter(([, texts]) => texts.length === 0).map(([name]) => name)).toEqual([]);
    expect(ofReadme).not.toEqual([]);
  });

  it('compile, and would not if they were wrong', () => {
    expect(found).toEqual({ wrong: [expect.stringContaining('HostDevice')] });
  });
});
