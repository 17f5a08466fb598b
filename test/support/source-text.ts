import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The text of every TypeScript file in folders of the repository. */
export function sourceText(...folders: readonly string[]): string {
  return folders
    .flatMap((name) => {
      const folder = fileURLToPath(new URL(`../../${name}/`, import.meta.url));
      const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
      return files
        .filter((file) => file.endsWith('.ts'))
        .map((file) => readFileSync(join(folder, file), 'utf8'));
    })
    .join('\n');
}
