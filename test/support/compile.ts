import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The house's own compiler settings, for text that a user would write: it need not use all that it names. */
function settings(): ts.CompilerOptions {
  const file = `${root}test/tsconfig.json`;
  const { config } = ts.readConfigFile(file, (name) => readFileSync(name, 'utf8')) as { config: unknown };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, `${root}test`);
  delete options.tsBuildInfoFile;
  return { ...options, incremental: false, noUnusedLocals: false, verbatimModuleSyntax: false };
}

/** What TypeScript has read: programs of one test file share it. */
const read = new Map<string, ts.SourceFile | undefined>();

/** A program of files of the project and of texts that lie in no file, by the names that they would have. */
function program(files: readonly string[], texts: Readonly<Record<string, string>> = {}): ts.Program {
  const options = settings();
  const host = ts.createCompilerHost(options);
  const inner = host.getSourceFile.bind(host);
  host.getSourceFile = (name, ...rest) => {
    const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
    if (text !== undefined) return ts.createSourceFile(name, text, ts.ScriptTarget.ES2022);
    if (!read.has(name)) read.set(name, inner(name, ...rest));
    return read.get(name);
  };
  return ts.createProgram([...files.map((file) => `${root}${file}`), ...Object.keys(texts)], options, host);
}

/** Texts that a user would write, each a module beside the tests; what the compiler says to each, by name. */
export function complaints(texts: Readonly<Record<string, string>>): Record<string, string[]> {
  const files = Object.entries(texts).map(([name, text], index) => ({
    ...{ name, text },
    file: `${root}test/example-${index}.ts`,
  }));
  const made = program([], Object.fromEntries(files.map(({ file, text }) => [file, text])));
  const said = files.map(({ name, file }) => {
    const source = made.getSourceFile(file);
    const found = [...made.getSyntacticDiagnostics(source), ...made.getSemanticDiagnostics(source)];
    return [
      name,
      found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    ] as const;
  });
  return Object.fromEntries(said.filter(([, found]) => found.length > 0));
}

/** What modules of the project export, each name with the text of its `@example`s. */
export function exportsOf(files: readonly string[]): readonly Map<string, readonly string[]>[] {
  const made = program(files);
  const checker = made.getTypeChecker();
  return files.map((file) => {
    const module = checker.getSymbolAtLocation(made.getSourceFile(`${root}${file}`)!)!;
    const exported = checker.getExportsOfModule(module).map((symbol) => {
      const named = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
      const examples = named.getJsDocTags(checker).filter(({ name }) => name === 'example');
      return [symbol.name, examples.map(({ text }) => ts.displayPartsToString(text))] as const;
    });
    return new Map(exported);
  });
}
