import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CaseResult } from '../../src/conformance/index.js';
import { runConformance, selectCases } from '../../src/conformance/index.js';
import { createDriver } from '../../src/facade/index.js';
import { DriverLoadError, runIsolated } from '../../src/isolation/index.js';
import { isLong, ofEachTest, quickCases } from '../conformance/some-cases.js';
import { driverFiles } from './driver-files.js';

const { facade, folder, file, misbehaving } = driverFiles();
const honest = () => misbehaving('nothing', '');
const cases = (...queries: string[]) => selectCases(quickCases(), queries);
const few = ofEachTest(
  'first',
  cases('create:create-destroy', 'caps:repeatable', 'key-exchange-type').filter(({ hostile }) => !hostile),
);

async function only(driver: string, query: string, options = {}): Promise<CaseResult> {
  const report = await runIsolated({ driver, cases: cases(query).slice(0, 1), ...options });
  return report.cases[0]!;
}

describe('a driver in a process of its own', () => {
  it('comes out as it does in this one, one process or three', async () => {
    const chosen = ofEachTest('first', cases('adapter', 'caps', 'create', ...(isLong ? ['negotiate'] : [])));
    const here = runConformance({ driver: () => createDriver({ seed: 'isolation' }), cases: chosen });
    const outcomes = ({ cases: all }: typeof here) => all.map(({ id, outcome }) => `${id} ${outcome}`);
    const driver = honest();
    const alone = await runIsolated({ driver, cases: chosen });
    expect(outcomes(alone)).toEqual(outcomes(here));
    expect(alone.driver).toBe(driver);
    const seen: string[] = [];
    const onProgress = ({ id }: CaseResult, done: number, of: number) => seen.push(`${done}/${of} ${id}`);
    const together = await runIsolated({ driver, cases: few, jobs: 3, onProgress });
    expect(together.cases.map(({ id }) => id)).toEqual(few.map(({ id }) => id));
    expect(together.summary.failed).toBe(0);
    expect(seen.map((line) => line.split(' ')[0])).toEqual(few.map((_, i) => `${i + 1}/${few.length}`));
  }, 30_000);

  it.each([
    [
      'a crash',
      "process.kill(process.pid, 'SIGSEGV'); for (;;);",
      'the driver crashed (SIGSEGV) in CreateCryptoSession',
    ],
    ['an exit', 'process.exit(3)', 'the driver ended the process (exit code 3) in CreateCryptoSession'],
    ['a hang', 'for (;;);', 'the driver hangs: no answer within 1 second in CreateCryptoSession'],
  ])(
    '%s fails the case, in the function that did it, and the next case goes on',
    async (_what, body, message) => {
      const driver = misbehaving('CreateCryptoSession', body);
      const chosen = [...cases('create:create-destroy').slice(0, 1), ...cases('adapter').slice(0, 3)];
      const { cases: results } = await runIsolated({ driver, cases: chosen, timeoutSeconds: 1 });
      expect(results.map(({ outcome }) => outcome)).toEqual(['fail', 'pass', 'pass', 'pass']);
      expect(results[0]!.message).toBe(message);
      expect(results[0]!.clauses).toEqual(chosen[0]!.clauses);
      const calls = results[0]!.calls!;
      const session = 'pCreateData: 0x[0-9a-f]+ -> { CryptoType: D3D11_1DDI_CRYPTO_TYPE_AES128_CTR, .* }';
      expect(calls.at(-1)).toMatch(
        new RegExp(`^CreateCryptoSession\\(hDevice: 0x[0-9a-f]+, ${session}, .*\\) …$`),
      );
      expect(calls.at(-2)).toMatch(new RegExp(`^CalcPrivateCryptoSessionSize\\(.*, ${session}\\) = \\d+$`));
    },
  );

  it('knows what no case called, over all processes, those that died too', async () => {
    const chosen = cases('get-handle:non-zero', 'device:flush', 'certificate:size');
    const here = runConformance({ driver: () => createDriver({ seed: 'isolation' }), cases: chosen });
    const driver = misbehaving('GetCertificateSize', 'process.exit(3)');
    const { uncalled, cases: results } = await runIsolated({ driver, cases: chosen, jobs: 2 });
    // The driver died before that was called.
    expect([...uncalled!].sort()).toEqual([...here.uncalled!, 'GetCertificate'].sort());
    expect(here.uncalled).toContain('DecryptionBlt');
    expect(here.uncalled).not.toContain('GetCertificateSize');
    expect(results.map(({ crashed }) => crashed).filter(Boolean)).toEqual([true]);
  });

  it('shows what the driver printed before it died', async () => {
    const body = "console.log('to the log'); console.error('to the errors')";
    const died = await only(
      misbehaving('CreateCryptoSession', `${body}; await0(); function await0() { process.abort(); }`),
      'create:create-destroy',
    );
    expect(died.message).toBe('the driver crashed (SIGABRT) in CreateCryptoSession');
    expect(died.printed!.split('\n')).toEqual(expect.arrayContaining(['to the log', 'to the errors']));
  });

  it('shows what the driver printed in a case that failed, and in no other', async () => {
    const print = (text: string) =>
      `process.getBuiltinModule('node:fs').writeSync(2, ${JSON.stringify(text)})`;
    const failing = misbehaving(
      'CreateCryptoSession',
      `${print('\u001b[31mno room\u001b[0m\n')}; return 0x8007000e`,
    );
    const failed = await only(failing, 'create:create-destroy');
    expect(failed).toMatchObject({ outcome: 'fail', printed: 'no room' });
    expect(failed.message).not.toContain('no room');
    const lived = await only(misbehaving('CreateCryptoSession', print('fine')), 'create:create-destroy');
    expect(lived.outcome).toBe('pass');
    expect(lived).not.toHaveProperty('printed');
  });

  it('ends between two cases: the one before is to blame, and the one after runs', async () => {
    const driver = misbehaving('CreateCryptoSession', 'setTimeout(() => process.exit(5), 0)');
    const chosen = [...cases('create:create-destroy'), ...cases('adapter').slice(0, 2)];
    const { cases: results, summary } = await runIsolated({ driver, cases: chosen });
    expect(results[0]).toMatchObject({
      id: 'create:create-destroy',
      outcome: 'fail',
      message: 'the driver ended the process (exit code 5) between calls, after CloseAdapter',
    });
    expect(summary).toMatchObject({ passed: 2, failed: 1 });
  });

  it('ends after the last case: that one is to blame', async () => {
    const driver = misbehaving('CreateCryptoSession', 'setTimeout(() => process.exit(5), 0)');
    expect(await only(driver, 'create:create-destroy')).toMatchObject({
      outcome: 'fail',
      message: 'the driver ended the process (exit code 5) between calls, after CloseAdapter',
    });
  });

  it('is dead by its own hand, whatever it left behind that holds its streams', async () => {
    const child = `spawn(process.execPath, ['-e', 'setTimeout(() => 0, 5000)'], { stdio: 'inherit', detached: true }).unref()`;
    const driver = misbehaving('CreateCryptoSession', `${child}; process.exit(3)`);
    writeFileSync(driver, `import { spawn } from 'node:child_process';\n${readFileSync(driver, 'utf8')}`);
    const begun = performance.now();
    const died = await only(driver, 'create:create-destroy', { timeoutSeconds: 4 });
    expect(died.message).toBe('the driver ended the process (exit code 3) in CreateCryptoSession');
    expect(performance.now() - begun).toBeLessThan(4000);
  });

  it('may send messages of its own, which are no answers', async () => {
    const driver = misbehaving(
      'CreateCryptoSession',
      "process.send('done'); process.send({ result: { id: 'x' } })",
    );
    writeFileSync(driver, `process.send('ready'); process.send(null);\n${readFileSync(driver, 'utf8')}`);
    expect(await only(driver, 'create:create-destroy')).toMatchObject({
      id: 'create:create-destroy',
      outcome: 'pass',
    });
  });

  it('prints for a log, not for the terminal of the reader', async () => {
    const body = String.raw`console.log('\u001b[31mred\u001b[0m\u0000 and\ttab'); process.exit(1)`;
    const { printed } = await only(misbehaving('CreateCryptoSession', body), 'create:create-destroy');
    expect(printed).toBe('red and\ttab');
  });

  it('is dead for one case when it ends after its answer', async () => {
    const driver = misbehaving('CloseAdapter', 'setTimeout(() => process.exit(5), 0)');
    const { cases: results } = await runIsolated({ driver, cases: cases('adapter').slice(0, 2) });
    const dead = results.filter(({ message }) => message?.includes('exit code 5'));
    expect(dead.length).toBeGreaterThan(0);
    expect(dead[0]!.message).toContain('between calls, after CloseAdapter');
  });

  it('leaves no files behind', async () => {
    const { TMPDIR } = process.env;
    const own = mkdtempSync(join(folder, 'tmp-'));
    process.env['TMPDIR'] = own;
    try {
      await only(misbehaving('CreateCryptoSession', 'process.abort()'), 'create:create-destroy');
    } finally {
      process.env['TMPDIR'] = TMPDIR ?? '/tmp';
    }
    expect(readdirSync(own)).toEqual([]);
  });

  it('leaves no files behind when whoever runs it is killed', async () => {
    const own = mkdtempSync(join(folder, 'tmp-'));
    const softumd = fileURLToPath(new URL('../../src/cli/softumd.js', import.meta.url));
    const argv = [
      softumd,
      'conformance',
      '--driver',
      misbehaving('CreateCryptoSession', 'for (;;);'),
      'create',
    ];
    const parent = spawn(process.execPath, argv, { env: { ...process.env, TMPDIR: own }, stdio: 'ignore' });
    const until = async (isSo: () => boolean) => {
      for (let turn = 0; turn < 2000 && !isSo(); turn += 1) await new Promise((go) => setTimeout(go, 10));
    };
    await until(() => readdirSync(own).length > 0);
    await until(() => readdirSync(own).length === 0);
    parent.kill('SIGKILL');
    expect(readdirSync(own)).toEqual([]);
  }, 60_000);

  it('that ends before any case fails all of them, without trying for long', async () => {
    const driver = file('process.exit(9)');
    const { summary, cases: results } = await runIsolated({ driver, cases: cases('adapter', 'create') });
    expect(summary.failed).toBe(results.length);
    expect(new Set(results.map(({ message }) => message))).toEqual(
      new Set(['the driver ended the process (exit code 9) while it was loaded']),
    );
  });
});

describe('a driver in JavaScript that writes where it may not', () => {
  it('fails in the function that did it, with the range', async () => {
    const past =
      'const { buffer, byteOffset } = memory.range(args[2], 8); new Uint8Array(buffer, byteOffset - 3, 2).fill(1);';
    const answer = await only(misbehaving('CreateCryptoSession', past), 'create:create-destroy');
    expect(answer.outcome).toBe('fail');
    expect(answer.message).toMatch(
      /^CreateCryptoSession: underrun: 2 bytes written at 0x[0-9a-f]+, offset -3 of '.*', which has \d+ bytes at 0x[0-9a-f]+$/,
    );
  });

  it('fails in the function that did it also when that threw', async () => {
    const past =
      "const { buffer, byteOffset } = memory.range(args[2], 8); new Uint8Array(buffer, byteOffset - 3, 2).fill(1); throw new Error('gone')";
    const answer = await only(misbehaving('CreateCryptoSession', past), 'create:create-destroy');
    expect(answer.message).toMatch(/^CreateCryptoSession: underrun: 2 bytes written at /);
  });

  it('fails also when it does so after its last call', async () => {
    const late = 'const view = memory.range(args[0], 8); closed.push(() => { view.fill(1); })';
    const driver = misbehaving('DestroyDevice', late);
    const answer = await only(driver, 'create:create-destroy');
    expect(answer.outcome).toBe('fail');
    expect(answer.message).toContain('CloseAdapter: write after free: 8 bytes');
  });
});

describe('what openAdapter may return', () => {
  it('is an instance of a class too, with its methods and getters', async () => {
    const driver = file(`
      import { createDriver } from ${JSON.stringify(facade)};
      class Driver {
        #driver; constructor(process0) { this.#driver = createDriver(process0); }
        get memory() { return this.#driver.memory; }
        OpenAdapter10_2(pOpenData) { return this.#driver.OpenAdapter10_2(pOpenData); }
      }
      export const openAdapter = (process0) => new Driver(process0);
    `);
    expect(await only(driver, 'create:create-destroy')).toMatchObject({ outcome: 'pass' });
  });
});

describe('limits that are none', () => {
  const [one] = cases('create:create-destroy');
  it.each([
    ['jobs', { cases: few, jobs: Number.NaN }],
    ['timeoutSeconds', { cases: few, timeoutSeconds: 0 }],
    ['cases', { cases: [{ ...one!, id: 'my:own' }] }],
  ])('%s is a RangeError that names it', async (name, options) => {
    const error = await runIsolated({ driver: honest(), ...options }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RangeError);
    expect((error as Error).message).toMatch(new RegExp(`^${name}: expected `));
  });
});

describe('a driver that cannot be tested', () => {
  const refusal = async (driver: string, jobs: number) => {
    const seen: string[] = [];
    const onProgress = ({ id }: CaseResult) => seen.push(id);
    const run = runIsolated({ driver, cases: few, jobs, onProgress });
    const error = await run.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DriverLoadError);
    expect(seen).toEqual([]);
    expect((error as Error).message).not.toContain('\n');
    return (error as Error).message;
  };

  it.each([
    [
      'a module without openAdapter',
      () => file('export const x = 1;'),
      'does not export openAdapter: export a function',
    ],
    ['a module that throws nothing', () => file('throw null;'), 'cannot be loaded: null'],
    [
      'an openAdapter that throws',
      () => file("export const openAdapter = () => { throw new Error('no GPU\\nsorry'); };"),
      'openAdapter threw: no GPU',
    ],
    [
      'an openAdapter of nothing',
      () => file('export const openAdapter = () => {};'),
      'returned undefined: return',
    ],
    [
      'an openAdapter that is asynchronous',
      () => file('export const openAdapter = async () => () => 0;'),
      'returned a promise: return the function OpenAdapter10_2',
    ],
    ['a module that is not JavaScript', () => file('this is not'), 'cannot be loaded: '],
    ['a module that is not there', () => join(folder, 'nowhere.mjs'), 'there is no file'],
    ['a library that is not there', () => join(folder, 'nowhere.so'), 'there is no file'],
    ['a folder', () => folder, 'is not a file'],
    [
      'an entry that fails',
      () => misbehaving('OpenAdapter10_2', 'return 0x80004005'),
      'OpenAdapter10_2 answered E_FAIL',
    ],
    [
      'versions that the suite does not speak',
      () =>
        misbehaving(
          'GetSupportedVersions',
          'if (args[2]) { inner(...args); memory.writeU64(args[2], 0x000b002300050000n); memory.writeU64(args[2], 0x000b002300050000n); return 0; }',
        ),
      'supports 0x000B002300050000',
    ],
  ])('%s: one line that says what to do', async (_what, driver, line) => {
    expect(await refusal(driver(), 1)).toContain(line);
  });

  it('is told once where two processes begin', async () => {
    expect(await refusal(file('throw null;'), 2)).toContain('cannot be loaded: null');
  });
});
