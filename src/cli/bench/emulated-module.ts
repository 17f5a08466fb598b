import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Runs `use` with the file of a JavaScript driver that is the emulated one: what a driver in a file costs by itself. */
export async function withEmulatedModule<R>(use: (file: string) => Promise<R>): Promise<R> {
  const folder = mkdtempSync(join(tmpdir(), 'softumd-'));
  const file = join(folder, 'driver.mjs');
  const facade = new URL('../../facade/index.js', import.meta.url).href;
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
