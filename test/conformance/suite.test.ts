import { describe, expect, it } from '@jest/globals';
import type { ConformanceCase, RunReport } from '../../src/conformance/index.js';
import {
  allCases,
  allGroups,
  citesAny,
  CLAUSES,
  DECISIONS,
  runConformance,
  selectCases,
} from '../../src/conformance/index.js';
import type { DriverUnderTest } from '../../src/driver/index.js';
import type { Interposer } from '../../src/abi/index.js';
import { D3D11_1DDI_VIDEO_INPUT, RetrieveSubObject } from '../../src/ddi/index.js';
import { on } from '../../src/trace/index.js';
import { loadDriverIdentity } from '../../src/certificate/index.js';
import { faultyNamedDrivers } from '../../src/cli/drivers.js';
import { testCertificate } from '../../src/facade/create-driver.js';
import { createDriver, type DriverOptions } from '../../src/facade/index.js';
import { HostAdapter } from '../../src/host/index.js';
import { undeclared } from './drivers.js';

const certificate = loadDriverIdentity(testCertificate());
/** Long cases are run on the good driver alone: other profiles would not make them come out otherwise. */
const quick = allCases().filter(({ long }) => !long);
const run = (driver: () => DriverUnderTest, cases: readonly ConformanceCase[] = quick) =>
  runConformance({ driver, cases });
const idsWith = ({ cases }: RunReport, outcome: string) =>
  cases.filter((one) => one.outcome === outcome).map(({ id }) => id);
const good = run(() => createDriver({ seed: 1, certificate }), allCases());
/** Every switch turned. */
const switched: Record<string, NonNullable<DriverOptions['profile']>> = {
  'SHA-256': { oaepHash: 'sha256' },
  'SHA-1': { oaepHash: 'sha1' },
  'no second negotiation': { renegotiation: 'refuse' },
  'leaf first': { certificateContainer: 'pkcs7-leaf-first' },
  'DER chain': { certificateContainer: 'der-chain' },
  'leaf alone': { certificateContainer: 'leaf' },
  'silent failures': { voidFailure: 'silent' },
  'zeroed caps': { unsupportedCaps: 'zeros' },
  'counter carries': { ctrCarry: 'block' },
};

/** Caps and sizes that a suite must not take for granted. */
const shaped: typeof switched = {
  'no alignment': { blockAlignmentBytes: 0 },
  'large alignment': { blockAlignmentBytes: 4096, rowPitchBytes: 256 },
  'no row padding': { rowPitchBytes: 1 },
  'no blts': { caps: 1 },
  'no video functions': { videoFunctions: false },
};

describe('the suite', () => {
  it('passes the embedded driver, warns of nothing, and skips only what it does not offer', () => {
    expect(idsWith(good, 'fail')).toEqual([]);
    expect(idsWith(good, 'warn')).toEqual([]);
    const skipped = good.cases.filter(({ outcome }) => outcome === 'skip');
    expect(skipped.filter(({ message }) => !message?.startsWith('the driver'))).toEqual([]);
    // No group is skipped as a whole, which would look like a pass.
    const passing = new Set(idsWith(good, 'pass').map((id) => id.split(':')[0]));
    expect([...passing]).toEqual(allGroups().map(({ name }) => name));
  });

  it('finds the same when it is run again', () => {
    const again = run(() => createDriver({ seed: 1, certificate }), allCases());
    const untimed = ({ cases, ...rest }: typeof good) => ({
      ...rest,
      cases: cases.map((one) => ({ ...one, milliseconds: 0 })),
    });
    expect(untimed(again)).toEqual(untimed(good));
  });

  it('passes a driver without profile, control and oracle, skipping what needs them', () => {
    const bare = run(() => {
      const { name, memory, code, OpenAdapter10_2 } = undeclared({ certificate });
      return { name, memory, code, OpenAdapter10_2: OpenAdapter10_2! };
    });
    expect([bare.summary.failed, bare.summary.warned]).toEqual([0, 0]);
    const reasons = new Set(bare.cases.map(({ message }) => message));
    expect(reasons).toContain('the driver has no control (to remove its device, to fail an allocation)');
    expect(reasons).toContain('the driver has no oracle (to look at its keys and resources)');
  });

  it.each(Object.entries({ ...switched, ...shaped }))(
    'takes an honest driver for one: %s',
    (_name, profile) => {
      const declared = run(() => createDriver({ seed: 1, certificate, profile }));
      expect(idsWith(declared, 'fail')).toEqual([]);
      expect(idsWith(declared, 'warn')).toEqual([]);
    },
  );

  it('skips what wants a video table where the driver refuses one, and fails a refusal that writes', () => {
    const profile = { videoFunctions: false };
    const cases = selectCases(allCases(), ['sub-object']);
    const fetching = cases.filter(({ decisions }) => decisions.includes('D-19'));
    const without = (more: { interposer?: Interposer }) =>
      runConformance({ driver: () => createDriver({ certificate, profile, ...more }), cases: fetching });
    const refused = without({}).cases.map(({ outcome, message }) => `${outcome}: ${message ?? ''}`);
    const skipped = 'skip: the driver has no D3D11.1 video function table';
    expect(refused).toEqual(fetching.map(() => skipped));
    expect(fetching).not.toEqual([]);
    const interposer = on(RetrieveSubObject, {
      before: ({ args: [, , , pParams], process: { memory } }) => {
        memory.writeU8(D3D11_1DDI_VIDEO_INPUT.decode(memory, pParams).p11VideoDeviceFuncs, 1);
      },
    });
    expect(idsWith(without({ interposer }), 'fail')).toEqual(fetching.map(({ id }) => id));
  });

  it.each(Object.entries(switched))('fails no foreign driver for what is decided: %s', (_name, profile) => {
    const foreign = run(() => undeclared({ certificate, profile }));
    expect(idsWith(foreign, 'fail')).toEqual([]);
    expect(idsWith(foreign, 'warn')).not.toEqual([]);
  });

  it('warns of a foreign driver that decides otherwise', () => {
    const foreign = run(() =>
      undeclared({ certificate, profile: { ctrCarry: 'block', renegotiation: 'refuse' } }),
    );
    expect(idsWith(foreign, 'warn')).toEqual(
      expect.arrayContaining(['negotiate:renegotiate', 'decryption-blt:counter-wrap:iv=1,before=1']),
    );
  });

  it('fails a driver that does other than its profile says', () => {
    const { profile } = createDriver();
    const liar = run(() => ({
      ...createDriver({ seed: 1, certificate }),
      profile: { ...profile, ctrCarry: 'block' },
    }));
    expect(idsWith(liar, 'fail')).toContain('decryption-blt:counter-wrap:iv=1,before=1');
  });
});

describe('the suite and the faulty drivers', () => {
  const faulty = faultyNamedDrivers();
  const passing = allCases().filter(({ id }) => idsWith(good, 'pass').includes(id));

  /** Cases and drivers are tried against each other only until both sides are settled: the matrix is softumd's. */
  function settle(): { survivors: string[]; unproven: string[] } {
    const unproven = new Set(passing);
    const survivors = faulty.filter(({ create, breaks }) => {
      const citing = passing.filter((one) => citesAny(one, breaks));
      const killers = (cases: readonly ConformanceCase[]) => {
        const failed = new Set(idsWith(runConformance({ driver: create, cases }), 'fail'));
        return cases.filter(({ id }) => failed.has(id));
      };
      const fresh = killers(citing.filter((one) => unproven.has(one)));
      for (const one of fresh) unproven.delete(one);
      return fresh.length === 0 && killers(citing.filter((one) => !unproven.has(one))).length === 0;
    });
    return { survivors: survivors.map(({ name }) => name), unproven: [...unproven].map(({ id }) => id) };
  }

  it('leave none over: each driver fails a case that cites what it breaks, each case is failed by such a driver', () => {
    expect(settle()).toEqual({ survivors: [], unproven: [] });
    expect(faulty).not.toEqual([]);
  });

  it('have a name, a line and something to break, each of its own', () => {
    expect(new Set(faulty.map(({ name }) => name)).size).toBe(faulty.length);
    const known = new Set([...Object.keys(CLAUSES), ...Object.keys(DECISIONS)]);
    const odd = faulty.filter(
      ({ name, description, breaks }) =>
        !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ||
        !/^[a-z].* \S/i.test(description) ||
        breaks.length === 0 ||
        breaks.some((rule) => !known.has(rule)),
    );
    expect(odd.map(({ name }) => name)).toEqual([]);
  });

  it('break one thing and not everything: each driver still opens and makes a device', () => {
    const broken = faulty.filter(({ create }) => {
      const driver = create();
      const { adapter } = HostAdapter.open(driver);
      return adapter?.createDevice().device == null;
    });
    expect(broken.map(({ name }) => name)).toEqual([]);
  });
});
