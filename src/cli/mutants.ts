import { Command } from 'commander';
import type { ConformanceCase, KillMatrix, MatrixColumn, RunReport } from '../conformance/index.js';
import { allCases, citesAny, killMatrix, nearest, passedBy, renderMatrix } from '../conformance/index.js';
import type { Cli } from './cli.js';
import { didYouMean, EXIT, UsageError, writeResult } from './cli.js';
import { chooseCases, runWithProgress } from './conformance.js';
import type { NamedFaultyDriver } from './drivers.js';
import { faultyNamedDrivers, honestDrivers } from './drivers.js';

interface MutantsOptions {
  readonly query?: string[];
  readonly list?: true;
  readonly matrix?: true;
  readonly json?: true;
  readonly output?: string;
}

const examples = `
Examples:
  softumd mutants                           every faulty driver against the cases of its interface
  softumd mutants no-ownership-check        one faulty driver
  softumd mutants --list                    their names, what they break and how; nothing is run
  softumd mutants --list NCS-7              those that break a clause or decision
  softumd mutants --query negotiate caps    what these groups catch alone
  softumd mutants --matrix                  which case catches which fault
  softumd mutants --json --output kills.json

A case is proven when a faulty driver fails it that breaks a clause or decision which the case cites.

Exit code: 0 every fault is caught and every case proven, 1 a faulty driver survives, a case is failed by none (asked
only where all faulty drivers are run), or the good driver fails, 2 usage.`;

function chooseMutants(names: readonly string[]): readonly NamedFaultyDriver[] {
  const known = faultyNamedDrivers();
  const isMeant = ({ name, breaks }: NamedFaultyDriver, by: string) =>
    name === by || breaks.some((rule) => rule === by);
  const stray = names.find((name) => !known.some((driver) => isMeant(driver, name)));
  if (stray !== undefined) {
    const near = nearest(
      known.flatMap(({ name, breaks }) => [name, ...breaks]),
      stray,
    );
    const help = didYouMean(near, 'softumd mutants --list shows them all');
    throw new UsageError(`no faulty driver '${stray}'; ${help}`);
  }
  return names.length === 0 ? known : known.filter((driver) => names.some((name) => isMeant(driver, name)));
}

function line({ name, killedBy }: MatrixColumn, width: number): string {
  const count = `${killedBy.length} ${killedBy.length === 1 ? 'case' : 'cases'}`;
  const first = killedBy.slice(0, 3).join(' ');
  return `${killedBy.length > 0 ? 'killed  ' : 'SURVIVED'}  ${name.padEnd(width)}  ${count.padStart(9)}  ${first}`.trimEnd();
}

function render(
  { drivers, survivors }: KillMatrix,
  passed: number,
  unproven: readonly string[] | null,
): string {
  const width = Math.max(...drivers.map(({ name }) => name.length));
  const lines = drivers.map((result) => line(result, width));
  const idle = (unproven ?? []).map((id) => `UNPROVEN  ${id}`);
  const verdict = `${drivers.length - survivors.length} killed, ${survivors.length} survived`;
  const cases =
    unproven &&
    `; of ${passed} ${passed === 1 ? 'case' : 'cases'} ${passed - unproven.length} proven, ${unproven.length} not`;
  return `${[...lines, '', ...idle, `${verdict}${cases ?? ''}`].join('\n')}\n`;
}

const idsWith = ({ cases }: RunReport, outcome: 'fail') =>
  cases.filter((one) => one.outcome === outcome).map(({ id }) => id);

/** Interfaces have drivers and cases of their own: a driver that is wrong about one is asked by the cases of that one. */
function askedOf(
  { breaks }: NamedFaultyDriver,
  cases: readonly ConformanceCase[],
): readonly ConformanceCase[] {
  const concerned = new Set(allCases().flatMap((one) => (citesAny(one, breaks) ? [one.fixture.name] : [])));
  return cases.filter((one) => concerned.has(one.fixture.name) && (!one.long || citesAny(one, breaks)));
}

/** True when something is left over on either side, or the good driver is not good. */
export function isFault(
  found: Readonly<Record<'goodFails' | 'survivors' | 'unproven', readonly string[]>>,
): boolean {
  return Object.values(found).some((names) => names.length > 0);
}

/** The faulty drivers, nothing run. */
function renderMutants(mutants: readonly NamedFaultyDriver[], json: boolean): string {
  const listed = mutants.map(({ name, description, breaks }) => ({ name, description, breaks }));
  if (json) return `${JSON.stringify(listed, null, 2)}\n`;
  return listed.map((one) => `${one.name}  ${one.breaks.join(' ')}\n    ${one.description}\n`).join('');
}

function run(cli: Cli, names: readonly string[], options: MutantsOptions): void {
  const { io } = cli;
  const mutants = chooseMutants(names);
  if (options.list) {
    writeResult(io, renderMutants(mutants, options.json ?? false), options.output);
    return;
  }
  const cases = chooseCases(options.query ?? []);
  const goodOf = new Map(honestDrivers(mutants).map((one) => [one, runWithProgress(io, one, cases)]));
  const goods = [...goodOf.values()];
  const matrix = killMatrix(
    goods[0]!,
    mutants.map((one) => {
      const report = runWithProgress(io, one, askedOf(one, cases));
      return { name: one.name, breaks: one.breaks, report, good: goodOf.get(one.honest)! };
    }),
  );
  // What a case is worth, only all faulty drivers together can tell.
  const unproven = names.length === 0 ? matrix.unproven : null;
  const goodFails = [...new Set(goods.flatMap((report) => idsWith(report, 'fail')))];
  const passed = passedBy(goods);
  const described = matrix.drivers.map((one, index) => ({
    ...one,
    description: mutants[index]!.description,
  }));
  const json = { goodFails, mutants: described, unproven: unproven ?? [] };
  const grid = options.matrix ? `${renderMatrix(matrix, passed)}\n` : '';
  const text = options.json
    ? `${JSON.stringify(json, null, 2)}\n`
    : `${grid}${render(matrix, passed.length, unproven)}`;
  writeResult(io, text, options.output);
  if (goodFails.length > 0)
    io.stderr.write(`the good driver fails ${goodFails.length} cases: ${goodFails.join(' ')}\n`);
  if (isFault({ goodFails, survivors: matrix.survivors, unproven: unproven ?? [] })) cli.exit(EXIT.found);
}

/** `softumd mutants`. */
export function mutantsCommand(cli: Cli): Command {
  return new Command('mutants')
    .description('run the suite against every faulty driver: does it catch them, and is every case of use?')
    .argument('[name...]', 'faulty drivers, by name or by what they break; all without one')
    .option('--query <query...>', 'cases to run; all without one')
    .option('--list', 'print the faulty drivers and what they break, and run nothing')
    .option('--matrix', 'print the whole matrix: which case catches which fault')
    .option('--json', 'print JSON, the whole matrix in it')
    .option('--output <file>', 'write the result to a file')
    .addHelpText('after', examples)
    .action((names: string[], options: MutantsOptions) => {
      run(cli, names, options);
    });
}
