import { writeFileSync } from 'node:fs';

/** A stream as commands use it. */
export interface CliStream {
  write(data: string | Uint8Array): unknown;
  readonly isTTY?: boolean;
}

/** What a command needs of the process around it; `process` itself is one. */
export interface CliIo {
  readonly stdout: CliStream;
  readonly stderr: CliStream;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Exit codes: all well, something was found wrong, the command line was. */
export const EXIT = { ok: 0, found: 1, usage: 2 } as const;

/** What a command's action works with. */
export interface Cli {
  readonly io: CliIo;
  /** Sets the exit code; the last one counts. */
  exit(code: number): void;
}

/** A command line that asks for what is not there. Its message is the one line that is printed; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The end of a message about a name that nobody has: what may have been meant, or else how to find out. */
export function didYouMean(near: readonly string[], elsewhere: string): string {
  if (near.length === 0) return elsewhere;
  const last = near.slice(-1).join();
  return `did you mean ${near.length === 1 ? last : `${near.slice(0, -1).join(', ')} or ${last}`}?`;
}

/** True where colours are welcome: on a terminal, unless NO_COLOR says otherwise (no-color.org: any text). */
export function isColored({ stdout, env }: CliIo): boolean {
  return (stdout.isTTY ?? false) && !env['NO_COLOR'];
}

/**
 * Writes a command's result to a file, or to standard output without one.
 * @throws UsageError when the file cannot be written
 */
export function writeResult(io: CliIo, data: string | Uint8Array, file?: string): void {
  if (file === undefined) {
    io.stdout.write(data);
    return;
  }
  try {
    writeFileSync(file, data);
  } catch (error) {
    throw new UsageError(`--output: cannot write '${file}': ${(error as Error).message}`);
  }
}

/** A line that is written over again and again, on a terminal only. */
export function progressLine({ stderr }: CliIo): { show(text: string): void; clear(): void } {
  const live = stderr.isTTY ?? false;
  const clear = () => {
    if (live) stderr.write('\r\x1b[2K');
  };
  const show = (text: string) => {
    clear();
    if (live) stderr.write(text.slice(0, 78));
  };
  return { show, clear };
}
