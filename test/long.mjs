// What takes longer than `npm test` may: `npm run long`. Each profile of the suite's tests alone, the compiled drivers
// through every case and with every defect, a project that installs the package, a driver under AddressSanitizer, twenty
// walks of the session's model, mutants judged for real, and every faulty driver on the cases that catch it. Each against every
// case of its interface is `softumd mutants`, a quarter of an hour.
import { spawnSync } from 'node:child_process';
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
    'test/conformance/shipped-profiles',
    'test/conformance/d3d11/duties',
    'test/isolation/run-isolated',
    'session-walk',
    'test/mutation/command',
    'c-drivers',
    'copp-driver',
    'test/cli/driver-file',
    'native/hostile',
  ],
  [jest, '--testPathIgnorePatterns', '/node_modules/', '--', '\\.long\\.test\\.ts$'],
];
const failed = runs.filter(
  (argv) => spawnSync(process.execPath, argv, { stdio: 'inherit', env }).status !== 0,
);
if (failed.length > 0) process.exitCode = 1;
