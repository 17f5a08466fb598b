import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const path = (relative: string) => `${root}${relative.replace(/^\.\//, '')}`;

/** The declarations and the code of an export. */
interface Target {
  readonly types: string;
  readonly default: string;
}

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | (Target & { readonly require: Target })>>;
  readonly files: readonly string[];
  readonly dependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(path('package.json'), 'utf8')) as Manifest;

/** The source that a file of the build is made of. */
const sourceOf = (built: string) => built.replace(/^\.\/dist\//, './').replace(/(\.d\.ts|\.js)$/, '.ts');

const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === 'string' ? [] : [[name, target] as const],
);

describe('package.json', () => {
  it.each(entries)('exports %s: code and types of one source that exists', (_name, target) => {
    expect(target.default).toMatch(/^\.\/dist\/.*\.js$/);
    expect(target.types).toBe(target.default.replace(/\.js$/, '.d.ts'));
    expect(existsSync(path(sourceOf(target.default)))).toBe(true);
  });

  it.each(entries)('exports %s to require through a door beside the code', (_name, target) => {
    expect(Object.keys(target)[0]).toBe('require'); // else nobody would get there
    const [code, types] = [target.default.replace(/js$/, 'cjs'), target.types.replace(/ts$/, 'cts')];
    expect(target.require).toEqual({ types, default: code });
  });

  it('exports itself, and every entry that the tests import', () => {
    expect(manifest.exports['./package.json']).toBe('./package.json');
    expect(entries.map(([name]) => name).sort()).toEqual(
      [
        '.',
        './abi',
        './conformance',
        './copp',
        './crypto',
        './d3d11',
        './ddi',
        './driver',
        './emulator',
        './isolation',
        './matchers',
        './memory',
        './native',
        './opm',
        './player',
        './trace',
      ].sort(),
    );
  });

  it('ships what it names: the build, the commands, the fixtures', () => {
    for (const file of manifest.files.filter((name) => !/^!?dist\b/.test(name))) {
      const [folder, pattern] = file.includes('*') ? [dirname(file), extname(file)] : [file, ''];
      const found =
        existsSync(path(folder)) &&
        (pattern === '' || readdirSync(path(folder)).some((name) => name.endsWith(pattern)));
      expect([file, found]).toEqual([file, true]);
    }
    expect(manifest.files).toContain('dist');
    for (const command of Object.values(manifest.bin)) {
      expect(readFileSync(path(command), 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
      expect(manifest.files.some((name) => command === name || command.startsWith(`${name}/`))).toBe(true);
    }
  });

  it('depends on every package that the sources import, and on no other', () => {
    const config = ts.readConfigFile(path('test/tsconfig.json'), (name) => readFileSync(name, 'utf8'));
    const { fileNames } = ts.parseJsonConfigFileContent(config.config, ts.sys, path('test'));
    const imported = new Set<string>();
    const augmenting = path('src/matchers/expect-types.ts'); // names what a runner's user has anyway
    for (const file of fileNames.filter(
      (name) =>
        name !== augmenting && [path('src/'), path('emulator/')].some((folder) => name.startsWith(folder)),
    )) {
      for (const { fileName } of ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles) {
        if (/^(\.|node:)/.test(fileName)) continue;
        imported.add(
          fileName
            .split('/')
            .slice(0, fileName.startsWith('@') ? 2 : 1)
            .join('/'),
        );
      }
    }
    imported.add('@types/node'); // what node:… is to the declarations; consumer.long.test.ts has the reason
    expect([...imported].sort()).toEqual(Object.keys(manifest.dependencies).sort());
  });
});

/** What `npm pack` would put into the tarball.. */
function packed(): ReadonlySet<string> {
  const npm = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  const [{ files }] = JSON.parse(npm.stdout) as [{ readonly files: readonly { readonly path: string }[] }];
  return new Set(files.map((file) => file.path));
}

describe('the tarball', () => {
  const files = packed();
  const texts = [...files].filter((file) => file.endsWith('.md'));

  it('has the texts that a user reads', () => {
    expect(texts).toEqual(expect.arrayContaining(['README.md', 'src/native/README.md']));
  });

  it.each(texts)('has what %s links to', (text) => {
    const links = readFileSync(path(text), 'utf8').matchAll(/\]\(([^)#\s]+)[^)]*\)/g);
    const dead = [...links]
      .map(([, link]) => link!)
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const target = posix.join(posix.dirname(text), link);
        return !files.has(target) && ![...files].some((file) => file.startsWith(`${target}/`));
      });
    expect(dead).toEqual([]);
  });

  it('has no source maps, and nothing that names one', () => {
    const code = [...files].filter((file) => /^dist\/.*\.c?js$/.test(file));
    expect(code.length).toBeGreaterThan(entries.length);
    expect([...files].filter((file) => file.endsWith('.map'))).toEqual([]);
    expect(code.filter((file) => /^\/\/# sourceMappingURL/m.test(readFileSync(path(file), 'utf8')))).toEqual(
      [],
    );
  });
});
