import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';

/**
 * Fills dist/: the declarations, a file for each source, and the code, in as few files as share no more than they need.
 * A driver's process loads all of it anew after every crash, and what that costs is files more than bytes.
 */

const root = fileURLToPath(new URL('.', import.meta.url));
const { exports: exported } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

const entries = Object.values(exported).filter((target) => typeof target !== 'string');

/** What is opened by its path: each export of the package, the command, a driver's process. */
const built = [
  ...entries.map((target) => target.default),
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
    logLevel: 'warning',
  });
  for (const { require, default: code } of entries) writeDoor(require, `./${basename(code)}`);
}

/**
 * What `require` gets: the same modules, no second build of them. jest runs a CommonJS test in a vm context, where it
 * cannot require an ES module; there `module` is jest's own, so that Node's is fetched from outside. A copy of the
 * namespace can be spied on.
 */
function writeDoor({ types, default: code }, module) {
  const text = `'use strict';
const { createRequire } = require('node:vm').runInThisContext("process.getBuiltinModule('node:module')");
module.exports = Object.defineProperty({ ...createRequire(__filename)('${module}') }, '__esModule', { value: true });
`;
  writeFileSync(`${root}${code}`, text);
  writeFileSync(`${root}${types}`, `export * from '${module}';\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  declarations();
  await buildCode();
}
