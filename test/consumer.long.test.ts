/** What the compiler says to a project that has installed the package. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { PackedProject } from './support/packed-project.js';
import { makePackedProject } from './support/packed-project.js';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Package {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
}

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Package;

/** The declarations of an entry: its own file, and all that it imports of the package. */
function declarations(entry: string, found = new Map<string, ts.PreProcessedFileInfo>()) {
  if (found.has(entry)) return found;
  const info = ts.preProcessFile(readFileSync(entry, 'utf8'));
  found.set(entry, info);
  for (const { fileName } of info.importedFiles.filter((one) => one.fileName.startsWith('.')))
    declarations(resolve(dirname(entry), fileName.replace(/\.js$/, '.d.ts')), found);
  return found;
}

const entries = Object.entries(manifest.exports).flatMap(([path, target]) =>
  typeof target === 'string' ? [] : [[path.replace('.', 'softumd'), join(root, target.types)] as const],
);

/** One without any runner, one with both. */
const projects: { plain?: PackedProject; withRunners?: PackedProject } = {};

beforeAll(() => {
  projects.plain = makePackedProject();
  projects.withRunners = makePackedProject(['@jest/globals', 'expect', 'vitest']);
});

afterAll(() => {
  for (const project of Object.values(projects)) project.remove();
});

const { NodeNext, Node16, ESNext, Preserve } = ts.ModuleKind;
const { Bundler } = ts.ModuleResolutionKind;

/** What the compiler says of a project of one file, with no settings for types. */
function compile(project: PackedProject, file: string, text: string, settings: ts.CompilerOptions): string[] {
  project.write({ [file]: text });
  const options: ts.CompilerOptions = {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    preserveSymlinks: true, // else packages would be found that only this repository has
    ...settings,
  };
  const program = ts.createProgram([join(project.folder, file)], options);
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file: where, messageText }) =>
        `${where?.fileName.replace(project.folder, '') ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

/** Every export, and one mistake, so that an `any` does not pass. */
const everything = [
  ...entries.map(([path], index) => `import * as m${index} from '${path}';\nvoid m${index};`),
  "import { readCertificateChain } from 'softumd/player';\nreadCertificateChain(1);",
].join('\n');
const theMistake = [expect.stringContaining("'number' is not assignable to parameter")];

const matchers = `
import * as matchers from 'softumd/matchers';
expect.extend(matchers);
expect(0).toSucceed();
expect(() => undefined).not.toFailWith(0x80004005);
await expect(Promise.reject(new Error())).rejects.toFailWith(0x80004005);
expect(0).toFailWith('E_FAIL');
`;

describe('a project that installs the package', () => {
  it.each([
    ['nodenext, an ES module', 'app.mts', { module: NodeNext }],
    ['nodenext, CommonJS', 'app.cts', { module: NodeNext }],
    ['node16, an ES module', 'app.mts', { module: Node16 }],
    ['bundler', 'app.ts', { module: ESNext, moduleResolution: Bundler }],
    ['bundler, modules kept', 'app.ts', { module: Preserve, moduleResolution: Bundler }],
  ])('type-checks, libraries included, without a package of its own: %s', (_name, file, settings) => {
    expect(compile(projects.plain!, file, everything, settings)).toEqual(theMistake);
  });

  it('type-checks as CommonJS of node16, but for its libraries: that Node requires ES modules is news there', () => {
    const settings = { module: Node16, skipLibCheck: true };
    expect(compile(projects.plain!, 'app.cts', everything, settings)).toEqual(theMistake);
  });

  it.each(['vitest', '@jest/globals'])('knows the matchers of expect: %s', (runner) => {
    const text = `import { expect } from '${runner}';${matchers}`;
    const settings = { module: NodeNext, skipLibCheck: true, preserveSymlinks: false };
    expect(compile(projects.withRunners!, 'app.mts', text, settings)).toEqual([
      expect.stringContaining("'string' is not assignable to parameter of type 'number'"),
    ]);
  });

  it.each(entries)('%s brings the types of Node where its declarations mention them', (_path, types) => {
    const files = [...declarations(types)];
    const mentions = files.filter(
      ([file, { importedFiles }]) =>
        importedFiles.some(({ fileName }) => fileName.startsWith('node:')) ||
        /\bNodeJS\.|[^\w]Buffer[^\w]/.test(readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\//g, '')),
    );
    const brings = files.some(([, info]) =>
      info.typeReferenceDirectives.some(({ fileName }) => fileName === 'node'),
    );
    expect(brings ? [] : mentions.map(([file]) => file)).toEqual([]);
  });
});
