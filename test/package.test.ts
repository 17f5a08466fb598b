import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('..', import.meta.url));
const path = (relative: string) => `${root}${relative.replace(/^\.\//, '')}`;

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
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
        './memory',
        './native',
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
    for (const file of fileNames.filter((name) =>
      [path('src/'), path('emulator/')].some((folder) => name.startsWith(folder)),
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
