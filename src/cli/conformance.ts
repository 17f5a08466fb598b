import { Command } from 'commander';
import type { CaseResult, ConformanceCase, RunReport } from '../conformance/index.js';
import { allCases, nearest, nearestQueries, runConformance, selectCases } from '../conformance/index.js';
import { renderList } from './case-list.js';
import type { Cli, CliIo } from './cli.js';
import { didYouMean, EXIT, progressLine, UsageError, writeResult } from './cli.js';
import type { DriverFileOptions } from './driver-file.js';
import { isDriverFile, parseCount, parseSeconds, runDriverFile } from './driver-file.js';
import type { NamedDriver } from './drivers.js';
import { namedDrivers } from './drivers.js';
import type { ReportRequest } from './reports.js';
import { listReport, parseReporter, planReports, reporterHelp, writeReports } from './reports.js';

interface ConformanceOptions extends DriverFileOptions {
  readonly driver: string;
  readonly list?: true;
  readonly reporter?: readonly ReportRequest[];
  readonly output?: string;
  readonly strict?: true;
}

const examples = `
Queries are group, group:test or group:test:param=value, with * for any characters, or a clause or decision:
  softumd conformance                                  the whole suite against the embedded driver
  softumd conformance negotiate 'caps:null-*'          one group, and tests of another
  softumd conformance negotiate:wrong-size:bytes=255   one case
  softumd conformance --list NCS-7                     the cases that cite a clause, all they cite spelled out; nothing is run
  softumd conformance --driver no-ownership-check      a driver with a fault ('softumd mutants --list' shows them)
  softumd conformance --driver ./mydriver.so --jobs 4  your own, as a library, in processes of its own
  softumd conformance --driver ./driver.mjs            your own, in JavaScript
  softumd conformance --reporter json --output report.json
  softumd conformance --reporter pretty --reporter junit=report.xml   for CI: the log, and Jenkins' or GitLab's file

Exit code: 0 all passed, 1 a case failed (with --strict also: a case warned), 2 usage.`;

/**
 * The cases that the queries name.
 * @throws UsageError when a query names none, with those that would and look like it
 */
export function chooseCases(queries: readonly string[]): readonly ConformanceCase[] {
  const cases = allCases();
  for (const query of queries) {
    if (selectOrExplain(cases, [query]).length > 0) continue;
    if (isDriverFile(query)) {
      throw new UsageError(`query '${query}' matches no case; a driver's file is named by --driver ${query}`);
    }
    const help = didYouMean(nearestQueries(cases, query), 'softumd conformance --list shows them all');
    throw new UsageError(`query '${query}' matches no case; ${help}`);
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
  const elsewhere = "there is 'embedded', and softumd mutants --list shows those with a fault";
  const help = didYouMean(nearest([...known.keys()], name), elsewhere);
  throw new UsageError(`--driver: no driver '${name}'; ${help}`);
}

/** Runs cases against a driver that the command line names, or whose file it names. */
async function runDriver(
  io: CliIo,
  { driver, timeout, jobs }: ConformanceOptions,
  cases: readonly ConformanceCase[],
): Promise<RunReport> {
  const limits = { ...(timeout !== undefined && { timeout }), ...(jobs !== undefined && { jobs }) };
  if (isDriverFile(driver)) return runDriverFile(io, driver, cases, limits);
  const [limit] = Object.keys(limits);
  if (limit !== undefined) throw new UsageError(`--${limit}: only for a driver in a file (--driver PATH)`);
  return runWithProgress(io, chooseDriver(driver), cases);
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

async function run(cli: Cli, queries: readonly string[], options: ConformanceOptions): Promise<void> {
  const { io } = cli;
  const cases = chooseCases(queries);
  const reports = planReports(options.reporter, options.output);
  if (options.list) {
    const { form, file } = listReport(reports);
    writeResult(io, renderList(cases, form), file);
    return;
  }
  const report = await runDriver(io, options, cases);
  await writeReports(io, reports, report);
  const { failed, warned } = report.summary;
  if (failed > 0 || (options.strict && warned > 0)) cli.exit(EXIT.found);
}

/** `softumd conformance`. */
export function conformanceCommand(cli: Cli): Command {
  return new Command('conformance')
    .description('run the conformance suite against a driver')
    .argument('[query...]', 'cases to run, by name or by the clause that they cite; all without one')
    .option(
      '--driver <name>',
      'the driver under test: a name, or the path of a library (./mydriver.so) or JavaScript module',
      'embedded',
    )
    .option(
      '--timeout <seconds>',
      'how long a driver in a file may take for a case (default: 10)',
      parseSeconds,
    )
    .option('--jobs <count>', 'how many processes run a driver in a file (default: 1)', parseCount)
    .option('--list', 'print the cases and what they cite, and run nothing')
    .option('--reporter <name>', reporterHelp, parseReporter)
    .option('--output <file>', 'write the report to a file')
    .option('--strict', 'exit with 1 for warnings too')
    .addHelpText('after', examples)
    .action((queries: string[], options: ConformanceOptions) => run(cli, queries, options));
}
