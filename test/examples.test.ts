/** The @example of each export: there is one, it compiles, and it runs. */
import { afterAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The entries whose exports must have one. */
const entries = { softumd: 'src/facade/index.ts', 'softumd/player': 'src/player/index.ts' };

interface Example {
  /** The export that it belongs to: `softumd createDevice`. */
  readonly name: string;
  readonly code: string;
}

const settings = (): ts.CompilerOptions => {
  const config = ts.readConfigFile(join(root, 'test/tsconfig.json'), (name) => readFileSync(name, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, join(root, 'test'));
  delete options.tsBuildInfoFile;
  return { ...options, incremental: false, noUnusedLocals: false, noUnusedParameters: false };
};

/** A program over some files, those among them that are not on disk given as text. */
function program(files: readonly string[], texts: ReadonlyMap<string, string>): ts.Program {
  const options = settings();
  const host = ts.createCompilerHost(options);
  const inner = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    const text = texts.get(name);
    return text === undefined
      ? inner(name, ...rest)
      : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
  };
  const exists = host.fileExists.bind(host);
  host.fileExists = (name) => texts.has(name) || exists(name);
  return ts.createProgram([...files], options, host);
}

/** Every export of an entry with the examples in its comment, the fences taken off. */
function examplesOf(
  made: ts.Program,
  entry: string,
  file: string,
): (readonly [name: string, code: readonly string[]])[] {
  const checker = made.getTypeChecker();
  const source = made.getSourceFile(join(root, file))!;
  return checker.getExportsOfModule(checker.getSymbolAtLocation(source)!).map((symbol) => {
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    const tags = target.getJsDocTags(checker).filter(({ name }) => name === 'example');
    const codes = tags.map(
      ({ text }) => /^```ts\n(.*)\n```$/s.exec(ts.displayPartsToString(text).trim())?.[1] ?? '',
    );
    return [`${entry} ${symbol.name}`, codes];
  });
}

const sources = program(
  Object.values(entries).map((file) => join(root, file)),
  new Map(),
);
const found = Object.entries(entries).flatMap(([entry, file]) => examplesOf(sources, entry, file));
const examples: readonly Example[] = found.flatMap(([name, codes]) => codes.map((code) => ({ name, code })));

/** What the compiler says to modules of these texts, by their place in the list. */
function compile(codes: readonly string[]): readonly (readonly string[])[] {
  const texts = new Map(
    codes.map((code, index) => [join(root, `test/example-${index}.ts`), `${code}\nexport {};\n`]),
  );
  const made = program([...texts.keys()], texts);
  return [...texts.keys()].map((file) => {
    const source = made.getSourceFile(file);
    const said = [...made.getSyntacticDiagnostics(source), ...made.getSemanticDiagnostics(source)];
    return said.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
  });
}

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
  for (const name of ['copp.key.pem', 'copp.xml'])
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

describe('the examples in the comments', () => {
  it.each(found)('%s has one', (_name, codes) => {
    expect(codes.length).toBeGreaterThan(0);
    expect(codes).not.toContain('');
  });

  it('compile', () => {
    const said = compile([...examples.map(({ code }) => code), "import { noSuchThing } from 'softumd';"]);
    expect(said.at(-1)).toEqual([expect.stringContaining("no exported member 'noSuchThing'")]);
    expect(examples.flatMap(({ name }, index) => said[index]!.map((text) => `${name}: ${text}`))).toEqual([]);
  });

  it('run', () => {
    expect(() => {
      run(examples.map(({ code }) => code));
    }).not.toThrow();
  });
});
