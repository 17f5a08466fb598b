/** Libraries with SoftUMDOpenOPM, opened. */
import { afterAll, expect } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import type { DriverUnderTest } from '../../src/driver/index.js';
import { hasEntry } from '../../src/driver/index.js';
import type { ProtectedOutput } from '../../src/host/index.js';
import { HostOpm } from '../../src/host/index.js';
import type { NativeDriver } from '../../src/native/index.js';
import { loadDriverLibrary } from '../../src/native/index.js';
import { bytesOf } from '../emulator/opm/bench.js';
import type { Compiled, Missing } from '../support/c-compiler.js';

const opened: NativeDriver[] = [];
afterAll(() => {
  for (const driver of opened) driver.dispose();
});

/** A driver over a compiled library, until the tests of the file are over. */
export function open(library: Compiled | Missing): NativeDriver {
  const driver = loadDriverLibrary((library as Compiled).path).createDriver();
  opened.push(driver);
  return driver;
}

export function hostOf(driver: DriverUnderTest, versions?: readonly (1 | 4)[]): HostOpm {
  if (!hasEntry(driver, 'SoftUMDOpenOPM')) throw new Error('expected the entry');
  const { status, opm } = HostOpm.open(driver, versions);
  expect(ddi.ntstatusName(status)).toBe('STATUS_SUCCESS');
  return opm!;
}

export function created(host: HostOpm, target: number, semantics: 'OPM' | 'COPP'): ProtectedOutput {
  const { status, output } = host.createProtectedOutput(target, ddi.OPM_VIDEO_OUTPUT_SEMANTICS[semantics]);
  expect(ddi.ntstatusName(status)).toBe('STATUS_SUCCESS');
  return output!;
}

/** An SRM of HDCP 1 that revokes these receivers. */
export function srmOf(version: number, ...vectors: readonly string[]): Uint8Array {
  const lists =
    vectors.length > 0 ? `${Buffer.from([vectors.length]).toString('hex')}${vectors.join('')}` : '';
  const length = 3 + lists.length / 2 + 40;
  const head = `8000${version.toString(16).padStart(4, '0')}00${length.toString(16).padStart(6, '0')}`;
  return bytesOf(`${head}${lists}${'00'.repeat(40)}`);
}
