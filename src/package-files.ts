import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this package, from the sources as from the build. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
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
