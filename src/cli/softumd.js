#!/usr/bin/env node
import { existsSync } from 'node:fs';

const built = new URL('../../dist/src/cli/main.js', import.meta.url);

// A reader that has seen enough (softumd conformance --list | head) is no error.
process.stdout.on('error', (error) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

if (existsSync(built)) {
  const { main } = await import(built.href);
  process.exitCode = await main(process.argv.slice(2), process);
} else {
  console.error('softumd is not built: run npm run build');
  process.exitCode = 2;
}
