import { describe, expect, it } from '@jest/globals';
import { defaultOutputs, hdmiOutput, type OutputProfile, televisionOutput } from '../../../emulator/index.js';
import { allCases, type RunReport, runConformance } from '../../../src/conformance/index.js';
import type { EmulatedProfile } from '../../../emulator/index.js';
import { createDriver } from '../../../src/facade/index.js';
import { faultyDrivers } from '../../../fixtures/faulty-drivers/index.js';
import { undeclared } from '../drivers.js';
import { oneOf } from '../some-cases.js';

const cases = allCases().filter(({ fixture }) => fixture.name === 'opm');
const idsWith = ({ cases: results }: RunReport, outcome: string) =>
  results
    .filter((one) => one.outcome === outcome)
    .map(({ id, message }) => (outcome === 'pass' ? id : `${id}: ${message ?? ''}`));

const outputs = (...all: readonly Partial<OutputProfile>[]) => ({
  ...defaultOutputs,
  monitors: all.map((one, index) => ({ name: `monitor ${index}`, outputs: [{ ...hdmiOutput, ...one }] })),
});

/** What a suite must not take for granted. */
const profiles: Readonly<Record<string, Partial<EmulatedProfile>>> = {
  'the default': {},
  'version 1 of the interface alone, analog protections under OPM semantics, HDCP after a while': {
    opm: { interfaceVersion: 1, hardwareScan: 'passed' },
    opmAnalog: 'allow',
    outputs: {
      ...outputs(
        { ...televisionOutput, protections: [{ type: 'HDCP' }, ...televisionOutput.protections] },
        { protections: [{ type: 'HDCP' }, { type: 'DPCP' }, { type: 'TYPE_ENFORCEMENT_HDCP' }] },
      ),
      hdcpDelayMs: 1500,
    },
  },
  'outputs with one semantics each, a panel without protections, a display that is off': {
    outputs: outputs(
      { copp: false },
      { opm: false },
      { connector: 'LVDS', internal: true, protections: [], hdcpReceiver: null },
      { connected: false },
    ),
  },
};

describe('the suite and drivers of OPM', () => {
  it.each(Object.entries(profiles))('takes an honest driver for one: %s', (name, profile) => {
    const some = oneOf(5, cases, Object.keys(profiles).indexOf(name));
    const report = runConformance({ driver: () => createDriver({ seed: 1, profile }), cases: some });
    expect(idsWith(report, 'fail')).toEqual([]);
    expect(idsWith(report, 'warn')).toEqual([]);
    const reasons = report.cases.filter(({ outcome }) => outcome === 'skip').map(({ message }) => message);
    expect(reasons.filter((reason) => !reason?.startsWith('the driver'))).toEqual([]);
    expect(idsWith(report, 'pass').length).toBeGreaterThan(some.length / 2);
  });

  it('finds nothing in the same driver without its profile', () => {
    const report = runConformance({ driver: () => undeclared({}), cases: oneOf(5, cases, 3) });
    expect([...idsWith(report, 'fail'), ...idsWith(report, 'warn')]).toEqual([]);
  });

  it('obliges no foreign driver to what a hostile caller does (D-67)', () => {
    const hostile = cases.filter((one) => one.hostile);
    const name = 'opm-null-is-taken';
    const { policies, interposer } = faultyDrivers.get(name)!;
    const faulty = { ...(policies && { policies }), ...(interposer && { interposer: interposer() }) };
    const report = runConformance({ driver: () => undeclared(faulty), cases: hostile });
    expect(idsWith(report, 'fail')).toEqual([]);
    expect(idsWith(report, 'warn')).not.toEqual([]);
  });

  it('has nothing to ask of a driver that has OPM on no output', () => {
    const profile = { outputs: outputs({ copp: false, opm: false }) };
    const some = cases.filter(({ id }) => id.startsWith('opm-client'));
    const report = runConformance({ driver: () => undeclared({ profile }), cases: some });
    expect(new Set(report.cases.map(({ outcome }) => outcome))).toEqual(new Set(['skip']));
  });
});
