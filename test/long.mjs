// What takes longer than `npm test` may: `npm run long`. Each profile of the suite's tests alone, the compiled drivers
// through every case and with every defect, a project that installs the package, a driver under AddressSanitizer, twenty
// walks of the session's model, mutants judged for real, and every faulty driver against every case of its interface.
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const jest = path('../node_modules/jest/bin/jest.js');
const env = { ...process.env, SOFTUMD_LONG: '1', SOFTUMD_SOAK_CALLS: '1000000' };
const runs = [
  [
    jest,
    'test/conformance/suite',
    'test/conformance/faulty-drivers',
    'test/conformance/plan',
    'test/conformance/d3d11/duties',
    'session-walk',
    'test/mutation/command',
    'c-drivers',
    'copp-driver',
    'native/hostile',
  ],
  [jest, '--testPathIgnorePatterns', '/node_modules/', '--', '\\.long\\.test\\.ts$'],
];
const failed = runs.filter(
  (argv) => spawnSync(process.execPath, argv, { stdio: 'inherit', env }).status !== 0,
);
if (failed.length > 0) process.exitCode = 1;

// Some minutes of work for one core, so each core takes a share of the faulty drivers. That each case is proven, the
// committed pairs say, which `npm test` runs.
const command = path('../src/cli/softumd.js');
const { stdout } = spawnSync(process.execPath, [command, 'mutants', '--list', '--json'], {
  encoding: 'utf8',
});
const names = JSON.parse(stdout).map(({ name }) => name);
const shares = Array.from({ length: availableParallelism() }, (_, core, of = availableParallelism()) =>
  names.filter((_name, index) => index % of === core),
);
await Promise.all(
  shares.map((share) => {
    const run = spawn(process.execPath, [command, 'mutants', ...share], { stdio: 'inherit', env });
    return new Promise((resolve) => {
      run.on('close', (status) => {
        if (status !== 0) process.exitCode = 1;
        resolve(undefined);
      });
    });
  }),
);
