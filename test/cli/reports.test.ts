import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunReport } from '../../src/conformance/index.js';
import { allCases, selectCases } from '../../src/conformance/index.js';
import { runCli } from './run.js';

const context = { folder: '' };
const at = (name: string) => join(context.folder, name);
const text = (name: string) => readFileSync(at(name), 'utf8');

const count = selectCases(allCases(), ['get-handle']).length;
const allPassed = `${count} passed, 0 failed`;

/** Runs one group, on a terminal, where every case that runs shows on standard error. */
const run = (...argv: string[]) => runCli(['conformance', 'get-handle', ...argv], { isTTY: true });

beforeEach(() => {
  context.folder = mkdtempSync(join(tmpdir(), 'softumd-'));
});
afterEach(() => {
  rmSync(context.folder, { recursive: true });
});

describe('softumd conformance --reporter', () => {
  it('writes several reports of one run', async () => {
    const files = ['junit=report.xml', 'json=report.json', 'tap=report.tap'];
    const reporters = files.flatMap((one) => ['--reporter', one.replace('=', `=${context.folder}/`)]);
    const { code, out } = await run('--reporter', 'pretty', ...reporters);
    expect(code).toBe(0);
    expect(out).toContain('driver: embedded');
    expect(out).toContain('\x1b[32m');
    expect(out.endsWith(`${allPassed}\n`)).toBe(true);
    expect(text('report.xml')).toMatch(
      new RegExp(`^<\\?xml .*\\n<testsuites name="[^"]*embedded" tests="${count}" failures="0"`),
    );
    const plan = `TAP version 13\n# driver: embedded\n1..${count}\nok 1 - get-handle:non-zero\n`;
    expect(text('report.tap').slice(0, plan.length)).toBe(plan);
    const { cases } = JSON.parse(text('report.json')) as RunReport;
    const times = cases.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000;
    expect(text('report.xml')).toContain(`time="${times.toFixed(3)}">\n  <testsuite `);
  });

  it.each([
    ['junit', /^<\?xml/],
    ['tap', /^TAP/],
    ['json', /^\{/],
    ['pretty', /^driver/],
  ])(
    'writes %s alone to standard output, or to a file with the summary on the terminal',
    async (name, start) => {
      const shown = await run('--reporter', name);
      expect([shown.code, start.test(shown.out)]).toEqual([0, true]);
      for (const argv of [[`${name}=${at('own')}`], [name, '--output', at('own')]]) {
        const filed = await run('--reporter', ...argv);
        expect([filed.code, filed.out]).toEqual([0, `${allPassed}\n`]);
        expect(text('own')).toMatch(start);
        expect(text('own')).not.toContain('\x1b');
        rmSync(at('own'));
      }
    },
  );

  it('gives the file of --output to the reporter that has none', async () => {
    const { code, out } = await run(
      '--reporter',
      `tap=${at('a')}`,
      '--reporter',
      'junit',
      '--output',
      at('b'),
    );
    expect([code, out]).toEqual([0, `${allPassed}\n`]);
    expect([text('a').slice(0, 3), text('b').slice(0, 5)]).toEqual(['TAP', '<?xml']);
  });

  it('exits with 1 for failures, whichever reports there are', async () => {
    const argv = ['conformance', 'decryption-blt:nv12', '--driver', 'luma-only'];
    const { code } = await runCli([...argv, '--reporter', `junit=${at('a')}`, '--reporter', 'tap']);
    expect(code).toBe(1);
    expect(text('a')).toContain('<failure message="');
  });

  it('takes a file name with = in it, and overwrites', async () => {
    writeFileSync(at('a=b'), 'before');
    expect((await run('--reporter', `tap=${at('a=b')}`)).code).toBe(0);
    expect(text('a=b')).toMatch(/^TAP/);
  });

  it('lists as pretty or json only, into a file too', async () => {
    const { code, out } = await run('--list', '--reporter', `pretty=${at('ids')}`);
    expect([code, out]).toEqual([0, '']);
    expect(text('ids')).toMatch(/^get-handle:stable\b/m);
    for (const argv of [['junit'], ['tap'], ['pretty', '--reporter', `json=${at('a')}`]]) {
      const { code, err } = await run('--list', '--reporter', ...argv);
      expect([code, err]).toEqual([2, 'softumd: --list: takes one reporter, pretty or json\n']);
    }
  });
});

describe('a command line that cannot work', () => {
  const refused: [string, () => string[], RegExp][] = [
    ['an unknown reporter', () => ['--reporter', 'xunit'], /no reporter 'xunit'; did you mean junit\?/],
    ['an inherited name', () => ['--reporter', 'toString'], /no reporter 'toString'/],
    ['no file after =', () => ['--reporter', 'junit='], /no file after 'junit='/],
    [
      'two on standard output',
      () => ['--reporter', 'pretty', '--reporter', 'junit'],
      /pretty and junit would both go to standard output; .* --reporter junit=FILE/,
    ],
    [
      'two in one file',
      () => ['--reporter', `tap=${at('x')}`, '--reporter', `junit=${context.folder}/./x`],
      /tap and junit would both go to '/,
    ],
    [
      '--output for several',
      () => ['--reporter', 'tap', '--reporter', 'junit', '--output', at('x')],
      /--output: .* more than one reporter has none/,
    ],
    [
      '--output for none',
      () => ['--reporter', `tap=${at('x')}`, '--output', at('y')],
      /--output: .* every reporter has a file of its own/,
    ],
    [
      'a folder',
      () => ['--reporter', `tap=${at('folder')}`],
      /reporter tap: cannot write '.*folder': it is a folder/,
    ],
    [
      'no such folder',
      () => ['--reporter', `tap=${at('none/x')}`],
      /cannot write .*: there is no folder '.*none'/,
    ],
    [
      'a file for a folder',
      () => ['--output', at('file/x')],
      /reporter pretty: cannot write .*: there is no folder/,
    ],
  ];

  it.each(refused)('exits with 2 and one line before it runs anything: %s', async (_name, argv, line) => {
    mkdirSync(at('folder'));
    writeFileSync(at('file'), 'before');
    const { code, out, err } = await run(...argv());
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/^softumd: .*\n$/);
    expect(err).toMatch(line);
    expect(readdirSync(context.folder).sort()).toEqual(['file', 'folder']);
    expect(text('file')).toBe('before');
  });

  const hasFull = existsSync('/dev/full');
  const onFull = hasFull ? it : it.skip;
  const noFull = hasFull ? '' : ' (skipped: no /dev/full)';
  onFull(`exits with 2 when a file turns out to be full, and writes the other reports${noFull}`, async () => {
    const argv = ['junit=/dev/full', `tap=${at('a')}`, 'pretty'].flatMap((one) => ['--reporter', one]);
    const { code, out, err } = await run(...argv);
    expect(code).toBe(2);
    expect(err).toMatch(/softumd: reporter junit: cannot write '\/dev\/full': ENOSPC.*\n$/);
    expect(out).toContain(`${allPassed}\n`);
    expect(text('a')).toMatch(/^TAP/);
  });
});
