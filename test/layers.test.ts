import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** A file of one folder that imports a file of another. */
type Import = readonly [importer: string, imported: string];

/** Imports that the rule is there to catch. */
const planted: readonly Import[] = [
  ['src/runtime', 'emulator'],
  ['src/runtime/d3d11', 'emulator/d3d11'],
  ['src/runtime', 'src/runtime/d3d11'],
  ['src/runtime/dxgi', 'src/runtime/d3d11'],
  ['src/abi', 'src/ddi'],
  ['src/ddi', 'src/memory'],
  ['src/ddi/copp', 'src/ddi/opm'],
  ['src/driver', 'src/trace'],
  ['src/api', 'src/runtime'],
  ['src/api/kit', 'src/api/d3d11'],
  ['src/host', 'src/api'],
  ['emulator', 'src/runtime'],
  ['emulator', 'src/host'],
  ['emulator', 'src/certificate'],
  ['emulator/core', 'emulator/d3d11'],
  ['src/player', 'src/runtime'],
  ['src/conformance', 'emulator'],
  ['src/conformance/framework', 'src/conformance/d3d11'],
  ['src/conformance/framework', 'src/host'],
  ['src/conformance/framework', 'src/ddi/opm'],
  ['src/conformance/rules', 'src/conformance/framework'],
  ['src/conformance/opm', 'src/conformance/d3d11'],
];

/** Imports that point down. */
const allowed: readonly Import[] = [
  ['src/facade', 'emulator'],
  ['src/facade', 'src/runtime'],
  ['src/conformance/d3d11', 'src/conformance/framework'],
  ['src/conformance/d3d11', 'src/conformance/d3d11/helpers'],
  ['emulator/d3d11', 'emulator/core'],
  ['src/trace', 'src/driver'],
  ['src/api/d3d11', 'src/api/kit'],
  ['src/runtime/d3d11', 'src/api/d3d11'],
  ['src/runtime/d3d11', 'src/runtime/dxgi'],
];

const project = mkdtempSync(join(tmpdir(), 'softumd-layers-'));
afterAll(() => {
  rmSync(project, { recursive: true });
});

function write(file: string, text: string): void {
  mkdirSync(dirname(join(project, file)), { recursive: true });
  writeFileSync(join(project, file), text);
}

/** Puts an import into the project, in files of its own. */
function plant([from, to]: Import, index: number): readonly [string, string] {
  const [importer, imported] = [`${from}/importer${index}.ts`, `${to}/imported${index}.ts`];
  const specifier = relative(dirname(importer), imported).replace(/\.ts$/, '.js');
  write(imported, 'export const thing = 1;\n');
  const text = `import { thing } from '${specifier.startsWith('.') ? specifier : `./${specifier}`}';\n`;
  write(importer, `${text}export const other = thing;\n`);
  return [importer, imported];
}

/** All of them in one project, judged by the real rule in one run: what it says, and how it ends. */
function judge(imports: readonly Import[]) {
  const files = imports.map(plant);
  const cruiser = path('../node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [cruiser, '--config', path('support/layers.cjs'), ...files.flat()];
  const env = { ...process.env, FORCE_COLOR: '0' }; // jest's workers pass colours on, where a CI takes them
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: project,
    encoding: 'utf8',
    env,
  });
  const said = (stdout + stderr).split('\n');
  const complaintOf = ([importer, imported]: readonly [string, string]) =>
    said.find((line) => line.includes(`${importer} → ${imported}`));
  return { status, complaints: files.map(complaintOf) };
}

describe('the layer rule', () => {
  const caught = judge(planted);

  it.each(planted.map(([from, to], index) => [from, to, index] as const))(
    'catches %s importing %s',
    (_from, _to, index) => {
      expect(caught.complaints[index]).toContain('imports-point-down');
    },
  );

  it('fails where it has caught something', () => {
    expect(caught.status).not.toBe(0);
  });

  it('lets imports point down', () => {
    expect(judge(allowed)).toEqual({ status: 0, complaints: allowed.map(() => undefined) });
  });
});
