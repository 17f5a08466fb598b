/**
 * C in tests: finds the machine's compiler on PATH, compiles text or a file, keeps what it made under the system's
 * temporary folder by the hash of everything that went in. Nothing here fails for want of a compiler: the answer says
 * what is missing, and the test skips with that reason:
 *
 *   const built = compileLibrary('fixtures/native/driver.c', { defines: ['FAULT=1'] });
 *   const maybe = 'missing' in built ? it.skip : it;
 *   maybe(`does this${reasonOf(built)}`, () => { koffi.load((built as Compiled).path) … });
 *
 * C that does not compile is a failure, thrown with what the compiler said.
 */
import { spawnSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { basename, delimiter, dirname, extname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Compiled {
  readonly path: string;
}

export interface Missing {
  readonly missing: string;
}

export interface CompileOptions {
  /** `NAME` or `NAME=value`. */
  readonly defines?: readonly string[];
  /** Libraries to link with, `crypto` for -lcrypto, and headers that must be there: missing ones are a reason. */
  readonly libs?: readonly string[];
  readonly headers?: readonly string[];
  /** Further arguments. */
  readonly flags?: readonly string[];
  /** A compiler's name; else cc, gcc or clang, or for a .cpp file c++, g++ or clang++. */
  readonly compiler?: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const headerFolder = join(root, 'fixtures/native');
const libraryEnding: Readonly<Record<string, string>> = { win32: '.dll', darwin: '.dylib' };

/** A program of PATH by the first of its names that is there. */
export function onPath(names: readonly string[]): string | undefined {
  const endings = process.platform === 'win32' ? ['.exe'] : [''];
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const files = names.flatMap((name) =>
    folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))),
  );
  return files.find((file) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** What a title says of a test that is skipped. */
export function reasonOf(built: Compiled | Missing): string {
  return 'missing' in built ? ` (skipped: ${built.missing})` : '';
}

/** What a compiler says to a text, without compiling it to anything; nothing where it is content. */
export function complaints(compiler: string, text: string, flags: readonly string[], language = 'c'): string {
  const args = [...flags, '-fsyntax-only', `-I${headerFolder}`, '-x', language, '-'];
  const { status, stderr, error } = spawnSync(compiler, args, { input: text, encoding: 'utf8' });
  if (error) throw error;
  return status === 0 && stderr === '' ? '' : stderr || `exit code ${status}`;
}

/** Compiles a shared library; where the source is a path it counts from the repository's root. */
export function compileLibrary(source: string, options: CompileOptions = {}): Compiled | Missing {
  const shared = process.platform === 'win32' ? ['-shared'] : ['-shared', '-fPIC', '-fvisibility=hidden'];
  return compile(source, libraryEnding[process.platform] ?? '.so', shared, options);
}

/** Compiles a program. */
export function compileProgram(source: string, options: CompileOptions = {}): Compiled | Missing {
  return compile(source, process.platform === 'win32' ? '.exe' : '.out', [], options);
}

const isFile = (source: string) => !source.includes('\n');

function compile(
  source: string,
  ending: string,
  kind: readonly string[],
  options: CompileOptions,
): Compiled | Missing {
  const { defines = [], libs = [], headers = [], flags = [] } = options;
  const language = isFile(source) && extname(source) !== '.c' ? 'c++' : 'c';
  const names = language === 'c' ? ['cc', 'gcc', 'clang'] : ['c++', 'g++', 'clang++'];
  const compiler = onPath(options.compiler === undefined ? names : [options.compiler]);
  if (compiler === undefined) return { missing: `no C compiler (${options.compiler ?? names.join(', ')})` };
  const text = isFile(source) ? readFileSync(resolve(root, source), 'utf8') : source;
  const folders = [headerFolder, ...(isFile(source) ? [resolve(root, dirname(source))] : [])];
  const args = [
    ...['-g', '-O1', '-Wall', '-Wextra', ...kind, ...folders.map((folder) => `-I${folder}`)],
    ...[...defines.map((define) => `-D${define}`), ...flags],
  ];
  const linked = libs.map((lib) => `-l${lib}`);
  const name = isFile(source) ? basename(source, extname(source)) : 'text';
  const path = join(cache(), `${name}-${hash([compiler, text, ...args, ...linked], folders)}${ending}`);
  if (existsSync(path)) return { path };
  const reason = whyNot(compiler, headers, linked);
  if (reason !== undefined) return { missing: reason };
  const input = isFile(source) ? [resolve(root, source)] : ['-x', language, '-'];
  build(compiler, [...args, ...input], linked, text, path);
  return { path };
}

/** Compiles beside the place and moves the file there whole: other test processes look for it too. */
function build(
  compiler: string,
  args: readonly string[],
  linked: readonly string[],
  text: string,
  path: string,
) {
  const made = `${path}.${randomUUID()}`;
  const { status, stderr, error } = spawnSync(compiler, [...args, '-o', made, ...linked], {
    input: text,
    encoding: 'utf8',
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${compiler} ${args.join(' ')}:\n${stderr}`);
  if (!existsSync(path)) renameSync(made, path);
}

/** A compiler that compiles nothing, a header or a library that is not installed. */
function whyNot(compiler: string, headers: readonly string[], linked: readonly string[]): string | undefined {
  const attempt = (lines: string, libs: readonly string[]) => {
    const made = join(cache(), `probe-${randomUUID()}`);
    const args = ['-x', 'c', '-', '-o', made, ...libs];
    return spawnSync(compiler, args, { input: `${lines}int main(void) { return 0; }\n` }).status === 0;
  };
  if (!attempt('', [])) return `${basename(compiler)} does not compile an empty program`;
  const header = headers.find((name) => !attempt(`#include <${name}>\n`, []));
  if (header !== undefined) return `no header <${header}>`;
  const library = linked.find((name) => !attempt('', [name]));
  return library === undefined ? undefined : `no library ${library}`;
}

function cache(): string {
  const folder = join(tmpdir(), `softumd-c-${userInfo().username}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return folder;
}

/** Of everything that goes into a result: also the sources and headers that may be included. */
function hash(parts: readonly string[], folders: readonly string[]): string {
  const sum = createHash('sha256').update(JSON.stringify(parts));
  for (const folder of folders.filter((name) => existsSync(name))) {
    const files = readdirSync(folder).filter((name) => /\.(?:c|h|cpp|hpp)$/.test(name));
    for (const name of files.sort()) sum.update(name).update(readFileSync(join(folder, name)));
  }
  return sum.digest('hex').slice(0, 16);
}
