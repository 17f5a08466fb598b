import { afterAll, describe, expect, it, jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { JudgeProcess } from './judge-process.js';
import { mutantsOf } from './mutant.js';

jest.setTimeout(120_000);
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

  it('refuses what is not there in one line, with exit code 2', () => {
    const { status, stdout, stderr } = run('src/crypto', 'nowhere');
    expect([status, stdout, stderr]).toEqual([2, '', "error: there is no 'nowhere'\n"]);
  });
});

/** It builds the driver and runs the suite on it again and again. */
const whenLong = process.env['SOFTUMD_LONG'] === undefined ? describe.skip : describe;

whenLong('the suite as judge of mutants, in a process of its own (npm run long)', () => {
  // Bundled by the runs above.
  const judge = new JudgeProcess(`${root}dist/scripts/mutation.mjs`, 60);
  afterAll(() => {
    judge.close();
  });
  const session = 'emulator/d3d11/crypto-session.ts';
  const padding = 'src/crypto/eme-oaep.ts';
  const textOf = (file: string) => readFileSync(`${root}${file}`, 'utf8');

  it('notices a fault of the driver, and says which case', async () => {
    const codes = mutantsOf(session, textOf(session)).filter(({ from }) => from === 'S_OK');
    expect(codes).not.toEqual([]);
    for (const one of codes)
      expect(await judge.judge(one)).toEqual({ status: 'killed', by: expect.stringMatching(/^[a-z-]+:/) });
  });

  it('lets a mutant live that changes nothing; the next is judged by itself', async () => {
    const text = textOf(session);
    const broken = await judge.judge({ file: session, text: `${text}\nthrow new Error('no');` });
    expect(broken).toEqual({ status: 'killed', by: 'does not load: Error: no' });
    const planted = `${text}\nconst planted = 1 + 1;\nvoid planted;\n`;
    expect(await judge.judge({ file: session, text: planted })).toEqual({ status: 'survived' });
  });

  it('has the mutant in the driver alone: the half that encodes a key goes on', async () => {
    const [encoding] = mutantsOf(padding, textOf(padding)).filter(({ from }) => from === 'encoded');
    expect(await judge.judge(encoding!)).toEqual({ status: 'survived' });
  });

  it('outlives a mutant that has no end, and one that ends the process', async () => {
    const quick = new JudgeProcess(`${root}dist/scripts/mutation.mjs`, 3);
    try {
      expect(await quick.judge({ file: session, text: 'for (;;);' })).toEqual({ status: 'late' });
      const died = await quick.judge({ file: session, text: 'process.exit(3);' });
      expect(died).toEqual({ status: 'killed', by: 'the process died' });
    } finally {
      quick.close();
    }
  });
});
