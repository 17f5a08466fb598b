/** Node's loader hooks: the TypeScript of the project, by the names that jest's configuration maps. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transform } from '@swc/core';

const globals = new URL('globals.mjs', import.meta.url);
let mapper = [];
let roots = [];

/** @param {{ mapper: [string, string][], roots: string[] }} data jest's `moduleNameMapper`; folders of a test file's own modules */
export function initialize(data) {
  mapper = data.mapper.map(([pattern, path]) => [new RegExp(pattern), path]);
  roots = data.roots.map((folder) => `${pathToFileURL(folder).href}/`);
}

function find(specifier, parentURL) {
  if (specifier === '@jest/globals') return globals;
  for (const [pattern, path] of mapper) {
    if (!pattern.test(specifier)) continue;
    const mapped = specifier.replace(pattern, path).replace(/(\.ts)?$/, '.ts');
    const url = mapped.startsWith('.') ? new URL(mapped, parentURL) : pathToFileURL(mapped);
    if (existsSync(url)) return url;
  }
  return undefined;
}

export async function resolve(specifier, context, nextResolve) {
  const { parentURL } = context;
  const url =
    parentURL === undefined || parentURL.includes('/node_modules/') ? undefined : find(specifier, parentURL);
  if (url === undefined) return nextResolve(specifier, context);
  const isOwn = url === globals || roots.some((root) => url.href.startsWith(root));
  const { search } = new URL(parentURL);
  return { url: isOwn ? `${url.href}${search}` : url.href, format: 'module', shortCircuit: true };
}

export async function load(url, context, nextLoad) {
  if (!/\.ts(\?.*)?$/.test(url)) return nextLoad(url, context);
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    filename,
    configFile: false,
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  });
  return { format: 'module', source: code, shortCircuit: true };
}
