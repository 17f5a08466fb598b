import { main } from '../../src/cli/main.js';

/** What a command line did. */
export interface CliRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly bytes: Buffer;
}

/** Runs the command line with captured streams. */
export async function runCli(
  argv: readonly string[],
  { isTTY = false, env = {} }: { isTTY?: boolean; env?: Record<string, string> } = {},
): Promise<CliRun> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const stream = (chunks: Buffer[]) => ({
    isTTY,
    write: (data: string | Uint8Array) => chunks.push(Buffer.from(data)),
  });
  const code = await main(argv, { stdout: stream(out), stderr: stream(err), env });
  const bytes = Buffer.concat(out);
  return { code, out: bytes.toString(), err: Buffer.concat(err).toString(), bytes };
}
