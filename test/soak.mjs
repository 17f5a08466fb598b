// Five million random calls against the reference model of the session state machine, with a progress line, and 100,000
// devices that come and go. `npm run soak`, or `npm run soak -- 20000000 500000` for other numbers.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const [calls = '5000000', devices = '100000'] = process.argv.slice(2);
const jest = fileURLToPath(new URL('../node_modules/jest/bin/jest.js', import.meta.url));
const { status } = spawnSync(process.execPath, [jest, '--runInBand', 'session-walk', 'many-devices'], {
  stdio: 'inherit',
  env: { ...process.env, SOFTUMD_SOAK_CALLS: calls, SOFTUMD_SOAK_DEVICES: devices },
});
process.exitCode = status ?? 1;
