import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds what child processes of the tests run: they cannot run TypeScript. Done again only for what has changed. */
export default function build() {
  const compiler = fileURLToPath(import.meta.resolve('typescript/bin/tsc'));
  execFileSync(process.execPath, [compiler], { cwd: root, stdio: 'inherit' });
}
