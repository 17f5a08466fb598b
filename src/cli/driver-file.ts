import { InvalidArgumentError } from 'commander';
import { basename, extname } from 'node:path';
import type { CaseResult, ConformanceCase, RunReport } from '../conformance/index.js';
import type { CliIo } from './cli.js';
import { progressLine, UsageError } from './cli.js';

const extensions = ['.so', '.dll', '.dylib', '.js', '.mjs', '.cjs', '.ts', '.mts', '.cts'];

/** True for what can only be the path of a driver's file, there or not. */
export function isDriverFile(name: string): boolean {
  return /[\\/]/.test(name) || extensions.includes(extname(name).toLowerCase()) || /\.so\.\d/.test(name);
}

/** A whole number above 0, for --jobs. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError('expected a whole number above 0');
  return count;
}

const mostSeconds = 24 * 60 * 60;

/** Seconds, for --timeout. */
export function parseSeconds(text: string): number {
  const seconds = Number(text);
  if (!(seconds > 0 && seconds <= mostSeconds)) {
    throw new InvalidArgumentError(`expected seconds, above 0 and up to ${mostSeconds}`);
  }
  return seconds;
}

export interface DriverFileOptions {
  readonly timeout?: number;
  readonly jobs?: number;
}

/**
 * Runs cases against a driver in a file, in processes of its own, with a progress line.
 * @throws UsageError when the driver cannot be tested as it is
 */
export async function runDriverFile(
  io: CliIo,
  file: string,
  cases: readonly ConformanceCase[],
  { timeout, jobs }: DriverFileOptions,
): Promise<RunReport> {
  const progress = progressLine(io);
  const onProgress = ({ id }: CaseResult, done: number, of: number) => {
    progress.show(`${basename(file)} ${done}/${of} ${id}`);
  };
  // Only here: most runs are of drivers that need no process of their own.
  const { DriverLoadError, runIsolated } = await import('../isolation/index.js');
  try {
    const limits = {
      ...(timeout !== undefined && { timeoutSeconds: timeout }),
      ...(jobs !== undefined && { jobs }),
    };
    return await runIsolated({ driver: file, cases, onProgress, ...limits });
  } catch (error) {
    if (error instanceof DriverLoadError) throw new UsageError(`--driver: ${error.message}`);
    throw error;
  } finally {
    progress.clear();
  }
}
