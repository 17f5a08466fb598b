import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';

/**
 * Fills dist/: the declarations, a file for each source, and the code, in as few files as share no more than they need.
 * A driver's process loads all of it anew after every crash, and what that costs is files more than bytes.
 */

const root = fileURLToPath(new URL('.', import.meta.url));
const { exports: exported } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** What is opened by its path: each export of the package, the command, a driver's process. */
const built = [
  ...Object.values(exported).flatMap((target) => target.default ?? []),
  './dist/src/cli/main.js',
  './dist/src/isolation/worker.js',
];

function declarations() {
  const compiler = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
  const { status } = spawnSync(process.execPath, [compiler], { cwd: root, stdio: 'inherit' });
  if (status !== 0) throw new Error('the declarations could not be built');
}

/** What processes run: the declarations are for those who install the package. */
export async function buildCode() {
  rmSync(`${root}dist/chunks`, { recursive: true, force: true });
  await bundle({
    absWorkingDir: root,
    entryPoints: built.map((file) => file.replace(/^\.\/dist\/(.*)\.js$/, '$1.ts')),
    outdir: 'dist',
    outbase: '.',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  declarations();
  await buildCode();
}
