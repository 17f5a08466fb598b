/** What a project gets that installs the package: its declarations, and of other packages only what is declared. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Package {
  readonly exports: Readonly<Record<string, string | { readonly types: string }>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const read = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Package;
const manifest = read(root);

/** The packages that an installation brings: the declared ones, and what they depend on in turn. */
function installed(names: readonly string[], found = new Set<string>()): ReadonlySet<string> {
  for (const name of names.filter((one) => !found.has(one))) {
    found.add(name);
    installed(Object.keys(read(join(root, 'node_modules', name)).dependencies ?? {}), found);
  }
  return found;
}

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

const project = { folder: '' };

beforeAll(() => {
  project.folder = mkdtempSync(join(tmpdir(), 'softumd-consumer-'));
  const modules = join(project.folder, 'node_modules');
  mkdirSync(join(modules, 'softumd'), { recursive: true });
  cpSync(join(root, 'package.json'), join(modules, 'softumd/package.json'));
  symlinkSync(join(root, 'dist'), join(modules, 'softumd/dist'), 'junction');
  const names = [...Object.keys(manifest.dependencies!), ...Object.keys(manifest.optionalDependencies!)];
  for (const name of installed(names)) {
    mkdirSync(dirname(join(modules, name)), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
  }
});

afterAll(() => {
  rmSync(project.folder, { recursive: true, force: true });
});

/** What the compiler says of a project of one file, libraries checked too, with no settings for types. */
function compile(text: string): string[] {
  const file = join(project.folder, 'app.mts');
  writeFileSync(file, text);
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts'],
    strict: true,
    noEmit: true,
    skipLibCheck: false,
    preserveSymlinks: true, // else packages would be found that only this repository has
  };
  const program = ts.createProgram([file], options);
  return ts
    .getPreEmitDiagnostics(program)
    .map(
      ({ file: where, messageText }) =>
        `${where?.fileName.replace(project.folder, '') ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
}

describe('a project that installs the package', () => {
  it('type-checks, libraries included, without a package of its own', () => {
    const imports = entries.map(([path], index) => `import * as m${index} from '${path}';\nvoid m${index};`);
    const use = "import { readCertificateChain } from 'softumd/player';\nreadCertificateChain(1);";
    const errors = compile([...imports, use].join('\n'));
    expect(errors).toEqual([expect.stringContaining("'number' is not assignable to parameter")]);
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
