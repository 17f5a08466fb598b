/** What `require` gets: see `writeDoor` in build.mjs. Runners that go through it: runners.long.test.ts. */
import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { exports } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as {
  readonly exports: Readonly<Record<string, unknown>>;
};
const paths = Object.keys(exports)
  .filter((name) => name !== './package.json')
  .map((name) => name.replace('.', 'softumd'));

/** The package requires itself by its name, here as CommonJS does, in the context of its own that jest gives a test. */
const program = `
const vm = require('node:vm');
const inContext = vm.runInContext('(require, path) => Object.keys(require(path))', vm.createContext());
(async () => {
  const told = {};
  for (const path of ${JSON.stringify(paths)}) {
    const [door, module] = [require(path), await import(path)];
    const same = Object.keys(module).every((name) => door[name] === module[name]);
    Object.assign(door, { spy: 1 });
    told[path] = [same, inContext(require, path).length - Object.keys(module).length, door.__esModule];
  }
  console.log(JSON.stringify(told));
})();`;

describe('require', () => {
  it('gets the modules that import gets, in an object that can be changed', () => {
    const { stdout, stderr } = spawnSync(process.execPath, ['-e', program], { cwd: root, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(JSON.parse(stdout)).toEqual(Object.fromEntries(paths.map((path) => [path, [true, 1, true]])));
  });
});
