import { expect } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CaseResult, ConformanceCase, RunReport } from '../../src/conformance/index.js';
import { selectCases } from '../../src/conformance/index.js';
import { quickCases } from '../conformance/some-cases.js';
import { loadKoffi } from '../../src/ffi/index.js';
import type { IsolatedRunOptions } from '../../src/isolation/index.js';
import { runIsolated } from '../../src/isolation/index.js';
import type { Compiled, CompileOptions, Missing } from '../support/c-compiler.js';
import { compileLibrary } from '../support/c-compiler.js';

export const fixture = (name: string) =>
  fileURLToPath(new URL(`../../fixtures/native/${name}`, import.meta.url));

/** What each driver is made of, its own file first. */
const sources = {
  refusing: ['refusing.c', 'refusal.c', 'driver-common.c'],
  agreeable: ['agreeable.c', 'driver-common.c'],
  hostile: ['hostile.c', 'refusal.c', 'driver-resource.c', 'driver-common.c'],
  minimal: [
    ...['minimal.c', 'minimal-caps.c', 'minimal-session.c', 'minimal-keys.c'],
    ...['minimal-blt.c', 'minimal-channel.c', 'minimal-channel-content.c', 'minimal-crypto.c'],
    ...['driver-resource.c', 'driver-common.c'],
  ],
  'minimal-copp': [
    ...['minimal-copp.c', 'minimal-copp-command.c', 'minimal-copp-status.c'],
    ...['minimal-copp-output.c', 'minimal-copp-crypto.c'],
  ],
  'minimal-opm': [
    ...['minimal-opm.c', 'minimal-opm-object.c', 'minimal-opm-information.c', 'minimal-opm-configure.c'],
    ...['minimal-opm-later.c', 'minimal-opm-output.c', 'minimal-opm-crypto.c', 'minimal-copp-crypto.c'],
  ],
  trusting: [
    ...['trusting.cpp', 'trusting-resource.cpp', 'trusting-session.cpp'],
    ...['trusting-blt.cpp', 'trusting-crypto.cpp'],
  ],
} as const;

const strict = ['-Wpedantic', '-Werror', '-pthread'];
const standard = (file: string) => (file.endsWith('.cpp') ? '-std=c++17' : '-std=c99');

/** Compiles a driver of fixtures/native, without a warning; or says what is missing to run it. */
export function buildDriver(name: keyof typeof sources, options: CompileOptions = {}): Compiled | Missing {
  const koffi = loadKoffi();
  if (koffi instanceof Error) return { missing: 'koffi is not installed' };
  const [own, ...others] = sources[name];
  const flags = [standard(own), ...strict, ...(options.flags ?? []), ...others.map(fixture)];
  return compileLibrary(`fixtures/native/${own}`, { ...options, flags });
}

/** The minimal driver as it is meant to be: with libcrypto. */
export function buildMinimal(...defines: string[]): Compiled | Missing {
  return buildDriver('minimal', { defines, libs: ['crypto'], headers: ['openssl/evp.h'] });
}

/** The small COPP driver, as it is meant to be: with libcrypto. */
export function buildMinimalCopp(...defines: string[]): Compiled | Missing {
  return buildDriver('minimal-copp', { defines, libs: ['crypto'], headers: ['openssl/evp.h'] });
}

/** The small OPM driver, as it is meant to be: with libcrypto. */
export function buildMinimalOpm(...defines: string[]): Compiled | Missing {
  return buildDriver('minimal-opm', { defines, libs: ['crypto'], headers: ['openssl/evp.h'] });
}

/** The small OPM driver with this text in place of what it has of libcrypto. */
export function buildMinimalOpmWith(text: string): Compiled | Missing {
  if (loadKoffi() instanceof Error) return { missing: 'koffi is not installed' };
  const others = sources['minimal-opm'].filter((name) => !name.endsWith('-crypto.c'));
  const flags = ['-std=c99', ...strict, ...others.map(fixture)];
  return compileLibrary(text, { flags, libs: ['crypto'], headers: ['openssl/evp.h'] });
}

/** A library with both entries: the small COPP driver, and the one that refuses everything else. */
export function buildBothEntries(): Compiled | Missing {
  const flags = sources.refusing.map(fixture);
  return buildDriver('minimal-copp', { flags, libs: ['crypto'], headers: ['openssl/evp.h'] });
}

/** A library with every entry: the small drivers of COPP and OPM, and the one that refuses everything else. */
export function buildEveryEntry(): Compiled | Missing {
  const shared: readonly string[] = sources['minimal-opm'];
  const others = [...sources.refusing, ...sources['minimal-copp']].filter((name) => !shared.includes(name));
  const flags = others.map(fixture);
  return buildDriver('minimal-opm', { flags, libs: ['crypto'], headers: ['openssl/evp.h'] });
}

/** The driver that follows its handles without a look, and aborts where a caller breaks a duty of the runtime. */
export function buildTrusting(): Compiled | Missing {
  return buildDriver('trusting', { libs: ['crypto'], headers: ['openssl/evp.h'] });
}

/** Runs the cases that the queries name but for the long ones, two at a time; all of them without one. */
export function run(
  { path }: Compiled,
  queries: readonly string[],
  options: Partial<IsolatedRunOptions> = {},
): Promise<RunReport> {
  return runIsolated({ driver: path, cases: selectCases(quickCases(), queries), jobs: 2, ...options });
}

/** Runs the hostile driver with a mode of its README. */
export function commit(hostile: Compiled, mode: string, queries: readonly string[]): Promise<RunReport> {
  process.env['SOFTUMD_HOSTILE'] = mode;
  // A process that starts on a busy machine takes its time; one that hangs takes all of it.
  return run(hostile, queries, { timeoutSeconds: mode.startsWith('hang') ? 2 : 10, jobs: 1 });
}

/** What became of each case, by id. */
export function outcomes({ cases }: RunReport): Record<string, CaseResult['outcome']> {
  return Object.fromEntries(cases.map(({ id, outcome }) => [id, outcome]));
}

export function failures({ cases }: RunReport): CaseResult[] {
  return cases.filter(({ outcome }) => outcome === 'fail');
}

const again =
  'if that is right: npm run build; node fixtures/native/make-expected.mjs LIBRARY fixtures/native/… [QUERY…]';

/**
 * Expects what is checked in of a driver; what came otherwise is shown, with how to check it in.
 * @param cases those that were run, where it was not all that are checked in
 */
export function expectOutcomes(
  actual: Record<string, string>,
  name: string,
  cases?: readonly ConformanceCase[],
): void {
  const wanted = JSON.parse(readFileSync(fixture(`${name}.expected.json`), 'utf8')) as Record<string, string>;
  const ids = new Set([...Object.keys(actual), ...(cases?.map(({ id }) => id) ?? Object.keys(wanted))]);
  const other = [...ids].filter((id) => actual[id] !== wanted[id]);
  const told = other.map(
    (id) => `${id}: ${wanted[id] ?? 'nothing'} expected, ${actual[id] ?? 'nothing'} came`,
  );
  expect(told.length > 0 ? [...told, again] : []).toEqual([]);
}
