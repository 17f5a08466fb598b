// What takes longer than `npm test` may: `npm run long`. Each profile of the suite's tests alone, the compiled drivers
// through every case and with every defect, a project that installs the package, a driver under AddressSanitizer, twenty
// walks of the session's model, mutants judged for real, properties with all of their examples, and every faulty driver on
// the cases that catch it. Each against every case of its interface is `softumd mutants`, a quarter of an hour.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const jest = path('../node_modules/jest/bin/jest.js');
const env = { ...process.env, SOFTUMD_LONG: '1', SOFTUMD_SOAK_CALLS: '1000000' };
/** Those with a property that `npm test` tries with a third of its examples. */
const ofProperties = [
  'certificate/container.test',
  'certificate/copp/chain.test',
  'conformance/copp/helpers/replies.test',
  'conformance/framework/junit.test',
  'conformance/framework/tap.test',
  'emulator/copp/refusals.test',
  'emulator/d3d11/blt-bad-input.test',
  'emulator/d3d11/decoder/decoder-bad-input.test',
  'emulator/d3d11/decoder/submit-buffers.test',
  'emulator/d3d11/fuzz.test',
  'emulator/d3d11/hardware/calls.test',
  'emulator/d3d11/hardware/hw-protection-bad-input.test',
  'emulator/d3d11/partial-blts.test',
  'facade/copp-walk.test',
  'facade/session-keys-model.test',
  'memory/model.test',
  'runtime/d3d11/lifetime.test',
  'runtime/d3d11/reference-walk.test',
];
const runs = [
  [
    jest,
    'test/conformance/suite',
    'test/conformance/opm/outputs',
    'test/conformance/faulty-drivers',
    'test/conformance/plan',
    'test/conformance/shipped-profiles',
    'test/conformance/d3d11/duties',
    'test/isolation/run-isolated',
    'session-walk',
    'test/mutation/command',
    'c-drivers',
    'copp-driver',
    'opm-driver',
    'test/cli/driver-file',
    'native/hostile',
    ...ofProperties,
  ],
  [jest, '--testPathIgnorePatterns', '/node_modules/', '--', '\\.long\\.test\\.ts$'],
];
const failed = runs.filter(
  (argv) => spawnSync(process.execPath, argv, { stdio: 'inherit', env }).status !== 0,
);
if (failed.length > 0) process.exitCode = 1;
