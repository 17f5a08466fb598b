import { it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const isThere = spawnSync('openssl', ['version']).status === 0;

/** What a title says of a test against `openssl` that is skipped. */
export const opensslReason = isThere ? '' : ' (skipped: no openssl command)';

/**
 * `it` for tests against the `openssl` command, skipped where there is none:
 *
 *   withOpenssl(`agrees with openssl${opensslReason}`, () => { openssl(['version']) … });
 */
export const withOpenssl: typeof it.skip = isThere ? it : it.skip;

/**
 * Runs `openssl`, with `input` on its standard input and `files` in a temporary folder that is its working one.
 * @returns its standard output
 * @throws Error with its standard error when it fails
 */
export function openssl(
  args: readonly string[],
  input: Uint8Array = new Uint8Array(0),
  files: Readonly<Record<string, string | Uint8Array>> = {},
): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'softumd-test-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    const run = spawnSync('openssl', args, { input, cwd: folder, maxBuffer: 64 * 1024 * 1024 });
    if (run.status !== 0) throw new Error(`openssl ${args.join(' ')}: ${run.stderr.toString()}`);
    return new Uint8Array(run.stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
