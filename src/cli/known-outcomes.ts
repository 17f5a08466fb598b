import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConformanceCase, Expectation, RunReport } from '../conformance/index.js';
import {
  allCases,
  allGroups,
  applyExpectations,
  nearest,
  parseExpectations,
  renderExpectations,
  requireGroups,
} from '../conformance/index.js';
import { didYouMean, UsageError } from './cli.js';
import type { ReportRequest } from './reports.js';
import { whyUnwritable } from './reports.js';

/** What the command line demands of a run besides that no case fails. */
export interface DemandOptions {
  readonly require?: readonly string[];
  readonly expect?: string;
  readonly writeExpect?: string;
}

/** The same, looked at before the run, which takes its time. */
export interface Demands {
  readonly groups: readonly string[] | 'all';
  readonly expectations: readonly Expectation[];
  readonly writeTo: string | undefined;
}

/** Reads one value of --require, groups with commas between, and adds them to those before. */
export function parseGroups(value: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, ...value.split(',').map((name) => name.trim())];
}

function checkGroups(groups: readonly string[], cases: readonly ConformanceCase[]): void {
  const chosen = new Set(cases.map(({ group }) => group));
  for (const name of groups) {
    if (chosen.has(name)) continue;
    const known = allGroups().map((group) => group.name);
    if (known.includes(name)) {
      throw new UsageError(`--require: group '${name}' is not among the cases that were chosen`);
    }
    const help = didYouMean(nearest([...known, 'all'], name), `there are ${known.join(', ')}, and all`);
    throw new UsageError(`--require: no group '${name}'; ${help}`);
  }
}

function readExpectations(file: string): readonly Expectation[] {
  const text = ((): string => {
    try {
      return readFileSync(file, 'utf8');
    } catch (error) {
      throw new UsageError(`--expect: cannot read '${file}': ${(error as Error).message}`);
    }
  })();
  try {
    return parseExpectations(text, file);
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageError(`--expect: ${error.message}`);
    throw error;
  }
}

function checkWritable(file: string, reports: readonly ReportRequest[]): void {
  const why = whyUnwritable(file);
  if (why) throw new UsageError(`--write-expect: cannot write '${file}': ${why}`);
  const clash = reports.find((one) => one.file !== undefined && resolve(one.file) === resolve(file));
  if (clash) throw new UsageError(`--write-expect: '${file}' is the file of reporter ${clash.name}`);
}

/**
 * What is demanded, read and checked.
 * @throws UsageError for a group that is not there or not chosen, and for a file that cannot be read or written
 */
export function readDemands(
  { require = [], expect, writeExpect }: DemandOptions,
  cases: readonly ConformanceCase[],
  reports: readonly ReportRequest[],
): Demands {
  const isAll = require.includes('all');
  checkGroups(
    require.filter((name) => name !== 'all'),
    cases,
  );
  if (writeExpect !== undefined) checkWritable(writeExpect, reports);
  return {
    groups: isAll ? 'all' : require,
    expectations: expect === undefined ? [] : readExpectations(expect),
    writeTo: writeExpect,
  };
}

/**
 * The report as the demands judge it, and the file of known outcomes, where one is wanted.
 * @throws UsageError when that file cannot be written
 */
export function judgeByDemands(report: RunReport, { groups, expectations, writeTo }: Demands): RunReport {
  const cases = allCases();
  if (writeTo !== undefined) {
    try {
      writeFileSync(writeTo, renderExpectations(report, cases, expectations));
    } catch (error) {
      throw new UsageError(`--write-expect: cannot write '${writeTo}': ${(error as Error).message}`);
    }
  }
  return applyExpectations(requireGroups(report, groups), expectations, cases);
}
