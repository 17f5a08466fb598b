import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { runCli } from './run.js';

const packageJson = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

describe('softumd', () => {
  it('tells its version', async () => {
    expect(await runCli(['--version'])).toMatchObject({ code: 0, out: `${packageJson.version}\n`, err: '' });
  });

  it('helps, with examples, for every command', async () => {
    const { code, out } = await runCli(['--help']);
    expect(code).toBe(0);
    for (const command of ['conformance', 'mutants', 'cert']) {
      expect(out).toMatch(new RegExp(`^  ${command} `, 'm'));
      const help = await runCli([command, '--help']);
      expect(help.code).toBe(0);
      expect(help.out).toContain(`  softumd ${command} `);
    }
  });

  it.each([
    [['bogus'], /unknown command 'bogus'/],
    [['conformanse'], /Did you mean conformance\?/],
    [['conformance', '--repoter', 'json'], /Did you mean --reporter\?/],
    [['conformance', '--reporter', 'xml'], /no reporter 'xml'; there are pretty, json, junit, tap/],
    [['conformance', 'negotiat'], /'negotiat' matches no case; did you mean negotiate\?/],
    [['conformance', 'create', 'a:b:c:d'], /expected group, group:test, group:test:param=value or a clause/],
    [
      ['conformance', '--driver', 'goood'],
      /no driver 'goood'; there is 'embedded', and softumd mutants --list /,
    ],
    [['conformance', 'get-handle', '--output', '/no/such/folder/x'], /cannot write '\/no\/such\/folder\/x'/],
    [['conformance', 'somebody:else'], /'somebody:else' matches no case; softumd conformance --list shows/],
    [
      ['conformance', './x.so'],
      /'.\/x.so' matches no case; a driver's file is named by --driver \.\/x\.so\n/,
    ],
    [['conformance', '--driver'], /argument missing; see softumd conformance --help\n/],
    [['conformance', '--driver', 'embeded'], /no driver 'embeded'; did you mean embedded\?/],
    [['bench', 'lookup'], /no benchmark 'lookup'; did you mean lookup-10k\?/],
    [['mutants', 'luma-olny'], /no faulty driver 'luma-olny'; did you mean luma-only\?/],
    [['mutants', 'xyzzy'], /no faulty driver 'xyzzy'; softumd mutants --list shows/],
    [['cert', '--format', 'der'], /Allowed choices are pem, p7b/],
  ])('%j is a usage error: one line, exit code 2', async (argv, line) => {
    const { code, out, err } = await runCli(argv);
    expect(code).toBe(2);
    expect(out).toBe('');
    expect(err).toMatch(/^softumd: .*\n$/);
    expect(err).toMatch(line);
  });

  it('shows its help without a command, exit code 2', async () => {
    const { code, out, err } = await runCli([]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain('Usage: softumd');
  });
});
