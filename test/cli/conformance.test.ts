import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import type { CaseResult, Outcome, RunReport } from '../../src/conformance/index.js';
import { isFault } from '../../src/cli/mutants.js';
import { allCases, caughtBy, ruleText, selectCases, summarize } from '../../src/conformance/index.js';
import { runCli } from './run.js';

/** The ids that queries name, which the embedded driver passes. */
const idsOf = (...queries: string[]) => selectCases(allCases(), queries).map(({ id }) => id);
const allPassed = (...queries: string[]) => `${idsOf(...queries).length} passed, 0 failed`;

/** Runs `use` with a folder of its own. */
async function inFolder(use: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'softumd-'));
  try {
    await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('softumd conformance', () => {
  it('runs what is asked for and ends with the summary', async () => {
    const queries = ['get-handle', 'negotiate:wrong-size:bytes=255'];
    const { code, out, err } = await runCli(['conformance', ...queries]);
    expect([code, err]).toEqual([0, '']);
    expect(out.trimEnd().split('\n').at(-1)).toBe(allPassed(...queries));
    expect(out).not.toContain('\x1b');
  });

  it('exits with 1 when a case fails, and says why', async () => {
    const { code, out } = await runCli(['conformance', 'decryption-blt:nv12', '--driver', 'luma-only']);
    expect(code).toBe(1);
    expect(out).toMatch(/FAIL decryption-blt:nv12:width=16 DB-2 RES-12 D-24\n {5}.*expected.*received/);
  });

  it('runs the embedded driver with another profile, by name or from a file', async () => {
    const report = async (...args: string[]) => {
      const query = ['read-back-key:before-key', 'certificate:container', '--reporter', 'json'];
      const { code, out } = await runCli(['conformance', ...args, ...query]);
      const { driver, cases } = JSON.parse(out) as RunReport;
      return { code, driver, outcomes: cases.map(({ id, outcome }) => `${id} ${outcome}`) };
    };
    const usual = ['certificate:container pass', 'read-back-key:before-key skip'];
    const other = ['certificate:container pass', 'read-back-key:before-key pass'];
    expect(await report()).toEqual({ code: 0, driver: 'embedded', outcomes: usual });
    const named = await report('--profile', 'read-back-key');
    expect(named).toEqual({ code: 0, driver: 'embedded (read-back-key)', outcomes: other });
    await inFolder(async (folder) => {
      const path = join(folder, 'mine.json');
      const profile = { name: 'mine', description: 'for a test', certificateContainer: 'leaf' };
      writeFileSync(path, JSON.stringify(profile));
      const own = await report('--profile', path);
      expect(own).toEqual({ code: 0, driver: 'embedded (mine)', outcomes: usual });
    });
  });

  it.each([
    [['--profile', 'read-bak-key'], "no profile 'read-bak-key'; did you mean read-back-key?"],
    [['--profile', 'default', '--driver', 'luma-only'], '--profile: only for the embedded driver'],
    [['--profile', 'default', '--driver', './x.so'], '--profile: only for the embedded driver'],
  ])('%j is no use of a profile: exit code 2', async (args, text) => {
    const { code, out, err } = await runCli(['conformance', 'get-handle', ...args]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(`softumd: ${text}`);
  });

  it('prints JSON', async () => {
    const { code, out } = await runCli(['conformance', 'get-handle', '--reporter', 'json']);
    expect(code).toBe(0);
    const report = JSON.parse(out) as RunReport;
    expect(report.driver).toBe('embedded');
    expect(report.summary).toEqual(summarize(report.cases));
    expect(report.cases.map(({ id }) => id)).toEqual(idsOf('get-handle'));
    expect(report.cases[0]).toEqual({
      id: 'get-handle:non-zero',
      outcome: 'pass',
      clauses: ['CSGH-1'],
      decisions: [],
      milliseconds: expect.any(Number),
      message: '',
    });
  });

  it('writes the report to a file, without colours, and the summary to the terminal', async () => {
    await inFolder(async (folder) => {
      const file = join(folder, 'report.txt');
      const { code, out } = await runCli(['conformance', 'get-handle', '--output', file], { isTTY: true });
      expect([code, out]).toEqual([0, `${allPassed('get-handle')}\n`]);
      const text = readFileSync(file, 'utf8');
      expect(text).toMatch(/^driver: embedded\n/);
      expect(text).not.toContain('\x1b');
    });
  });

  it('lists cases with what they cite, without running anything', async () => {
    const { code, out } = await runCli(['conformance', '--list', 'get-handle', '--driver', 'agreeable']);
    expect(code).toBe(0);
    const [head, ...lines] = out.trimEnd().split('\n');
    expect(head).toBe('# get-handle: CryptoSessionGetHandle: the handle that channels see');
    const rules = lines.indexOf('# what they cite');
    expect(lines.slice(0, rules).map((line) => line.split(' ')[0])).toEqual(idsOf('get-handle'));
    expect(lines.slice(rules + 1)).toContain(ruleText('CSGH-1'));
    expect(lines[2]).toMatch(/^get-handle:stable +CSGH-1 CSGH-2$/);
    expect(out).toMatch(/^get-handle:null-pointer .*\(hostile caller, D-67\)$/m);
    expect(out.match(/hostile caller/g)).toHaveLength(1);
    const json = await runCli(['conformance', '--list', 'get-handle:stable', '--reporter', 'json']);
    expect(JSON.parse(json.out)).toEqual([
      {
        id: 'get-handle:stable',
        group: 'get-handle',
        about: 'CryptoSessionGetHandle: the handle that channels see',
        clauses: ['CSGH-1', 'CSGH-2'],
        decisions: [],
        needs: [],
        hostile: false,
      },
    ]);
  });

  it('shows progress and colours on a terminal only, and no colours with NO_COLOR', async () => {
    const argv = ['conformance', 'get-handle'];
    const live = await runCli(argv, { isTTY: true });
    expect(live.err).toContain(`embedded 1/${idsOf('get-handle').length} get-handle:non-zero`);
    expect(live.err.endsWith('\r\x1b[2K')).toBe(true);
    expect(live.out).toContain('\x1b[32m');
    const plain = await runCli(argv, { isTTY: true, env: { NO_COLOR: '1' } });
    expect(plain.out).not.toContain('\x1b');
    expect((await runCli(argv)).err).toBe('');
  });
});

describe('softumd mutants', () => {
  it('counts only cases that the good driver passes', () => {
    const report = (outcomes: Record<string, Outcome>): RunReport => {
      const cases = Object.entries(outcomes).map(([id, outcome]): CaseResult => ({
        id,
        outcome,
        clauses: [],
        decisions: [],
        milliseconds: 0,
      }));
      return { driver: 'made', summary: summarize(cases), cases };
    };
    const good = report({ a: 'pass', b: 'fail', c: 'skip', d: 'pass', e: 'pass' });
    const faulty = report({ a: 'fail', b: 'fail', c: 'fail', d: 'warn', e: 'pass' });
    expect(caughtBy(good, faulty)).toEqual(['a', 'd']);
  });

  it('names the cases that catch a faulty driver', async () => {
    const { code, out } = await runCli([
      'mutants',
      'luma-only',
      'no-ownership-check',
      '--query',
      'ownership',
      'decryption-blt:nv12',
    ]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^killed {4}no-ownership-check +\d cases {2}ownership:other-device:through=negotiate /m,
    );
    const nv12 = idsOf('decryption-blt:nv12');
    const [first] = nv12;
    expect(out).toMatch(new RegExp(`^killed {4}luma-only +${nv12.length} cases {2}${first!} `, 'm'));
    expect(out.trimEnd().split('\n').at(-1)).toBe('2 killed, 0 survived');
  });

  it('lists faulty drivers with what they break, without running anything', async () => {
    const { code, out } = await runCli(['mutants', '--list', 'luma-only']);
    expect([code, out]).toEqual([0, 'luma-only  DB-2 EB-1 D-24\n    forgets the UV plane of NV12\n']);
    const json = await runCli(['mutants', '--list', '--json', 'luma-only']);
    expect(JSON.parse(json.out)).toEqual([
      { name: 'luma-only', description: 'forgets the UV plane of NV12', breaks: ['DB-2', 'EB-1', 'D-24'] },
    ]);
  });

  it('lists those that break a clause, and cases that cite it', async () => {
    const listed = JSON.parse((await runCli(['mutants', '--list', '--json', 'GC-2'])).out) as {
      breaks: string[];
    }[];
    expect(listed.length).toBeGreaterThan(0);
    expect(listed.filter(({ breaks }) => !breaks.includes('GC-2'))).toEqual([]);
    const { out } = await runCli(['conformance', '--list', 'GC-2', '--reporter', 'json']);
    const cases = JSON.parse(out) as { clauses: string[] }[];
    expect(cases.length).toBeGreaterThan(0);
    expect(cases.filter(({ clauses }) => !clauses.includes('GC-2'))).toEqual([]);
  });

  it('exits with 1 when one survives', async () => {
    const { code, out } = await runCli(['mutants', 'luma-only', '--query', 'get-handle']);
    expect(code).toBe(1);
    expect(out).toBe('SURVIVED  luma-only    0 cases\n\n0 killed, 1 survived\n');
  });

  it.each(['goodFails', 'survivors', 'unproven'])('exits with 1 for any %s alone', (kind) => {
    const none = { goodFails: [], survivors: [], unproven: [] };
    expect([isFault(none), isFault({ ...none, [kind]: ['one'] })]).toEqual([false, true]);
  });

  it('of all drivers, says which cases are proven and which are not', async () => {
    const { code, out } = await runCli(['mutants', '--query', 'get-handle:non-zero']);
    expect(code).toBe(1); // one case alone catches few
    expect(out).toMatch(/\n\n\d+ killed, \d+ survived; of 1 case 1 proven, 0 not\n$/);
  });

  it('prints the matrix: a column for each driver, a row for each case', async () => {
    const kills: Record<string, readonly string[]> = {
      'session-handle-zero': ['get-handle:non-zero', 'get-handle:distinct'],
      'session-handle-half': ['non-zero', 'all-eight-bytes', 'stable', 'distinct'].map(
        (one) => `get-handle:${one}`,
      ),
    };
    const argv = ['mutants', ...Object.keys(kills), '--query', 'get-handle', '--matrix'];
    const { code, out } = await runCli(argv);
    expect(code).toBe(0);
    const [legend, grid] = out.split('\n\n');
    const drivers = legend!.split('\n').map((line, index) => line.slice(`${index + 1}  `.length));
    expect([...drivers].sort()).toEqual(Object.keys(kills).sort());
    const rows = idsOf('get-handle').map((id) => {
      const marks = drivers.map((driver) => (kills[driver]!.includes(id) ? 'x' : '.'));
      return `${marks.join('')}  ${id}`;
    });
    expect(grid!.split('\n')).toEqual(['12', ...rows]);
  });

  it('prints JSON', async () => {
    const { out } = await runCli(['mutants', 'luma-only', '--query', 'decryption-blt:nv12', '--json']);
    const { goodFails, mutants } = JSON.parse(out) as { goodFails: unknown; mutants: { name: string }[] };
    expect(goodFails).toEqual([]);
    expect(mutants).toEqual([
      expect.objectContaining({
        name: 'luma-only',
        killedBy: expect.arrayContaining(['decryption-blt:nv12:width=24']),
      }),
    ]);
  });
});
