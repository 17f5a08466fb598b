import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Compiled, Missing } from '../support/c-compiler.js';
import { onPath, reasonOf } from '../support/c-compiler.js';
import { buildDriver } from './fixture-drivers.js';

/** The sanitizer's library, which has to be there before everything else. */
function sanitizer(): string | undefined {
  if (process.platform !== 'linux' || onPath(['gcc']) === undefined) return undefined;
  const found = spawnSync('gcc', ['-print-file-name=libasan.so'], { encoding: 'utf8' }).stdout.trim();
  return existsSync(found) ? found : undefined;
}

const asan = sanitizer();
const built: Compiled | Missing =
  asan === undefined
    ? { missing: 'no AddressSanitizer of gcc on Linux' }
    : buildDriver('hostile', { compiler: 'gcc', flags: ['-fsanitize=address'] });
const whenBuilt = 'missing' in built ? describe.skip : describe;

const softumd = fileURLToPath(new URL('../../src/cli/softumd.js', import.meta.url));
const run = (mode: string) =>
  spawnSync(
    process.execPath,
    [softumd, 'conformance', '--driver', (built as Compiled).path, 'create:unsupported-type'],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        SOFTUMD_HOSTILE: mode,
        SOFTUMD_SHALLOW: '1',
        ASAN_OPTIONS: 'detect_leaks=0',
        LD_PRELOAD: asan,
      },
    },
  );

whenBuilt(`a driver with AddressSanitizer in it${reasonOf(built)}`, () => {
  it('runs', () => {
    expect(run('').stdout).toContain('0 failed');
  });

  it('shows what the sanitizer found, and where', () => {
    const { stdout } = run('frees-foreign');
    expect(stdout).toContain('in CreateCryptoSession');
    expect(stdout).toContain('SUMMARY: AddressSanitizer: bad-free');
  });
});
