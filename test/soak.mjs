// Five million random calls against the reference model of the session state machine, with a progress line.
// `npm run soak`, or `npm run soak -- 20000000` for another number.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const calls = process.argv[2] ?? '5000000';
const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(process.execPath, [jest, '--runInBand', 'session-walk'], {
  stdio: 'inherit',
  env: { ...process.env, SOFTUMD_SOAK_CALLS: calls },
});
process.exitCode = status ?? 1;
