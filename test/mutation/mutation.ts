/** Changes the sources one thing at a time and asks the suite, or jest, whether it notices: `npm run mutation`. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CommanderError } from 'commander';
import { JestJudge } from './jest-judge.js';
import { JUDGE, JudgeProcess, serveVerdicts } from './judge-process.js';
import type { Mutant } from './mutant.js';
import { keyOf, mutantsOf } from './mutant.js';
import type { MutationOptions } from './options.js';
import { mutationCommand } from './options.js';
import type { Result } from './results.js';
import { Results } from './results.js';
import { sample } from './sample.js';
import { describeMutant, scoreTable, unlisted } from './score.js';
import type { Verdict } from './suite-judge.js';
import { listed, readSurvivors, stale, survivorsFolder } from './survivors.js';

/** Whoever judges, one mutant after the other. */
interface Judge {
  judge(mutant: Mutant): Promise<Verdict>;
  close(): void;
}

function judgeOf({ by, timeout }: MutationOptions): Judge {
  const suite = new JudgeProcess(fileURLToPath(import.meta.url), timeout);
  if (by === 'suite') return suite;
  const jest = new JestJudge(process.cwd(), timeout * 10);
  // The suite is the driver's judge; what the driver stands on has tests of its own, which are quicker and reach more.
  const asked = ({ file }: Mutant) =>
    by === 'jest' ? [jest] : file.startsWith('emulator/') ? [suite, jest] : [jest, suite];
  return {
    async judge(mutant) {
      for (const judge of asked(mutant)) {
        const verdict = await judge.judge(mutant);
        if (verdict.status !== 'survived') return verdict;
      }
      return { status: 'survived' };
    },
    close() {
      suite.close();
      jest.close();
    },
  };
}

/** A line that writes over itself, on a terminal. */
function progress(results: readonly Result[], of: number, begun: number): void {
  if (!process.stderr.isTTY) return;
  const survived = results.filter(({ status }) => status === 'survived').length;
  const left = ((Date.now() - begun) / results.length) * (of - results.length);
  const text = `${results.length} of ${of}, ${survived} survived, ${Math.ceil(left / 60_000)} min left`;
  process.stderr.write(`\r${text}\u001b[K${results.length === of ? '\n' : ''}`);
}

async function judgeAll(mutants: readonly Mutant[], options: MutationOptions): Promise<readonly Result[]> {
  const kept = new Results(options.output);
  const results = mutants.flatMap((mutant) => kept.of(mutant) ?? []);
  const waiting = mutants.filter((mutant) => !kept.of(mutant));
  const begun = Date.now();
  const judges = Array.from({ length: options.jobs }, () => judgeOf(options));
  const work = async (judge: Judge) => {
    for (let mutant = waiting.shift(); mutant; mutant = waiting.shift()) {
      results.push(kept.add(mutant, await judge.judge(mutant)));
      progress(results, mutants.length, begun);
    }
  };
  try {
    await Promise.all(judges.map(work));
  } finally {
    for (const judge of judges) judge.close();
  }
  return results;
}

function report(all: readonly Mutant[], run: readonly Mutant[], results: readonly Result[]): void {
  const survivors = readSurvivors();
  const outcome = { results, listed: listed(survivors) };
  const byKey = new Map(run.map((mutant) => [keyOf(mutant), mutant]));
  const describe = (one: Result) => describeMutant(byKey.get(keyOf(one))!);
  const fresh = unlisted(outcome).map(describe).sort();
  const noticed = results.filter((one) => one.status !== 'survived' && outcome.listed.has(keyOf(one)));
  const files = new Set(all.map(({ file }) => file));
  const gone = stale(survivors, new Set(all.map(keyOf)), files);
  const sections = [
    ['new survivors', fresh],
    [`killed, and in ${survivorsFolder}`, noticed.map(describe)],
    [
      `in ${survivorsFolder}, and not made any more`,
      gone.map(({ file, within, from, to }) => `${file} ${within}: ${from} => ${to}`),
    ],
  ] as const;
  for (const [title, lines] of sections) {
    if (lines.length > 0) console.log(`${title}:\n  ${lines.join('\n  ')}\n`);
  }
  console.log(`${scoreTable(outcome)}\n\n${results.length} of ${all.length} mutants`);
  if (fresh.length > 0) process.exitCode = 1;
}

async function mutate(files: readonly string[], options: MutationOptions): Promise<void> {
  const all = files.flatMap((file) => mutantsOf(file, readFileSync(file, 'utf8')));
  const run = options.sample === undefined ? all : sample(all, options.sample, options.seed);
  if (options.list) {
    console.log([...run.map(describeMutant), `${run.length} of ${all.length} mutants`].join('\n'));
    return;
  }
  report(all, run, await judgeAll(run, options));
}

if (process.argv[2] === JUDGE) {
  await serveVerdicts(process.cwd());
} else {
  try {
    await mutationCommand(mutate).parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) console.error(`mutation: ${String(error)}`);
    process.exitCode = error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 2) : 1;
  }
}
