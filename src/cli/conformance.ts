import { Command } from 'commander';
import type { CaseResult, ConformanceCase, RunReport } from '../conformance/index.js';
import {
  allCases,
  expandSelections,
  nearest,
  nearestQueries,
  runConformance,
  SELECTIONS,
  selectCases,
} from '../conformance/index.js';
import { renderList } from './case-list.js';
import type { Cli, CliIo } from './cli.js';
import { didYouMean, EXIT, progressLine, UsageError, writeResult } from './cli.js';
import type { DriverFileOptions } from './driver-file.js';
import { isDriverFile, parseCount, parseSeconds, runDriverFile } from './driver-file.js';
import type { NamedDriver } from './drivers.js';
import { namedDrivers, profiledDriver } from './drivers.js';
import type { DemandOptions } from './known-outcomes.js';
import { judgeByDemands, parseGroups, readDemands } from './known-outcomes.js';
import { readProfileArgument } from './profile-argument.js';
import type { ReportRequest } from './reports.js';
import { listReport, parseReporter, planReports, reporterHelp, writeReports } from './reports.js';

interface ConformanceOptions extends DriverFileOptions, DemandOptions {
  readonly driver: string;
  readonly profile?: string;
  readonly list?: true;
  readonly reporter?: readonly ReportRequest[];
  readonly output?: string;
  readonly strict?: true;
}

/** The driver that is asked where no other is named. */
const embedded = 'embedded';

const selectionLines = SELECTIONS.map(({ name, about, queries }) => {
  const not = queries.length === 0 ? '; not yet: no cases' : '';
  return `  ${`@${name}`.padEnd(21)}${about}${not}`;
}).join('\n');

const examples = `
Queries are group, group:test or group:test:param=value, with * for any characters, or a clause or decision:
  softumd conformance                                  the whole suite against the embedded driver
  softumd conformance negotiate 'caps:null-*'          one group, and tests of another
  softumd conformance negotiate:wrong-size:bytes=255   one case
  softumd conformance @crypto-session                  a saved selection
  softumd conformance --list NCS-7                     the cases that cite a clause, all they cite spelled out; nothing is run
  softumd conformance --driver no-ownership-check      a driver with a fault ('softumd mutants --list' shows them)
  softumd conformance --profile sequential-iv          the embedded driver with another profile ('softumd caps --list')
  softumd conformance --profile ./our-gpu.json         or with one of your own
  softumd conformance --driver ./mydriver.so --jobs 4  your own, as a library, in processes of its own
  softumd conformance --driver ./driver.mjs            your own, in JavaScript
  softumd conformance --profile hardware-drm --require all
                                                       fails where a group could judge nothing, as all its cases skipped
  softumd conformance --write-expect known.txt         makes a file of what is known of a driver …
  softumd conformance --expect known.txt               … and judges by it: fails where anything is not as the file says
  softumd conformance --reporter json --output report.json
  softumd conformance --reporter pretty --reporter junit=report.xml   for CI: the log, and Jenkins' or GitLab's file

Saved selections, after the groups of Microsoft's own test (HCK, D3D Content Protection Test):
${selectionLines}

A line of a file of known outcomes is QUERY [ outcome ] reason, outcome one of pass, fail, warn, skip, crash:
  negotiate:wrong-size [ fail ] key buffers of any size are taken (BUG-12)

Exit code: 0 all passed, or failed as --expect says; 1 a case failed (with --strict also: a case warned), a required
group judged nothing or a line of --expect matches no case; 2 usage.`;

function expand(asked: readonly string[]): readonly string[] {
  try {
    return expandSelections(asked);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw error;
  }
}

/**
 * The cases that the queries and saved selections name.
 * @throws UsageError when a query names none, with those that would and look like it
 */
export function chooseCases(asked: readonly string[]): readonly ConformanceCase[] {
  const cases = allCases();
  const queries = expand(asked);
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

function chooseDriver(name: string, profile: string | undefined): NamedDriver {
  if (profile !== undefined && name === embedded) return profiledDriver(readProfileArgument(profile).profile);
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
  { driver, profile, timeout, jobs }: ConformanceOptions,
  cases: readonly ConformanceCase[],
): Promise<RunReport> {
  if (profile !== undefined && driver !== embedded)
    throw new UsageError('--profile: only for the embedded driver; another brings its own');
  const limits = { ...(timeout !== undefined && { timeout }), ...(jobs !== undefined && { jobs }) };
  if (isDriverFile(driver)) return runDriverFile(io, driver, cases, limits);
  const [limit] = Object.keys(limits);
  if (limit !== undefined) throw new UsageError(`--${limit}: only for a driver in a file (--driver PATH)`);
  return runWithProgress(io, chooseDriver(driver, profile), cases);
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
  const demands = readDemands(options, cases, reports);
  const { uncalled = [], ...found } = await runDriver(io, options, cases);
  // What part of the suite does not call says nothing about the whole.
  const isWhole = cases.length === allCases().length;
  const report = judgeByDemands({ ...found, ...(isWhole && { uncalled }) }, demands);
  await writeReports(io, reports, report);
  const { summary, problems = [] } = report;
  const findings = summary.failed + problems.length + (options.strict ? summary.warned : 0);
  if (findings > 0) cli.exit(EXIT.found);
}

/** `softumd conformance`. */
export function conformanceCommand(cli: Cli): Command {
  return new Command('conformance')
    .description('run the conformance suite against a driver')
    .argument(
      '[query...]',
      'cases to run, by name, by the clause that they cite, or a saved selection (@name); all without one',
    )
    .option(
      '--driver <name>',
      'the driver under test: a name, or the path of a library (./mydriver.so) or JavaScript module',
      embedded,
    )
    .option(
      '--profile <profile>',
      'what the embedded driver offers: the name of a profile, or the path of a JSON file',
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
    .option(
      '--require <groups>',
      'fail where a group could judge nothing: group,… or all; can be repeated',
      parseGroups,
    )
    .option('--expect <file>', 'judge by a file of known outcomes: fail where a case is not as it says')
    .option('--write-expect <file>', 'write a file of known outcomes: all that did not pass')
    .addHelpText('after', examples)
    .action((queries: string[], options: ConformanceOptions) => run(cli, queries, options));
}
