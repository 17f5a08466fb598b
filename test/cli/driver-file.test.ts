import { afterAll, describe, expect, it } from '@jest/globals';
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { allCases, selectCases } from '../../src/conformance/index.js';
import { isLong } from '../conformance/some-cases.js';
import { runCli } from './run.js';

const folder = mkdtempSync(join(tmpdir(), 'softumd-test-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const countOf = (...queries: string[]) => selectCases(allCases(), queries).length;

const built = (folder: string) => new URL(`../../dist/src/${folder}/index.js`, import.meta.url).href;

/** A driver in JavaScript: the emulated one; `then` may spoil it. */
function driverFile(name: string, then = ''): string {
  const path = join(folder, name);
  writeFileSync(
    path,
    `import { createDriver } from '${built('facade')}';
     import { interposeDriver } from '${built('trace')}';
     export const openAdapter = (process) => { const driver = createDriver(process); ${then} return driver; };`,
  );
  return path;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Asks until there is an answer. */
async function eventually<T>(ask: () => T | undefined): Promise<T> {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      const answer = ask();
      if (answer !== undefined) return answer;
    } catch {
      // Not yet.
    }
    await delay(100);
  }
  throw new Error('nothing came of it in ten seconds');
}

const crash = `
  const calls = ({ name }, inner) => name === 'GetCertificateSize' ? () => process0.abort() : inner;
  const process0 = globalThis.process;
  return interposeDriver(driver, { calls });`;

describe('softumd conformance --driver PATH', () => {
  it('runs the suite on a JavaScript module', async () => {
    const driver = driverFile('good.mjs');
    const { code, out, err } = await runCli(['conformance', '--driver', driver, 'get-handle', '--jobs', '2']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^driver: .*good\.mjs\n/);
    expect(out.trimEnd().split('\n').at(-1)).toBe(`${countOf('get-handle')} passed, 0 failed`);
  });

  it('reports a crash as a failed case with the function, in every form of report', async () => {
    const driver = driverFile('crash.mjs', crash);
    const junit = join(folder, 'report.xml');
    const argv = ['conformance', '--driver', driver, 'certificate:size', 'adapter:versions-*'];
    const { code, out } = await runCli([
      ...argv,
      '--timeout',
      '5',
      '--reporter',
      'pretty',
      '--reporter',
      `junit=${junit}`,
    ]);
    expect(code).toBe(1);
    expect(out).toContain('the driver crashed (SIGABRT) in GetCertificateSize');
    expect(out).toMatch(
      /the last calls:\n +OpenAdapter10_2, CalcPrivateDeviceSize, CreateDevice.*: succeeded\n/,
    );
    const adapter = countOf('adapter:versions-*');
    expect(out).toContain(`${adapter}/${adapter}  adapter`);
    expect(readFileSync(junit, 'utf8')).toContain('the driver crashed (SIGABRT) in GetCertificateSize');
    expect(readFileSync(junit, 'utf8')).toMatch(/the last calls:\n {2}OpenAdapter10_2\(/);
  });

  it('cuts long calls on a terminal, and nowhere else', async () => {
    const then = `
      const calls = ({ name }, inner) => name === 'CreateCryptoSession' ? () => 0x8007000e : inner;
      return interposeDriver(driver, { calls });`;
    const file = join(folder, 'cut.txt');
    const argv = ['conformance', '--driver', driverFile('cut.mjs', then), 'create:create-destroy'];
    const lines = (text: string) => text.split('\n').filter((line) => line.includes(' CreateCryptoSession('));
    const { out } = await runCli(argv, { isTTY: true, env: { NO_COLOR: '1' } });
    const [cut, ...others] = lines(out);
    expect([cut, others]).toEqual([expect.stringMatching(/ … .* = E_OUTOFMEMORY$/), []]);
    expect(out).toContain('are whole in --reporter json=FILE');
    const { out: piped } = await runCli(argv);
    await runCli([...argv, '--output', file], { isTTY: true });
    for (const whole of [piped, readFileSync(file, 'utf8')]) {
      const [line] = lines(whole);
      const [start, end] = cut!.split(' … ');
      expect(line!.startsWith(start!) && line!.endsWith(end!)).toBe(true);
      expect(line!.length).toBeGreaterThan(cut!.length);
      expect(whole).not.toContain('are whole in');
    }
  });

  it('shows progress on a terminal', async () => {
    const { err } = await runCli(['conformance', '--driver', driverFile('shown.mjs'), 'get-handle'], {
      isTTY: true,
    });
    expect(err).toContain(`shown.mjs ${countOf('get-handle')}/${countOf('get-handle')} get-handle:`);
  });

  it.each([
    [
      'a library that is not there',
      ['--driver', './nowhere.so'],
      "--driver: there is no file './nowhere.so'",
    ],
    ['a library of Windows', ['--driver', 'NOWHERE.DLL'], "--driver: there is no file 'NOWHERE.DLL'"],
    ['a module that is not there', ['--driver', 'nowhere.mjs'], "--driver: there is no file 'nowhere.mjs'"],
    [
      'limits for a driver without a file',
      ['--jobs', '2'],
      '--jobs: only for a driver in a file (--driver PATH)',
    ],
    ['a timeout that is none', ['--driver', 'x.so', '--timeout', '0'], 'expected seconds, above 0'],
    ['a timeout of letters', ['--driver', 'x.so', '--timeout', 'long'], 'expected seconds, above 0'],
    ['half a job', ['--driver', 'x.so', '--jobs', '1.5'], 'expected a whole number above 0'],
  ])('%s: one line and exit code 2', async (_what, argv, line) => {
    const { code, out, err } = await runCli(['conformance', ...argv, 'get-handle']);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(line);
    expect(err.trimEnd()).not.toContain('\n');
  });
});

describe('the processes of drivers', () => {
  const softumd = fileURLToPath(new URL('../../src/cli/softumd.js', import.meta.url));
  const hang = `
    const calls = ({ name }, inner) => name === 'GetCertificateSize' ? () => { hangs(); for (;;); } : inner;
    return interposeDriver(driver, { calls });`;
  const onPosix = process.platform === 'win32' ? it.skip : it;

  /** Twelve processes: `npm run long`. */
  (isLong ? it : it.skip)(
    'can be many, and the run says nothing about that',
    () => {
      const argv = [softumd, 'conformance', '--driver', driverFile('many.mjs'), 'create', '--jobs', '12'];
      const { status, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
      expect([status, stderr]).toEqual([0, '']);
    },
    30_000,
  );

  // Windows ends them by a job of Node's.
  onPosix(
    'end with the run, also when it was killed and the driver hangs',
    async () => {
      const note = join(folder, 'hangs');
      const driver = driverFile('hangs.mjs', hang);
      const hangs = `const hangs = () => writeFileSync(${JSON.stringify(note)}, String(globalThis.process.pid));`;
      writeFileSync(
        driver,
        `import { writeFileSync } from 'node:fs'; ${hangs}\n${readFileSync(driver, 'utf8')}`,
      );
      const argv = [softumd, 'conformance', '--driver', driver, 'certificate:size', '--timeout', '60'];
      // A run that is killed leaves its folder behind.
      const env = { ...process.env, TMPDIR: folder };
      const run = spawn(process.execPath, argv, { stdio: 'ignore', env });
      const child = await eventually(() => Number(readFileSync(note, 'utf8')) || undefined);
      run.kill('SIGKILL');
      await eventually(() => (isAlive(child) ? undefined : true));
    },
    30_000,
  );
});

describe('without koffi', () => {
  const hide = join(folder, 'hide-koffi.cjs');
  writeFileSync(
    hide,
    `const Module = require('node:module');
     const resolve = Module._resolveFilename;
     Module._resolveFilename = function (request, ...rest) {
       if (request === 'koffi') throw Object.assign(new Error("Cannot find module 'koffi'\\nRequire stack: -"), { code: 'MODULE_NOT_FOUND' });
       return resolve.call(this, request, ...rest);
     };`,
  );
  const softumd = fileURLToPath(new URL('../../src/cli/softumd.js', import.meta.url));
  const run = (...argv: string[]) =>
    spawnSync(process.execPath, [softumd, 'conformance', ...argv], {
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: `--require ${hide}` },
    });

  it('a library says in one line how to get it', () => {
    // Any file that looks like a library of this machine; nobody gets as far as loading it.
    const { status, stdout, stderr } = run('--driver', process.execPath, 'get-handle');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(
      /^softumd: --driver: a native driver needs the optional package koffi: run npm install koffi \(Cannot find module 'koffi'\)\n$/,
    );
  });

  it('a module runs all the same, and so does the embedded driver', () => {
    const good = run('--driver', driverFile('plain.mjs'), 'get-handle', 'decryption-blt:buffer');
    expect([good.status, good.stderr]).toEqual([0, '']);
    expect(good.stdout).toContain('0 failed');
    const bad = run('--driver', driverFile('plain-crash.mjs', crash), 'certificate:size');
    expect(bad.stdout).toContain('the driver crashed (SIGABRT) in GetCertificateSize');
    expect(run('decryption-blt:buffer').status).toBe(0);
  });
});
