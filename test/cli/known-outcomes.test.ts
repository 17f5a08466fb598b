import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunReport } from '../../src/conformance/index.js';
import { allCases, allGroups, SELECTIONS, selectCases } from '../../src/conformance/index.js';
import { runCli } from './run.js';

const context = { folder: '' };
const at = (name: string) => join(context.folder, name);
const conformance = (...argv: string[]) => runCli(['conformance', ...argv]);

/** A file with these lines, and its path. */
function file(...lines: string[]): string {
  writeFileSync(at('known.txt'), `${lines.join('\n')}\n`);
  return at('known.txt');
}

beforeEach(() => {
  context.folder = mkdtempSync(join(tmpdir(), 'softumd-'));
});
afterEach(() => {
  rmSync(context.folder, { recursive: true });
});

/** Fails the NV12 cases, and no other of these. */
const luma = ['encryption-blt:nv12', 'encryption-blt:buffer', '--driver', 'luma-only'];
const lumaFails = selectCases(allCases(), ['encryption-blt:nv12']).length;
const lumaPasses = selectCases(allCases(), ['encryption-blt:buffer']).length;

describe('--expect', () => {
  it('exits with 0 for failures that are known, and says how many there are', async () => {
    const { code, out } = await conformance(...luma, '--expect', file('encryption-blt:nv12 [ fail ] BUG-1'));
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n').at(-1)).toBe(`${lumaPasses} passed, 0 failed, ${lumaFails} as expected`);
    expect(out).not.toContain('FAIL');
  });

  it('exits with 1 for a case that passes unexpectedly', async () => {
    const known = file('encryption-blt:nv12 [ fail ] BUG-1', 'encryption-blt:buffer:bytes=16 [ fail ] BUG-2');
    const { code, out } = await conformance(...luma, '--expect', known);
    expect(code).toBe(1);
    expect(out).toContain(`expected fail (${known}:2: BUG-2), received pass`);
  });

  it('exits with 1 for a line that matches no case, and not for cases that were not chosen', async () => {
    const known = file('encryption-blt:nv12 [ fail ] BUG-1', '', '# none', 'negotiate [ fail ] BUG-2');
    expect((await conformance(...luma, '--expect', known)).code).toBe(0);
    const idle = file('encryption-blt:nv12 [ fail ] BUG-1', 'negotaite [ fail ] BUG-2');
    const { code, out, err } = await conformance(...luma, '--expect', idle);
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain(`FAIL ${idle}:2: 'negotaite' matches no case; did you mean negotiate?`);
    const json = await conformance(...luma, '--expect', idle, '--reporter', 'json');
    expect(json.err).toBe(`softumd: ${idle}:2: 'negotaite' matches no case; did you mean negotiate?\n`);
    expect((JSON.parse(json.out) as RunReport).problems).toHaveLength(1);
  });

  it('is refused before the run where a line is none, or the file is not there', async () => {
    const bad = file('encryption-blt:nv12 [ fail ] BUG-1', 'negotiate fail');
    expect(await conformance(...luma, '--expect', bad)).toMatchObject({
      ...{ code: 2, out: '' },
      err: `softumd: --expect: ${bad}:2: expected QUERY [ outcome ] reason, received 'negotiate fail'\n`,
    });
    const { code, err } = await conformance(...luma, '--expect', at('nowhere'));
    expect([code, err]).toEqual([
      2,
      expect.stringMatching(/^softumd: --expect: cannot read '.*nowhere': ENOENT/),
    ]);
  });

  it('counts a known warning for nothing with --strict too', async () => {
    const driver = at('odd.mjs');
    const built = (name: string) => new URL(`../../dist/src/${name}/index.js`, import.meta.url).href;
    writeFileSync(
      driver,
      `import { createDriver } from '${built('facade')}';
       import { interposeDriver } from '${built('trace')}';
       const calls = ({ name }, inner) => (...args) => {
         if (name === 'GetCertificateSize') process.abort();
         return name === 'CryptoSessionGetHandle' && args[2] === 0 ? 0 : inner(...args);
       };
       export const openAdapter = (process) => {
         const { profile, ...driver } = createDriver(process);
         return interposeDriver(driver, { calls });
       };`,
    );
    const argv = ['get-handle:null-pointer', 'certificate:size', '--driver', driver, '--strict'];
    const { code, out } = await conformance(...argv, '--jobs', '2', '--write-expect', at('made.txt'));
    expect([code, out.trimEnd().split('\n').at(-1)]).toEqual([1, '0 passed, 1 failed, 1 warned']);
    const made = readFileSync(at('made.txt'), 'utf8');
    expect(made).toMatch(/^get-handle:null-pointer \[ warn \] TODO: .+$/m);
    expect(made).toMatch(
      /^certificate:size \[ crash \] TODO: the driver crashed \(SIGABRT\) in GetCertificateSize$/m,
    );
    const again = await conformance(...argv, '--jobs', '2', '--expect', at('made.txt'));
    expect([again.code, again.out.trimEnd().split('\n').at(-1)]).toEqual([
      0,
      '0 passed, 0 failed, 2 as expected',
    ]);
    writeFileSync(at('made.txt'), made.replace('[ crash ]', '[ fail ]'));
    expect((await conformance(...argv, '--expect', at('made.txt'))).out).toContain('received crash');
  }, 30_000);
});

describe('--write-expect', () => {
  it('writes a file by which the same run is as expected, and another is not', async () => {
    const made = await conformance(...luma, '--write-expect', at('made.txt'));
    expect(made.code).toBe(1);
    expect((await conformance(...luma, '--expect', at('made.txt'))).code).toBe(0);
    const good = luma.slice(0, 2);
    expect((await conformance(...good, '--expect', at('made.txt'))).code).toBe(1);
  });

  it('is refused before the run where it cannot be written', async () => {
    const { code, err } = await conformance('get-handle', '--write-expect', at('no/made.txt'));
    expect([code, err]).toEqual([2, expect.stringContaining("made.txt': there is no folder '")]);
    const clash = ['--reporter', `tap=${at('one')}`, '--write-expect', at('one')];
    expect((await conformance('get-handle', ...clash)).err).toContain("one' is the file of reporter tap");
    expect(existsSync(at('one'))).toBe(false);
  });
});

describe('--require', () => {
  const skipping = 'negotiate:oaep-hash:hash=sha512';

  it('exits with 1 where a group skipped all of its cases, and with 0 where any was judged', async () => {
    const { code, out } = await conformance(skipping, 'get-handle', '--require', 'all');
    expect(code).toBe(1);
    expect(out).toMatch(/^FAIL required group negotiate judged nothing: .*skipped: the driver takes/m);
    expect(out.match(/^FAIL/gm)).toHaveLength(1);
    expect((await conformance(skipping, 'get-handle', '--require', 'get-handle')).code).toBe(0);
    expect((await conformance(skipping)).code).toBe(0);
    const named = ['--require', 'get-handle,negotiate', '--reporter', 'json'];
    expect((await conformance(skipping, 'get-handle', ...named)).err).toMatch(
      /^softumd: required group negotiate judged nothing.*\n$/,
    );
  });

  it.each([
    ['negotaite', "no group 'negotaite'; did you mean negotiate?"],
    ['', "no group ''; there are adapter, "],
    ['get-handle,caps', "group 'caps' is not among the cases that were chosen"],
  ])('refuses %s in one line', async (groups, line) => {
    const { code, out, err } = await conformance('get-handle', '--require', groups);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^softumd: --require: .*\n$/);
    expect(err).toContain(line);
  });

  it('is what npm start asks of the embedded driver', () => {
    const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
      scripts: { start: string };
    };
    expect(scripts.start).toMatch(/softumd\.js conformance --profile hardware-drm --require all$/);
  });
});

describe('saved selections', () => {
  it('are queries', async () => {
    const { code, out } = await conformance('--list', '@crypto-session', 'device', '--reporter', 'json');
    const listed = (JSON.parse(out) as { group: string }[]).map(({ group }) => group);
    expect(code).toBe(0);
    const { queries } = SELECTIONS.find(({ name }) => name === 'crypto-session')!;
    expect(new Set(listed)).toEqual(new Set([...queries, 'device']));
    expect(queries.every((query) => allGroups().some(({ name }) => name === query))).toBe(true);
  });

  it('are refused where they are not known, or have no cases yet', async () => {
    expect(await conformance('@crypto')).toMatchObject({
      ...{ code: 2, out: '' },
      err: "softumd: no selection '@crypto'; did you mean @crypto-session?\n",
    });
    const { code, out, err } = await conformance('@cross-process');
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^softumd: @cross-process cannot be run yet: the suite has no cases .*\n$/);
  });

  it('are shown by --help and --list, those of no cases as such', async () => {
    const help = (await conformance('--help')).out;
    const list = (await conformance('--list')).out;
    for (const { name, queries, missing } of SELECTIONS) {
      const isIdle = queries.length === 0;
      expect(/not yet/.test(new RegExp(`^ *@${name} .*$`, 'm').exec(help)![0])).toBe(isIdle);
      const isPart = missing !== undefined;
      expect(/not yet/.test(new RegExp(`^@${name}: .*$`, 'm').exec(list)![0])).toBe(isPart);
    }
    expect((await conformance('--list', 'get-handle')).out).not.toContain('@crypto-session');
  });
});
