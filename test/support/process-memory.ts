/**
 * The memory of a child process, read from outside as a debugger does: through /proc, which Linux alone has, and which
 * must allow it. Where it does not, the test skips with that reason:
 *
 *   const missing = whyUnreadable();
 *   const maybe = missing === undefined ? it : it.skip;
 *   maybe(`does this${missing === undefined ? '' : ` (skipped: ${missing})`}`, …);
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

interface Region {
  readonly start: number;
  readonly end: number;
}

/** Read at a time; patterns are looked for across the seams too. */
const pieceBytes = 16 * 1024 * 1024;
const longestPattern = 1024;

/** The regions that the process may write to: its heaps, stacks and data. */
function writableRegions(pid: number): Region[] {
  const lines = readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n');
  return lines.flatMap((line) => {
    const [, start, end] = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line) ?? [];
    return start && end ? [{ start: parseInt(start, 16), end: parseInt(end, 16) }] : [];
  });
}

/** Some bytes of an open /proc/<pid>/mem. A stopped process's memory can be read to the end, a device's not at all. */
function read(memory: number, at: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let got: number;
  try {
    got = readSync(memory, buffer, 0, bytes, at);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EIO') return buffer.subarray(0, 0);
    throw error;
  }
  if (got < bytes) throw new Error(`read ${got} of ${bytes} bytes at 0x${at.toString(16)}`);
  return buffer;
}

/** Stops a process, so that its threads give nothing back while it is read, and lets it go on afterwards. */
function whileStopped(pid: number, body: () => void): void {
  process.kill(pid, 'SIGSTOP');
  // The state follows the name, which is in parentheses: stopped, or dead.
  while (!/\) [TZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1')));
  try {
    body();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

function* pieces(pid: number): IterableIterator<Buffer> {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  try {
    for (const { start, end } of writableRegions(pid)) {
      for (let at = start; at < end; at += pieceBytes)
        yield read(memory, at, Math.min(end - at, pieceBytes + longestPattern));
    }
  } finally {
    closeSync(memory);
  }
}

function count(piece: Buffer, pattern: Uint8Array): number {
  let found = 0;
  for (let at = piece.indexOf(pattern); at >= 0 && at < pieceBytes; at = piece.indexOf(pattern, at + 1))
    found += 1;
  return found;
}

/** How often each of some byte patterns, of up to 1024 bytes, lies in the writable memory of a child process. */
export function occurrences<Name extends string>(
  pid: number,
  patterns: Readonly<Record<Name, Uint8Array>>,
): Record<Name, number> {
  const names = Object.keys(patterns) as Name[];
  const found = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  whileStopped(pid, () => {
    for (const piece of pieces(pid)) for (const name of names) found[name] += count(piece, patterns[name]);
  });
  return found;
}

/** Why the memory of a child process cannot be read here; undefined where it can. */
export function whyUnreadable(): string | undefined {
  if (process.platform !== 'linux') return 'no /proc/<pid>/mem here';
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => 0, 60_000)'], { stdio: 'ignore' });
  try {
    occurrences(child.pid!, {});
    return undefined;
  } catch (error) {
    if (['EACCES', 'EPERM', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? ''))
      return (error as Error).message;
    throw error;
  } finally {
    child.kill('SIGKILL');
  }
}
