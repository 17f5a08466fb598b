import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));

/** A project of two files, one importing the other, judged by the real rule. */
function judge(
  importer: string,
  imported: string,
  specifier: string,
): { readonly status: number | null; readonly said: string } {
  const project = mkdtempSync(join(tmpdir(), 'softumd-layers-'));
  try {
    for (const file of [importer, imported]) mkdirSync(dirname(join(project, file)), { recursive: true });
    writeFileSync(join(project, imported), 'export const thing = 1;\n');
    writeFileSync(
      join(project, importer),
      `import { thing } from '${specifier}';\nexport const other = thing;\n`,
    );
    const cruiser = path('../node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      [cruiser, '--config', path('support/layers.cjs'), importer, imported],
      { cwd: project, encoding: 'utf8' },
    );
    return { status, said: stdout + stderr };
  } finally {
    rmSync(project, { recursive: true });
  }
}

describe('the layer rule', () => {
  it.each([
    ['src/runtime/a.ts', 'emulator/b.ts', '../../emulator/b.js'],
    ['src/runtime/d3d11/a.ts', 'emulator/d3d11/b.ts', '../../../emulator/d3d11/b.js'],
    ['src/conformance/a.ts', 'emulator/b.ts', '../../emulator/b.js'],
    ['src/abi/a.ts', 'src/ddi/b.ts', '../ddi/b.js'],
    ['src/ddi/a.ts', 'src/memory/b.ts', '../memory/b.js'],
    ['src/driver/a.ts', 'src/trace/b.ts', '../trace/b.js'],
    ['emulator/a.ts', 'src/runtime/b.ts', '../src/runtime/b.js'],
    ['emulator/core/a.ts', 'emulator/d3d11/b.ts', '../d3d11/b.js'],
    ['src/runtime/a.ts', 'src/runtime/d3d11/b.ts', './d3d11/b.js'],
    ['src/ddi/copp/a.ts', 'src/ddi/opm/b.ts', '../opm/b.js'],
    ['emulator/a.ts', 'src/host/b.ts', '../src/host/b.js'],
    ['emulator/a.ts', 'src/certificate/b.ts', '../src/certificate/b.js'],
    ['src/player/a.ts', 'src/runtime/b.ts', '../runtime/b.js'],
    ['src/conformance/framework/a.ts', 'src/conformance/d3d11/b.ts', '../d3d11/b.js'],
    ['src/conformance/framework/a.ts', 'src/host/b.ts', '../../host/b.js'],
    ['src/conformance/framework/a.ts', 'src/ddi/opm/b.ts', '../../ddi/opm/b.js'],
    ['src/conformance/rules/a.ts', 'src/conformance/framework/b.ts', '../framework/b.js'],
    ['src/conformance/opm/a.ts', 'src/conformance/d3d11/b.ts', '../d3d11/b.js'],
  ])('catches %s importing %s', (importer, imported, specifier) => {
    const { status, said } = judge(importer, imported, specifier);
    expect(said).toContain('imports-point-down');
    expect(said).toContain(`${importer} → ${imported}`);
    expect(status).not.toBe(0);
  });

  it('lets a chapter of the suite know the framework and itself', () => {
    for (const folder of ['framework', 'd3d11/helpers']) {
      const imported = `src/conformance/${folder}/b.ts`;
      expect(judge('src/conformance/d3d11/a.ts', imported, `../${folder}/b.js`)).toMatchObject({ status: 0 });
    }
  });

  it('lets the facade know both sides', () => {
    expect(judge('src/facade/a.ts', 'emulator/b.ts', '../../emulator/b.js')).toMatchObject({ status: 0 });
    expect(judge('src/facade/a.ts', 'src/runtime/b.ts', '../runtime/b.js')).toMatchObject({ status: 0 });
  });
});
