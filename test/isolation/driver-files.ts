import { afterAll } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const facade = new URL('../../dist/src/facade/index.js', import.meta.url).href;
const ddi = new URL('../../dist/src/exports/ddi.js', import.meta.url).href;

/** Makes files of drivers, in a folder that is gone after the tests. */
export function driverFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'softumd-test-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const made = { count: 0 };
  const file = (text: string, extension = '.mjs'): string => {
    const path = join(folder, `driver-${(made.count += 1)}${extension}`);
    writeFileSync(path, text);
    return path;
  };
  /** A driver's module: the emulated driver, with `body` in place of one of its functions. */
  const misbehaving = (functionName: string, body: string): string =>
    file(`
      import { createDriver } from ${JSON.stringify(facade)};
      import { interposeDriver } from ${JSON.stringify(ddi)};
      export const openAdapter = (process0) => {
        const closed = [];
        const driver = { ...createDriver({ seed: 'isolation', memory: process0.memory, code: process0.code }) };
        const honestly = (name, inner) => name !== 'CloseAdapter' ? inner : (...args) => {
          for (const late of closed) late();
          return inner(...args);
        };
        const calls = ({ name }, inner, { memory }) => name === ${JSON.stringify(functionName)}
          ? (...args) => { ${body}; return honestly(name, inner)(...args); }
          : honestly(name, inner);
        return interposeDriver(driver, { calls });
      };
    `);
  return { facade, folder, file, misbehaving };
}
