import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = (...argv: string[]) =>
  spawnSync(process.execPath, ['test/support/run-source.mjs', 'test/mutation/mutation.ts', ...argv], {
    cwd: root,
    encoding: 'utf8',
  });

describe('npm run mutation', () => {
  it('lists mutants and runs none', () => {
    const { status, stdout } = run('--list', 'src/crypto/counter-block.ts');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^src\/crypto\/counter-block\.ts:\d+ [a-z ]+: .* => .*$/m);
    expect(stdout).toMatch(/\n(\d+) of \1 mutants\n$/);
  });

  it('explains itself, with an example', () => {
    const { status, stdout } = run('--help');
    expect([status, stdout]).toEqual([
      0,
      expect.stringContaining('npm run mutation -- --sample 200 --seed 7'),
    ]);
  });

  it.each([[['--sample', '0']], [['nowhere']], [['--by', 'luck']], [['--what']]])(
    'refuses %j in one line, with exit code 2',
    (argv) => {
      const { status, stdout, stderr } = run(...argv);
      expect([status, stdout]).toEqual([2, '']);
      expect(stderr).toMatch(/^error: .*\n$/);
    },
  );
});
