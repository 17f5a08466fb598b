import { afterAll, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = (relative: string) => fileURLToPath(new URL(relative, import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'softumd-runner-'));
afterAll(() => {
  rmSync(project, { recursive: true });
});

/** A list of the files that have imported it. */
const listing = 'export const importers: string[] = [];\n';

/** Named so that the longer file runs first. */
const files: Readonly<Record<string, string>> = {
  'src/listing.ts': listing,
  'test/listing.ts': listing,
  'test/first.test.ts': `
interface Left { readonly out: true }
import { expect, it, jest } from '@jest/globals';
import { importers as own } from './listing.js';
import { importers as shared } from 'sources';
own.push('first');
shared.push('first'); process.env['LEFT_BEHIND'] = 'by the first file';
jest.setTimeout(50);
it('passes', () => { expect(own).toEqual(['first']); });
it('fails', () => {
  const left: Left = { out: true };
  expect(left).toBe(1);
});
it('hangs', () => new Promise(() => undefined));
it('hangs longer', () => new Promise(() => undefined), 100);
it('leaves a promise', async () => {
  void Promise.reject(new Error('nobody waits'));
  await new Promise((resolve) => { setTimeout(resolve, 5); });
});
it('throws late', async () => {
  setTimeout(() => { throw new Error('too late'); });
  await new Promise((resolve) => { setTimeout(resolve, 20); });
});
it.skip('is left out', () => undefined);
`,
  'test/second.test.ts': `
import { expect, it } from '@jest/globals';
import { importers as own } from './listing.js';
import { importers as shared } from 'sources';
own.push('second');
shared.push('second');
it('has test modules of its own', () => { expect(own).toEqual(['second']); });
it('shares the sources', () => { expect(shared).toEqual(['first', 'second']); });
it('has the environment of the process', () => { expect(process.env['LEFT_BEHIND']).toBeUndefined(); });
it('has the usual limit again', () => new Promise((resolve) => { setTimeout(resolve, 150); }));
`,
  'test/third.test.ts': "import './nowhere.js';\n",
};

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly {
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** One run of jest, in one process. */
function run() {
  for (const folder of ['src', 'test']) mkdirSync(join(project, folder));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
  const config = {
    rootDir: project,
    roots: ['<rootDir>/test'],
    testMatch: ['**/*.test.ts'],
    testEnvironment: path('environment.mjs'),
    testRunner: path('runner.mjs'),
    injectGlobals: false,
    transform: {},
    moduleNameMapper: { '^sources$': '<rootDir>/src/listing.ts', '^(\\.{1,2}/.*)\\.js$': '$1' },
  };
  const jest = path('../../../node_modules/jest/bin/jest.js');
  const argv = [jest, '--config', JSON.stringify(config), '--runInBand', '--json'];
  // Jest tells its workers to colour what they print where the terminal, or the CI, takes colours.
  const env = { ...process.env, FORCE_COLOR: '0' };
  const { status, stdout } = spawnSync(process.execPath, argv, { cwd: project, encoding: 'utf8', env });
  const { testResults } = JSON.parse(stdout) as Report;
  const of = (file: string) => testResults.find(({ name }) => name.endsWith(`${file}.test.ts`))!;
  return { status, first: of('first'), second: of('second'), third: of('third') };
}

describe('the tests of a file', () => {
  const { status, first, second, third } = run();
  const said = (title: string) =>
    first.assertionResults.find((one) => one.title === title)!.failureMessages.join('\n');
  const outcomes = ({ assertionResults }: typeof first) =>
    assertionResults.map((one) => `${one.title}: ${one.status}`);

  it('come out each for itself', () => {
    expect(outcomes(first)).toEqual([
      'passes: passed',
      ...['fails', 'hangs', 'hangs longer', 'leaves a promise', 'throws late'].map((one) => `${one}: failed`),
      'is left out: pending',
    ]);
    expect(status).toBe(1);
  });

  it('say where and why they fail', () => {
    expect(said('fails')).toMatch(/toBe[^]*first\.test\.ts:12:16/);
    expect(said('hangs')).toContain('Exceeded timeout of 50 ms');
    expect(said('hangs longer')).toContain('Exceeded timeout of 100 ms');
    expect(said('leaves a promise')).toMatch(/nobody waits[^]*first\.test\.ts:17:23/);
    expect(said('throws late')).toMatch(/too late[^]*first\.test\.ts:21:28/);
    expect(first.message).toMatch(/> 14 \| it\('hangs'/);
  });

  it('get nothing from the file before but the sources', () => {
    expect(outcomes(second)).toEqual([
      'has test modules of its own: passed',
      'shares the sources: passed',
      'has the environment of the process: passed',
      'has the usual limit again: passed',
    ]);
  });

  it('are none where the file does not load', () => {
    expect(third.assertionResults).toEqual([]);
    expect(third.message).toMatch(/Cannot find module '.*nowhere\.js'/);
  });
});
