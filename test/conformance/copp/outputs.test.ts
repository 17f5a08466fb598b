import { describe, expect, it } from '@jest/globals';
import { defaultOutputs, hdmiOutput, type OutputProfile, televisionOutput } from '../../../emulator/index.js';
import { allCases, type RunReport, runConformance } from '../../../src/conformance/index.js';
import type { EmulatedProfile } from '../../../emulator/index.js';
import { createDriver } from '../../../src/facade/index.js';
import { undeclared } from '../drivers.js';

/** The groups that go by what the outputs are. */
const groups = ['open', 'status', 'connector', 'level', 'signaling', 'flags', 'client'];
const cases = allCases().filter(({ group }) => groups.some((name) => group === `copp-${name}`));
const idsWith = ({ cases: results }: RunReport, outcome: string) =>
  results.filter((one) => one.outcome === outcome).map(({ id }) => id);

const outputs = (...all: readonly Partial<OutputProfile>[]) => ({
  ...defaultOutputs,
  monitors: all.map((one, index) => ({ name: `monitor ${index}`, outputs: [{ ...hdmiOutput, ...one }] })),
});

/** Outputs that a suite must not take for granted. */
const profiles: Readonly<Record<string, Partial<EmulatedProfile>>> = {
  'one output with every protection, HDCP after a while, unknown queries refused': {
    coppUnknownQuery: 'refuse',
    outputs: {
      ...outputs({
        ...televisionOutput,
        connector: 'DVI',
        bus: 'AGP',
        integrated: true,
        protections: [{ type: 'HDCP' }, ...televisionOutput.protections],
        hdcpReceiver: { ...hdmiOutput.hdcpReceiver!, repeater: true },
      }),
      hdcpDelayMs: 1500,
    },
  },
  'an output without COPP, a panel without protections, a display that is off': {
    outputs: outputs(
      { copp: false },
      { connector: 'LVDS', internal: true, protections: [], hdcpReceiver: null },
      { connected: false },
    ),
  },
};

describe('the suite and outputs', () => {
  it.each(Object.entries(profiles))('takes an honest driver for one: %s', (_name, profile) => {
    const report = runConformance({ driver: () => createDriver({ seed: 1, profile }), cases });
    expect(idsWith(report, 'fail')).toEqual([]);
    expect(idsWith(report, 'warn')).toEqual([]);
    const reasons = report.cases.filter(({ outcome }) => outcome === 'skip').map(({ message }) => message);
    expect(reasons.filter((reason) => !reason?.startsWith('the driver'))).toEqual([]);
    expect(idsWith(report, 'pass').length).toBeGreaterThan(cases.length / 2);
  });

  it('warns of a foreign driver that refuses unknown queries (D-51)', () => {
    const unknown = cases.filter(({ id }) => id.startsWith('copp-status:unknown'));
    const driver = () => undeclared({ profile: { coppUnknownQuery: 'refuse' } });
    const report = runConformance({ driver, cases: unknown });
    expect(idsWith(report, 'warn')).toEqual(unknown.map(({ id }) => id));
    expect(unknown).not.toEqual([]);
  });

  it('has nothing to ask of a driver that has COPP on no output', () => {
    const profile = { outputs: outputs({ copp: false }) };
    const some = cases.filter(({ id }) => id.startsWith('copp-client'));
    const report = runConformance({ driver: () => createDriver({ seed: 1, profile }), cases: some });
    expect(new Set(report.cases.map(({ message }) => message))).toEqual(
      new Set(['the driver has COPP on no output']),
    );
  });
});
