/** The set-ups of README.md, "In your test runner", each run in a project that has installed the package. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { join } from 'node:path';
import type { PackedProject } from './support/packed-project.js';
import { makePackedProject } from './support/packed-project.js';

/** What a test file needs, as CommonJS or as an ES module. */
const required = `
const { randomBytes } = require('node:crypto');
const { createDevice, HResultError } = require('softumd');
const d3d11 = require('softumd/d3d11');
const { readCertificateChain, wrapSessionKey } = require('softumd/player');
`;
const imported = `
import { randomBytes } from 'node:crypto';
import { createDevice, HResultError } from 'softumd';
import * as d3d11 from 'softumd/d3d11';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';
`;

const negotiate = `
function negotiate(device) {
  const session = device.videoDevice.createCryptoSession(
    d3d11.D3D11_CRYPTO_TYPE_AES128_CTR, d3d11.D3D11_DECODER_PROFILE_H264_VLD_NOFGT, d3d11.D3D11_KEY_EXCHANGE_RSAES_OAEP);
  const { leaf } = readCertificateChain(session.getCertificate());
  device.videoContext.negotiateCryptoSessionKeyExchange(session, wrapSessionKey(leaf, randomBytes(16)));
}
`;

/** Six tests, for any `expect`; `timers` is jest's `jest` or vitest's `vi`. */
const tests = (timers: string) => `${negotiate}
const noMemory = () => {
  const device = createDevice();
  device.driver.control.failAllocation(1);
  device.createBuffer('staging', 16);
};
test('a session, from end to end', () => { negotiate(createDevice({ seed: 1 })); });
test('errors', () => {
  expect(noMemory).toThrow(HResultError);
  expect(noMemory).toThrow('E_OUTOFMEMORY');
  expect(() => createDevice({ sead: 1 })).toThrow('did you mean seed?');
});
test('what calls answer', () => {
  const buffer = createDevice().createBuffer('staging', Uint8Array.of(1, 2, 3, 4));
  expect(buffer.read()).toEqual(Uint8Array.of(1, 2, 3, 4));
  expect(buffer.description).toMatchObject({ ByteWidth: 4 });
  expect({ ...buffer.description }).toStrictEqual(buffer.description);
  expect(createDevice().messages).toStrictEqual([]);
});
test('what calls are given', () => {
  const device = createDevice({ profile: { renegotiation: 'refuse' } });
  device.createTexture('staging', { format: d3d11.DXGI_FORMAT.NV12, width: 4, height: 2 });
  const created = {};
  device.api.GetImmediateContext(created);
  expect(created.value).toBeDefined();
});
test('fake timers', async () => {
  ${timers}.useFakeTimers();
  const device = createDevice();
  const removed = device.whenRemoved();
  device.remove();
  await expect(removed).resolves.toBe(d3d11.DXGI_ERROR_DEVICE_REMOVED);
  ${timers}.useRealTimers();
});
test('matchers', async () => {
  expect(d3d11.S_OK).toSucceed();
  expect(() => createDevice()).toSucceed();
  expect(noMemory).toFailWith(d3d11.E_OUTOFMEMORY);
  await expect(Promise.resolve().then(noMemory)).rejects.toFailWith(d3d11.E_OUTOFMEMORY);
});
`;

/** The same as TypeScript: no types are checked here, `compiler.long.test.ts` does. */
const typed = (text: string) =>
  text.replace('function negotiate(device)', 'function negotiate(device: any): void');

const files = {
  'setup.cjs': "expect.extend(require('softumd/matchers'));",
  'setup.mjs': `import { expect } from '@jest/globals';
import * as matchers from 'softumd/matchers';
expect.extend(matchers);`,
  'vitest.setup.mjs': `import { expect } from 'vitest';
import * as matchers from 'softumd/matchers';
expect.extend(matchers);`,
  'vitest.config.mjs':
    "export default { test: { include: ['vitest/*'], setupFiles: './vitest.setup.mjs' } };",
  'jest/common.test.js': `${required}${tests('jest')}`,
  'jest/other.test.js': `${required}${tests('jest')}`,
  'jest/typed.test.ts': typed(`${imported}${tests('jest')}`),
  'jest/mock.test.js': `
jest.mock('softumd');
const softumd = require('softumd');
test('a mock of its own making', () => { expect(softumd.createDevice()).toBeUndefined(); });
test('a part of it', () => {
  const real = jest.requireActual('softumd');
  jest.spyOn(real, 'createDevice').mockReturnValue('a spy');
  expect(real.createDevice()).toBe('a spy');
  jest.restoreAllMocks();
  expect(real.createDevice()).toBeInstanceOf(real.Device);
});`,
  'jest/modules.test.mjs': `import { expect, jest, test } from '@jest/globals';${imported}${tests('jest')}`,
  'vitest/modules.test.ts': typed(`import { expect, test, vi } from 'vitest';${imported}${tests('vi')}`),
  'node/modules.test.mjs': `import assert from 'node:assert/strict';
import { test } from 'node:test';${imported}${negotiate}
test('a session', () => { negotiate(createDevice()); });`,
  'node/common.test.cjs': `const assert = require('node:assert/strict');
const { test } = require('node:test');${required}${negotiate}
test('a session', () => { negotiate(createDevice()); });
test('one module, however it is loaded', async () => {
  for (const path of ['softumd', 'softumd/d3d11', 'softumd/matchers'])
    assert.deepEqual({ ...require(path) }, { ...(await import(path)) });
});`,
};

const project: { made?: PackedProject } = {};

beforeAll(() => {
  const runners = ['jest', '@jest/globals', '@swc/core', '@swc/jest', 'jest-environment-jsdom', 'vitest'];
  project.made = makePackedProject(runners);
  project.made.write({ 'package.json': '{ "private": true }', ...files });
});

afterAll(() => {
  project.made?.remove();
});

const jestCommand = join('node_modules', 'jest', 'bin', 'jest.js');

/** jest with a configuration; `transform` is left to its default where there is none. */
function jest(config: Readonly<Record<string, unknown>>, flags: readonly string[] = []) {
  return project.made!.node(...flags, jestCommand, '--config', JSON.stringify(config));
}

/** What jest says where all went well. */
const passed = (count: number, files: number) => ({
  status: 0,
  output: expect.stringMatching(
    new RegExp(`Test Suites: ${files} passed, ${files} total\\nTests: +${count} passed, ${count} total`),
  ) as unknown,
});

describe('jest', () => {
  const commonJs = { setupFilesAfterEnv: ['./setup.cjs'] };

  it('as it comes: CommonJS, no flag, no transform, files in parallel', () => {
    expect(jest({ ...commonJs, testMatch: ['**/jest/*.test.js'], maxWorkers: 2 })).toEqual(passed(14, 3));
  });

  it('with TypeScript that a transformer makes CommonJS of', () => {
    const transform = { '\\.ts$': ['@swc/jest', { module: { type: 'commonjs' } }] };
    expect(jest({ ...commonJs, testMatch: ['**/jest/*.test.ts'], transform })).toEqual(passed(6, 1));
  });

  it('in the environment of a browser', () => {
    const config = { ...commonJs, testMatch: ['**/jest/common.test.js'], testEnvironment: 'jsdom' };
    expect(jest(config)).toEqual(passed(6, 1));
  });

  it('with ES modules', () => {
    const config = { setupFilesAfterEnv: ['./setup.mjs'], testMatch: ['**/jest/*.test.mjs'], transform: {} };
    expect(jest(config, ['--experimental-vm-modules'])).toEqual(passed(6, 1));
  });

  it('fails where a test does', () => {
    const text = `const { createDevice } = require('softumd');
test('fails', () => { expect(createDevice()).toEqual({ removedReason: 0 }); });`;
    project.made!.write({ 'failing/one.test.js': text, 'failing/two.test.js': text });
    const { status, output } = jest({ testMatch: ['**/failing/*.test.js'], maxWorkers: 2 });
    expect(status).toBe(1);
    expect(output).toContain('Tests:       2 failed, 2 total');
    expect(output.match(/"driver": "emulated \(default\)"/g)).toHaveLength(2);
    expect(output.length).toBeLessThan(3000);
  });
});

describe('vitest', () => {
  it('as it comes', () => {
    const { status, output } = project.made!.node(join('node_modules', 'vitest', 'vitest.mjs'), 'run');
    expect([status, /Tests +6 passed \(6\)/.test(output) ? '' : output]).toEqual([0, '']);
  });
});

describe('node', () => {
  it('runs tests as ES modules and as CommonJS', () => {
    const { status, output } = project.made!.node(
      ...['--test', '--test-reporter=tap', 'node/modules.test.mjs', 'node/common.test.cjs'],
    );
    expect([status, /^# pass 3$/m.test(output) ? '' : output]).toEqual([0, '']);
  });

  it('says nothing on stderr where the package is required', () => {
    const { status, output } = project.made!.node('-e', "require('softumd').createDevice()");
    expect([status, output.trim()]).toEqual([0, '']);
  });
});
