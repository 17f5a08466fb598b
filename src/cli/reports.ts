import { accessSync, constants, existsSync, statSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { PrettyOptions, RunReport } from '../conformance/index.js';
import {
  nearest,
  renderJson,
  renderJUnit,
  renderPretty,
  renderTap,
  summaryLine,
} from '../conformance/index.js';
import type { CliIo } from './cli.js';
import { didYouMean, isColored, UsageError } from './cli.js';

type Render = (report: RunReport, options: Required<PrettyOptions>) => string | Promise<string>;

const renderers = {
  pretty: renderPretty,
  json: renderJson,
  junit: renderJUnit,
  tap: renderTap,
} as const satisfies Readonly<Record<string, Render>>;

/** The name of a form of report. */
export type ReporterName = keyof typeof renderers;

/** One report that was asked for: its form, and its file; without one it goes to standard output. */
export interface ReportRequest {
  readonly name: ReporterName;
  readonly file?: string;
}

/** What --help says of --reporter. */
export const reporterHelp = `form of the report: ${Object.keys(renderers).join(', ')}; NAME=FILE writes a file; can be repeated (default: pretty)`;

const isReporter = (name: string): name is ReporterName => Object.hasOwn(renderers, name);

/**
 * Reads one value of --reporter, NAME or NAME=FILE, and adds it to those before it.
 * @throws UsageError when there is no such reporter, or no file after =
 */
export function parseReporter(value: string, previous: readonly ReportRequest[] = []): ReportRequest[] {
  const end = value.indexOf('=');
  const name = end < 0 ? value : value.slice(0, end);
  if (!isReporter(name)) {
    const names = Object.keys(renderers);
    const help = didYouMean(nearest(names, name), `there are ${names.join(', ')}`);
    throw new UsageError(`--reporter: no reporter '${name}'; ${help}`);
  }
  if (end < 0) return [...previous, { name }];
  const file = value.slice(end + 1);
  if (file === '') throw new UsageError(`--reporter: no file after '${value}'`);
  return [...previous, { name, file }];
}

/** Gives the file of --output to the one reporter that has none. */
function withOutput(requests: readonly ReportRequest[], output: string): ReportRequest[] {
  const homeless = requests.filter(({ file }) => file === undefined);
  if (homeless.length === 1) return requests.map((one) => ({ ...one, file: one.file ?? output }));
  const why =
    homeless.length === 0 ? 'every reporter has a file of its own' : 'more than one reporter has none';
  throw new UsageError(`--output: for the reporter without a file, but ${why}`);
}

const isFolder = (path: string) => existsSync(path) && statSync(path).isDirectory();

function whyDenied(path: string): string | undefined {
  try {
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

/** Why a file cannot be written, as far as that can be known without a trace of having asked. */
export function whyUnwritable(file: string): string | undefined {
  if (isFolder(file)) return 'it is a folder';
  if (existsSync(file)) return whyDenied(file);
  const folder = dirname(resolve(file));
  return isFolder(folder) ? whyDenied(folder) : `there is no folder '${folder}'`;
}

const unwritable = (name: string, file: string, why: string) =>
  `reporter ${name}: cannot write '${file}': ${why}`;

function refuseClash(name: string, other: string, file: string | undefined): never {
  const where = file === undefined ? 'standard output' : `'${file}'`;
  throw new UsageError(
    `--reporter: ${other} and ${name} would both go to ${where}; give one a file of its own, --reporter ${name}=FILE`,
  );
}

/**
 * Which reports there will be: pretty alone when none was asked for. To be called before a run, which takes its time.
 * @throws UsageError when two would write to one place, or one to a file that it cannot write
 */
export function planReports(
  requested: readonly ReportRequest[] = [],
  output?: string,
): readonly ReportRequest[] {
  const asked = requested.length > 0 ? requested : [{ name: 'pretty' } as const];
  const requests = output === undefined ? asked : withOutput(asked, output);
  const places = new Map<string | undefined, string>();
  for (const { name, file } of requests) {
    const place = file === undefined ? undefined : resolve(file);
    const other = places.get(place);
    if (other !== undefined) refuseClash(name, other, file);
    places.set(place, name);
    const why = file && whyUnwritable(file);
    if (file && why) throw new UsageError(unwritable(name, file, why));
  }
  return requests;
}

/**
 * The one report that a list of cases can be.
 * @throws UsageError when several were asked for, or another form
 */
export function listReport(requests: readonly ReportRequest[]): {
  readonly form: 'pretty' | 'json';
  readonly file: string | undefined;
} {
  const [{ name, file } = { name: 'pretty' as const }, ...more] = requests;
  if (more.length > 0 || (name !== 'pretty' && name !== 'json')) {
    throw new UsageError('--list: takes one reporter, pretty or json');
  }
  return { form: name, file };
}

/**
 * Writes a run's reports. Where none goes to standard output, the summary does; what is wrong with the run and with
 * none of its cases goes to standard error, where people do not read it in the report.
 * @throws UsageError when a file cannot be written; the others are written all the same
 */
export async function writeReports(
  io: CliIo,
  requests: readonly ReportRequest[],
  report: RunReport,
): Promise<void> {
  const problems: string[] = [];
  for (const { name, file } of requests) {
    const isTerminal = file === undefined && (io.stdout.isTTY ?? false);
    const text = await renderers[name](report, {
      colored: isTerminal && isColored(io),
      clipped: isTerminal,
    });
    if (file === undefined) {
      io.stdout.write(text);
      continue;
    }
    try {
      writeFileSync(file, text);
    } catch (error) {
      problems.push(unwritable(name, file, (error as Error).message));
    }
  }
  const isTold = requests.some(({ name, file }) => name === 'pretty' && file === undefined);
  if (!isTold) for (const { message } of report.problems ?? []) io.stderr.write(`softumd: ${message}\n`);
  if (requests.every(({ file }) => file !== undefined)) io.stdout.write(`${summaryLine(report.summary)}\n`);
  if (problems.length > 0) throw new UsageError(problems.join('; '));
}
