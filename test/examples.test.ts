/** The examples in comments and READMEs: each export has one, they compile, and those of softumd, its player and the first README run. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { complaints, exportsOf } from './support/compile.js';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Entries whose every export must have an example that is a module; those of the suite stand where a case's `t` is. */
const modules = { softumd: 'src/facade/index.ts', 'softumd/player': 'src/player/index.ts' };
const inCases = { 'softumd/conformance': 'src/conformance/index.ts' };
const named = { 'softumd/ddi': 'src/exports/ddi.ts' };

type Exported = Map<string, readonly string[]>;
const sources = { ...modules, ...inCases, ...named };
const exported = exportsOf(Object.values(sources));
const of = Object.fromEntries(
  Object.keys(sources).map((entry, index) => [entry, exported[index]!]),
) as Record<keyof typeof sources, Exported>;

const bare = (text: string) => /^```ts\n(.*)\n```$/s.exec(text.trim())?.[1] ?? '';
const examples = Object.keys(modules).flatMap((entry) =>
  [...of[entry as keyof typeof modules]].flatMap(([name, texts]) =>
    texts.map((text) => [`${entry} ${name}`, bare(text)] as const),
  ),
);

/** An example of the suite as a module: what it names comes from the packages. */
function asModule(example: string): string {
  const words = new Set([...(example.match(/\b[A-Za-z_]\w*/g) ?? []), 'D3D11Case']);
  const imports = (['softumd/conformance', 'softumd/ddi', 'softumd'] as const).map((entry) => {
    const wanted = [...of[entry].keys()].filter((name) => words.delete(name));
    return `import { ${wanted.join(', ')} } from '${entry}';`;
  });
  return `${imports.join('\n')}\ndeclare const t: D3D11Case;\n{\n${example}\n}\n`;
}

const ofSuite = [...of['softumd/conformance']].flatMap(([name, texts]) =>
  texts.map((text) => [`softumd/conformance ${name}`, asModule(text)] as const),
);

/** The blocks of a README, each a module. */
const blocksOf = (file: string) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^```(?:ts|typescript)\n(.*?)^```$/gms)].map(
    ([, text], index) => [`${file} ${index}`, text!] as const,
  );
const ofReadmes = ['src/conformance/README.md'].flatMap(blocksOf);
/** In the first README one block goes on where the other ended. */
const first = blocksOf('README.md').map(([, text]) => text);

const wrong = {
  'wrong import': "import { noSuchThing } from 'softumd';",
  'wrong in a case': asModule("createSession(t, 'a device');"),
  'wrong in README.md': `${first.join('\n')}\ndevice.createBuffer('green', 1);`,
};
const found = complaints({
  ...Object.fromEntries([...examples, ...ofSuite, ...ofReadmes]),
  'README.md': first.join('\n'),
  ...wrong,
});

const folder = mkdtempSync(join(tmpdir(), 'softumd-examples-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** Runs modules of these texts, one after the other, in a project that has the package and some certificates. */
function run(codes: readonly string[]): void {
  mkdirSync(join(folder, 'node_modules'), { recursive: true });
  symlinkSync(root, join(folder, 'node_modules/softumd'), 'junction');
  const files = { 'leaf.key': 'driver.key', leaf: 'driver', intermediate: 'issuers', root: 'root' };
  for (const [from, to] of Object.entries(files))
    cpSync(join(root, `fixtures/certificates/${from}.pem`), join(folder, `${to}.pem`));
  for (const name of ['copp.key.pem', 'copp.root.pem', 'copp.xml'])
    cpSync(join(root, `fixtures/certificates/${name}`), join(folder, name));
  const names = codes.map((code, index) => {
    const { outputText } = ts.transpileModule(code, {
      compilerOptions: {
        module: ts.ModuleKind.ESNext,
        target: ts.ScriptTarget.ES2022,
        verbatimModuleSyntax: true,
      },
    });
    writeFileSync(join(folder, `example-${index}.mjs`), outputText);
    return `example-${index}.mjs`;
  });
  const all = names.map(
    (name) =>
      `await import('./${name}').catch((error) => { throw new Error('${name}', { cause: error }); });`,
  );
  writeFileSync(join(folder, 'all.mjs'), all.join('\n'));
  execFileSync(process.execPath, ['all.mjs'], { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
}

describe('the examples', () => {
  const entries = [...Object.keys(modules), ...Object.keys(inCases)] as (keyof typeof sources)[];

  it.each(entries)('of %s stand on each export', (entry) => {
    expect([...of[entry]].filter(([, texts]) => texts.length === 0).map(([name]) => name)).toEqual([]);
    expect(of[entry].size).toBeGreaterThan(0);
  });

  it('are in a fence where they are modules', () => {
    expect(examples.filter(([, code]) => code === '').map(([name]) => name)).toEqual([]);
  });

  it('stand in the READMEs', () => {
    expect(first).not.toEqual([]);
    expect(ofReadmes).not.toEqual([]);
  });

  it('compile, and would not if they were wrong', () => {
    expect(found).toEqual({
      'wrong import': [expect.stringContaining("no exported member 'noSuchThing'")],
      'wrong in a case': [expect.stringContaining('HostDevice')],
      'wrong in README.md': [expect.stringContaining('"green"')],
    });
  });

  it('run', () => {
    expect(() => {
      run([...examples.map(([, code]) => code), first.join('\n')]);
    }).not.toThrow();
  });
});
