/** Runs a TypeScript file of this project as a script: run-source.mjs FILE.ts [ARGUMENT...], from the project's folder. */
import { basename } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const [source, ...given] = process.argv.slice(2);
const root = fileURLToPath(new URL('../..', import.meta.url));
const outfile = `${root}dist/scripts/${basename(source, '.ts')}.mjs`;
await build({
  absWorkingDir: root,
  entryPoints: [source],
  outfile,
  bundle: true,
  packages: 'external',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'warning',
});
process.argv = [process.argv[0], outfile, ...given];
await import(pathToFileURL(outfile).href);
