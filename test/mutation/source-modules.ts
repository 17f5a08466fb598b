import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { Script } from 'node:vm';
import { transformSync } from '@swc/core';

/** A module's code as a function of what it works with. */
type Factory = (
  exports: object,
  require: (name: string) => unknown,
  module: object,
  filename: string,
) => void;

/** Loads a module by its file, from the project's folder. */
export type Load = (file: string) => unknown;

/** A file's TypeScript as a function; compiled without its types, which a mutant need not keep to. */
function compiled(path: string, text: string): Factory {
  const { code } = transformSync(text, {
    filename: path,
    configFile: false,
    swcrc: false,
    module: { type: 'commonjs' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  });
  const script = new Script(`(function (exports, require, module, __filename) {${code}\n})`, {
    filename: path,
  });
  return script.runInThisContext() as Factory;
}

/**
 * The project's sources as modules of one process. A part of them can be had anew, with one file changed: it is
 * compiled alone, and what is not asked for any more is forgotten, so that thousands of mutants take one process.
 */
export class SourceModules {
  private readonly factories = new Map<string, Factory>();
  private readonly external: (name: string) => unknown;

  /** @param root the project's folder */
  constructor(private readonly root: string) {
    this.external = createRequire(join(root, 'package.json'));
  }

  /** The modules that all copies share. */
  readonly load: Load = this.loader(() => false, new Map(), undefined);

  /**
   * A copy of modules of their own state.
   * @param isOwn by a file from the project's folder: whether it is in the copy; all others are the shared ones
   * @param texts what stands in files of the copy in place of their own text
   */
  copy(isOwn: (file: string) => boolean, texts: ReadonlyMap<string, string>): Load {
    return this.loader(isOwn, texts, this.load);
  }

  private loader(
    isOwn: (file: string) => boolean,
    texts: ReadonlyMap<string, string>,
    shared: Load | undefined,
  ): Load {
    const loaded = new Map<string, { exports: object }>();
    const load = (file: string): unknown => {
      if (shared && !isOwn(file)) return shared(file);
      const known = loaded.get(file);
      if (known) return known.exports;
      const module = { exports: {} };
      loaded.set(file, module);
      const text = texts.get(file);
      const path = join(this.root, file);
      const factory = text === undefined ? this.factoryOf(path) : compiled(path, text);
      factory(module.exports, (name) => this.imported(name, path, load), module, path);
      return module.exports;
    };
    return load;
  }

  private factoryOf(path: string): Factory {
    const known = this.factories.get(path);
    if (known) return known;
    const factory = compiled(path, readFileSync(path, 'utf8'));
    this.factories.set(path, factory);
    return factory;
  }

  private imported(name: string, importer: string, load: Load): unknown {
    if (!name.startsWith('.')) return this.external(name);
    const path = join(dirname(importer), name.replace(/\.js$/, '.ts'));
    if (!existsSync(path)) throw new TypeError(`${importer} imports ${name}, which is no source`);
    return load(relative(this.root, path).split(sep).join('/'));
  }
}
