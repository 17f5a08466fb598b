import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageFile } from '../../package-files.js';

/** Runs `use` with the file of a JavaScript driver that is the emulated one: what a driver in a file costs by itself. */
export async function withEmulatedModule<R>(use: (file: string) => Promise<R>): Promise<R> {
  const folder = mkdtempSync(join(tmpdir(), 'softumd-'));
  const file = join(folder, 'driver.mjs');
  const facade = pathToFileURL(packageFile('dist/src/facade/index.js')).href;
  writeFileSync(
    file,
    `import { createDriver } from '${facade}'; export const openAdapter = () => createDriver({ seed: 'bench' });`,
  );
  try {
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
