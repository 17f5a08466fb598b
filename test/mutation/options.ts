import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';

export interface MutationOptions {
  readonly by: 'suite' | 'jest' | 'both';
  readonly sample?: number;
  readonly seed: number;
  readonly jobs: number;
  readonly timeout: number;
  readonly output?: string;
  readonly list?: true;
}

const examples = `
Examples:
  npm run mutation                                        all of emulator/, by the suite alone
  npm run mutation -- --sample 200 --seed 7               200 of them, drawn; the same 200 for the same seed
  npm run mutation -- emulator/d3d11/blt.ts src/crypto    a file, a folder
  npm run mutation -- --by both --output both.jsonl       who survives the suite goes before jest (outside of
                                                          emulator/ the other way round); goes on where it was stopped
  npm run mutation -- --list src/crypto                   the mutants; nothing is run

A mutant is a source file with one thing changed: a condition, an operator, a constant, a size, a code, a statement,
call or member that is left out. The suite runs on a driver with the mutant in it, and is itself without it: of use
for emulator/ and for what it stands on (src/crypto, src/memory). Survivors that may stay are in
test/mutation/survivors, each with its reason; one that is no longer made, or is killed, is named.
An output file of other sources or cases is of no use any more: delete it.

Exit code: 0 no survivor but those of the list, 1 a new survivor, or the suite fails without a mutant, 2 usage.`;

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Expected a whole number.');
  return Number(text);
}

function atLeastOne(text: string): number {
  const value = wholeNumber(text);
  if (value === 0) throw new InvalidArgumentError('Expected 1 or more.');
  return value;
}

function byWhom(text: string): MutationOptions['by'] {
  if (text === 'suite' || text === 'jest' || text === 'both') return text;
  throw new InvalidArgumentError('Expected suite, jest or both.');
}

/** The command, which calls `run` with sources from the project's folder. */
export function mutationCommand(
  run: (files: readonly string[], options: MutationOptions) => Promise<void>,
): Command {
  const command = new Command('npm run mutation --')
    .description('change the sources one thing at a time: does the suite notice?')
    .argument('[source...]', 'files and folders', ['emulator'])
    .option('--by <judge>', 'suite, jest (the tests that mirror the folder), or both', byWhom, 'suite')
    .option('--sample <count>', 'only so many, drawn', atLeastOne)
    .option('--seed <number>', 'of the sample', wholeNumber, 1)
    .option('--jobs <count>', 'mutants side by side', atLeastOne, 1)
    .option('--timeout <seconds>', 'for a case; of jest ten times as long for a run', atLeastOne, 10)
    .option('--output <file>', 'results, one JSON a line; those that are in it are not run again')
    .option('--list', 'print the mutants, run nothing')
    .addHelpText('after', examples)
    .exitOverride();
  return command.action(async (sources: readonly string[], options: MutationOptions) => {
    const stray = sources.find((one) => !existsSync(one));
    if (stray !== undefined) command.error(`error: there is no '${stray}'`);
    await run(sourceFiles(sources), options);
  });
}

/** The sources that files and folders name, in order, each once. */
export function sourceFiles(named: readonly string[]): readonly string[] {
  const found = named.flatMap((one) =>
    statSync(one).isFile()
      ? [one]
      : readdirSync(one, { recursive: true, encoding: 'utf8' }).map((name) => join(one, name)),
  );
  const slashed = found.map((one) => one.replaceAll('\\', '/').replace(/^\.\//, ''));
  return [...new Set(slashed.filter((one) => one.endsWith('.ts') && !one.endsWith('.d.ts')))].sort();
}
