import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package, from the sources as from the build. */
function packageRoot(): string {
  const start = dirname(fileURLToPath(import.meta.url));
  let folder = start;
  while (!existsSync(join(folder, 'package.json'))) {
    if (dirname(folder) === folder)
      throw new Error(`softumd: no package.json above ${start}; leave softumd out of the bundle (external)`);
    folder = dirname(folder);
  }
  return folder;
}

/** Reads a file that is shipped with the package, as text; `path` is relative to the package, with slashes. */
export function readPackageText(path: string): string {
  return readFileSync(packageFile(path), 'utf8');
}

/** The path on this machine of a file that is shipped with the package. */
export function packageFile(path: string): string {
  return join(packageRoot(), ...path.split('/'));
}
