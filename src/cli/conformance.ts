import { Command, Option } from 'commander';
import type { CaseResult, ConformanceCase, RunReport } from '../conformance/index.js';
import {
  allCases,
  nearestQueries,
  renderJson,
  renderPretty,
  runConformance,
  selectCases,
  summaryLine,
} from '../conformance/index.js';
import type { Cli, CliIo } from './cli.js';
import { EXIT, isColored, progressLine, UsageError, writeResult } from './cli.js';
import type { NamedDriver } from './drivers.js';
import { namedDrivers } from './drivers.js';

interface ConformanceOptions {
  readonly driver: string;
  readonly list?: true;
  readonly reporter: 'pretty' | 'json';
  readonly output?: string;
  readonly strict?: true;
}

const examples = `
Queries are group, group:test or group:test:param=value, with * for any characters:
  softumd conformance                                  the whole suite against the embedded driver
  softumd conformance negotiate 'caps:null-*'          one group, and tests of another
  softumd conformance negotiate:wrong-size:bytes=255   one case
  softumd conformance --list ownership                 case ids, nothing is run
  softumd conformance --driver no-ownership-check      a driver with a fault ('softumd mutants' names them)
  softumd conformance --reporter json --output report.json

Exit code: 0 all passed, 1 a case failed (with --strict also: a case warned), 2 usage.`;

/**
 * The cases that the queries name.
 * @throws UsageError when a query names none, with the nearest that would
 */
export function chooseCases(queries: readonly string[]): readonly ConformanceCase[] {
  const cases = allCases();
  for (const query of queries) {
    if (selectOrExplain(cases, [query]).length > 0) continue;
    throw new UsageError(
      `query '${query}' matches no case; the nearest are ${nearestQueries(cases, query).join(', ')}`,
    );
  }
  return selectOrExplain(cases, queries);
}

function selectOrExplain(cases: readonly ConformanceCase[], queries: readonly string[]) {
  try {
    return selectCases(cases, queries);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(error.message);
    throw error;
  }
}

function chooseDriver(name: string): NamedDriver {
  const known = namedDrivers();
  const driver = known.get(name);
  if (driver) return driver;
  throw new UsageError(`--driver: no driver '${name}'; there are ${[...known.keys()].join(', ')}`);
}

/** Runs cases against a driver with a progress line. */
export function runWithProgress(
  io: CliIo,
  driver: NamedDriver,
  cases: readonly ConformanceCase[],
): RunReport {
  const progress = progressLine(io);
  const onProgress = ({ id }: CaseResult, done: number, of: number) => {
    progress.show(`${driver.name} ${done}/${of} ${id}`);
  };
  const report = runConformance({ driver: () => driver.create(), cases, onProgress });
  progress.clear();
  return report;
}

function renderList(cases: readonly ConformanceCase[], reporter: ConformanceOptions['reporter']): string {
  if (reporter === 'pretty') return cases.map(({ id }) => `${id}\n`).join('');
  const listed = cases.map(({ id, clauses, decisions, needs }) => ({ id, clauses, decisions, needs }));
  return `${JSON.stringify(listed, null, 2)}\n`;
}

function run(cli: Cli, queries: readonly string[], options: ConformanceOptions): void {
  const { io } = cli;
  const driver = chooseDriver(options.driver);
  const cases = chooseCases(queries);
  if (options.list) {
    writeResult(io, renderList(cases, options.reporter), options.output);
    return;
  }
  const report = runWithProgress(io, driver, cases);
  const colored = options.output === undefined && isColored(io);
  const text = options.reporter === 'json' ? renderJson(report) : renderPretty(report, { colored });
  writeResult(io, text, options.output);
  const { failed, warned } = report.summary;
  if (options.output !== undefined) io.stdout.write(`${summaryLine(report.summary)}\n`);
  if (failed > 0 || (options.strict && warned > 0)) cli.exit(EXIT.found);
}

/** `softumd conformance`. */
export function conformanceCommand(cli: Cli): Command {
  return new Command('conformance')
    .description('run the conformance suite against a driver')
    .argument('[query...]', 'cases to run; all without one')
    .option('--driver <name>', 'the driver under test', 'embedded')
    .option('--list', 'print the ids of the cases and run nothing')
    .addOption(
      new Option('--reporter <name>', 'form of the report').choices(['pretty', 'json']).default('pretty'),
    )
    .option('--output <file>', 'write the report to a file')
    .option('--strict', 'exit with 1 for warnings too')
    .addHelpText('after', examples)
    .action((queries: string[], options: ConformanceOptions) => {
      run(cli, queries, options);
    });
}
