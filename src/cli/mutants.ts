import { Command } from 'commander';
import type { RunReport } from '../conformance/index.js';
import type { Cli } from './cli.js';
import { EXIT, UsageError, writeResult } from './cli.js';
import { chooseCases, runWithProgress } from './conformance.js';
import type { NamedDriver } from './drivers.js';
import { embeddedDriver, faultyNamedDrivers } from './drivers.js';

/** What the suite found out about one faulty driver. */
interface MutantResult {
  readonly name: string;
  readonly description: string;
  /** The cases that it fails and the good driver passes. */
  readonly killedBy: readonly string[];
}

interface MutantsOptions {
  readonly query?: string[];
  readonly json?: true;
  readonly output?: string;
}

const examples = `
Examples:
  softumd mutants                           every faulty driver against the whole suite
  softumd mutants no-ownership-check        one faulty driver
  softumd mutants --query negotiate caps    what these groups catch alone
  softumd mutants --json --output kills.json

Exit code: 0 every fault is caught, 1 a faulty driver survives or the good one fails, 2 usage.`;

const idsWith = ({ cases }: RunReport, outcome: 'pass' | 'fail') =>
  cases.filter((one) => one.outcome === outcome).map(({ id }) => id);

/** The cases that fail a faulty driver; one that the good driver does not pass proves nothing about another. */
export function caughtBy(good: RunReport, faulty: RunReport): string[] {
  const passed = new Set(idsWith(good, 'pass'));
  return idsWith(faulty, 'fail').filter((id) => passed.has(id));
}

function chooseMutants(names: readonly string[]): readonly NamedDriver[] {
  const known = faultyNamedDrivers();
  const stray = names.find((name) => !known.some((driver) => driver.name === name));
  if (stray !== undefined) {
    const all = known.map(({ name }) => name).join(', ');
    throw new UsageError(`no faulty driver '${stray}'; there are ${all}`);
  }
  return names.length === 0 ? known : known.filter(({ name }) => names.includes(name));
}

function line({ name, killedBy }: MutantResult, width: number): string {
  const count = `${killedBy.length} ${killedBy.length === 1 ? 'case' : 'cases'}`;
  const first = killedBy.slice(0, 3).join(' ');
  return `${killedBy.length > 0 ? 'killed  ' : 'SURVIVED'}  ${name.padEnd(width)}  ${count.padStart(9)}  ${first}`.trimEnd();
}

function render(results: readonly MutantResult[]): string {
  const width = Math.max(...results.map(({ name }) => name.length));
  const survivors = results.filter(({ killedBy }) => killedBy.length === 0).length;
  const lines = results.map((result) => line(result, width));
  return `${[...lines, '', `${results.length - survivors} killed, ${survivors} survived`].join('\n')}\n`;
}

function run(cli: Cli, names: readonly string[], options: MutantsOptions): void {
  const { io } = cli;
  const mutants = chooseMutants(names);
  const cases = chooseCases(options.query ?? []);
  const good = runWithProgress(io, embeddedDriver(), cases);
  const results = mutants.map((mutant) => {
    const { name, description } = mutant;
    return { name, description, killedBy: caughtBy(good, runWithProgress(io, mutant, cases)) };
  });
  const wrong = idsWith(good, 'fail');
  writeResult(
    io,
    options.json ? `${JSON.stringify({ goodFails: wrong, mutants: results }, null, 2)}\n` : render(results),
    options.output,
  );
  if (wrong.length > 0) io.stderr.write(`the good driver fails ${wrong.length} cases: ${wrong.join(' ')}\n`);
  if (wrong.length > 0 || results.some(({ killedBy }) => killedBy.length === 0)) cli.exit(EXIT.found);
}

/** `softumd mutants`. */
export function mutantsCommand(cli: Cli): Command {
  return new Command('mutants')
    .description('run the suite against every faulty driver: does it catch them?')
    .argument('[name...]', 'faulty drivers; all without one')
    .option('--query <query...>', 'cases to run; all without one')
    .option('--json', 'print JSON')
    .option('--output <file>', 'write the result to a file')
    .addHelpText('after', examples)
    .action((names: string[], options: MutantsOptions) => {
      run(cli, names, options);
    });
}
