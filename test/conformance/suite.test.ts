import { describe, expect, it } from '@jest/globals';
import type { RunReport } from '../../src/conformance/index.js';
import { allCases, runConformance } from '../../src/conformance/index.js';
import type { DriverUnderTest } from '../../src/ddi/index.js';
import { createDriver, type DriverOptions } from '../../src/facade/index.js';
import { faultyDrivers } from '../../fixtures/faulty-drivers/index.js';
import { undeclared } from './drivers.js';

const run = (driver: () => DriverUnderTest) => runConformance({ driver, cases: allCases() });
const idsWith = ({ cases }: RunReport, outcome: string) =>
  cases.filter((one) => one.outcome === outcome).map(({ id }) => id);
const good = run(() => createDriver({ seed: 1 }));

/** Every switch turned, and caps and sizes that a suite must not take for granted. */
const honest: Record<string, NonNullable<DriverOptions['profile']>> = {
  'SHA-256': { oaepHash: 'sha256' },
  'SHA-1': { oaepHash: 'sha1' },
  'no second negotiation': { renegotiation: 'refuse' },
  'leaf first': { certificateContainer: 'pkcs7-leaf-first' },
  'DER chain': { certificateContainer: 'der-chain' },
  'leaf alone': { certificateContainer: 'leaf' },
  'silent failures': { voidFailure: 'silent' },
  'zeroed caps': { unsupportedCaps: 'zeros' },
  'counter carries': { ctrCarry: 'block' },
  'no alignment': { blockAlignmentBytes: 0 },
  'large alignment': { blockAlignmentBytes: 4096, rowPitchBytes: 256 },
  'no row padding': { rowPitchBytes: 1 },
  'no blts': { caps: 1 },
};

describe('the suite', () => {
  it('passes the embedded driver, warns of nothing, and skips only what it does not offer', () => {
    expect(idsWith(good, 'fail')).toEqual([]);
    expect(idsWith(good, 'warn')).toEqual([]);
    const skipped = good.cases.filter(({ outcome }) => outcome === 'skip');
    expect(skipped.filter(({ message }) => !message?.startsWith('the driver'))).toEqual([]);
    expect(good.summary.passed).toBeGreaterThan(240);
    expect(good.summary.skipped).toBeLessThan(15);
  });

  it('finds the same when it is run again', () => {
    expect(run(() => createDriver({ seed: 1 }))).toEqual(good);
  });

  it('passes a driver without profile, control and oracle, skipping what needs them', () => {
    const bare = run(() => {
      const { control: _, oracle: __, ...rest } = undeclared({});
      return rest;
    });
    expect([bare.summary.failed, bare.summary.warned]).toEqual([0, 0]);
    const reasons = new Set(bare.cases.map(({ message }) => message));
    expect(reasons).toContain('the driver has no control');
    expect(reasons).toContain('the driver has no oracle');
  });

  it.each(Object.entries(honest))('takes an honest driver for one: %s', (_name, profile) => {
    const declared = run(() => createDriver({ seed: 1, profile }));
    expect(idsWith(declared, 'fail')).toEqual([]);
    expect(idsWith(declared, 'warn')).toEqual([]);
    const foreign = run(() => undeclared({ profile }));
    expect(idsWith(foreign, 'fail')).toEqual([]);
  });

  it('warns of a foreign driver that decides otherwise', () => {
    const foreign = run(() => undeclared({ profile: { ctrCarry: 'block', renegotiation: 'refuse' } }));
    expect(idsWith(foreign, 'warn')).toEqual(
      expect.arrayContaining(['negotiate:renegotiate', 'decryption-blt:counter-wrap:iv=1,before=1']),
    );
  });

  it('fails a driver that does other than its profile says', () => {
    const { profile } = createDriver();
    const liar = run(() => ({ ...createDriver({ seed: 1 }), profile: { ...profile, ctrCarry: 'block' } }));
    expect(idsWith(liar, 'fail')).toContain('decryption-blt:counter-wrap:iv=1,before=1');
  });

  it.each(faultyDrivers.map((faulty) => [faulty.name, faulty] as const))('catches %s', (name, faulty) => {
    const { parts, interposer } = faulty;
    const found = run(() =>
      createDriver({ seed: 1, name, ...(parts && { parts }), ...(interposer && { interposer }) }),
    );
    const passed = new Set(idsWith(good, 'pass'));
    expect(idsWith(found, 'fail').filter((id) => passed.has(id))).not.toEqual([]);
  });
});
