import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Mutant } from './mutant.js';
import type { Verdict } from './suite-judge.js';

const copied = ['src', 'emulator', 'fixtures', 'test', 'dist', 'package.json', 'tsconfig.json', 'build.mjs'];

/** Tests that look at processes of the build, which has no mutant in it, or that take long. */
const leftOut = ['in-memory', 'session-walk', 'fuzz', 'test/mutation'];

/** The tests that mirror a file's folder; of the driver, those of what stands on it as well. */
export function relatedTests(root: string, file: string): readonly string[] {
  const folder = dirname(file).replace(/^src\//, '');
  const own = [folder, folder.split('/')[0]!]
    .map((one) => `test/${one}`)
    .find((one) => existsSync(join(root, one)));
  const above = file.startsWith('emulator/') ? ['test/emulator', 'test/runtime', 'test/facade'] : [];
  return [...new Set([...(own === undefined ? [] : [own]), ...above])];
}

/** The jest files that are related to a mutant, run on a copy of the project with the mutant in it. */
export class JestJudge {
  private readonly folder = mkdtempSync(join(tmpdir(), 'softumd-mutation-'));
  /** Tests that pass without a mutant. */
  private readonly sound = new Set<string>();

  /** @param root the project's folder, built */
  constructor(
    private readonly root: string,
    private readonly timeoutSeconds: number,
  ) {
    for (const name of copied) cpSync(join(root, name), join(this.folder, name), { recursive: true });
    symlinkSync(join(root, 'node_modules'), join(this.folder, 'node_modules'), 'junction');
    const { jest } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { jest: object };
    const config = { ...jest, rootDir: this.folder, globalSetup: undefined };
    writeFileSync(join(this.folder, 'jest.config.json'), JSON.stringify(config));
  }

  /** @throws TypeError when the tests do not pass without a mutant */
  async judge({ file, text }: Pick<Mutant, 'file' | 'text'>): Promise<Verdict> {
    for (const tests of relatedTests(this.root, file)) await this.checkSound(tests);
    const path = join(this.folder, file);
    const before = readFileSync(path, 'utf8');
    writeFileSync(path, text);
    try {
      for (const tests of relatedTests(this.root, file)) {
        const verdict = await this.run(tests);
        if (verdict.status !== 'survived') return verdict;
      }
      return { status: 'survived' };
    } finally {
      writeFileSync(path, before);
    }
  }

  private async checkSound(tests: string): Promise<void> {
    if (this.sound.has(tests)) return;
    const { status, by = '' } = await this.run(tests);
    if (status !== 'survived')
      throw new TypeError(`without a mutant jest fails on ${tests}: ${status} ${by}`);
    this.sound.add(tests);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private run(tests: string): Promise<Verdict> {
    const argv = [
      ...['node_modules/jest/bin/jest.js', '--config', 'jest.config.json'],
      ...['--runInBand', '--bail', '--silent', '--passWithNoTests', `${tests}/`],
      ...['--testPathIgnorePatterns', ...leftOut],
    ];
    return new Promise((resolve) => {
      const child = spawn(process.execPath, argv, { cwd: this.folder, stdio: ['ignore', 'ignore', 'pipe'] });
      let output = '';
      child.stderr.on('data', (part: Buffer) => (output += part.toString()));
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        child.kill('SIGKILL');
      }, this.timeoutSeconds * 1000);
      child.on('close', (code) => {
        clearTimeout(timer);
        const [, by = `jest on ${tests}`] = /● (.*)/.exec(output) ?? [];
        if (isLate) resolve({ status: 'late', by });
        else resolve(code === 0 ? { status: 'survived' } : { status: 'killed', by });
      });
    });
  }
}
