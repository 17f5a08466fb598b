import { describe, expect, it } from '@jest/globals';
import type { RunReport } from '../../src/conformance/index.js';
import { allCases, allGroups, DECISIONS, runConformance, selectCases } from '../../src/conformance/index.js';
import type { DriverUnderTest } from '../../src/driver/index.js';
import { entriesOf } from '../../src/driver/index.js';
import type { Interposer } from '../../src/abi/index.js';
import { D3D11_1DDI_VIDEO_INPUT, RetrieveSubObject } from '../../src/ddi/index.js';
import { on } from '../../src/trace/index.js';
import type { EmulatedProfile } from '../../emulator/index.js';
import { createDriver } from '../../src/facade/index.js';
import { undeclared } from './drivers.js';
import { isLong, ofD3D11, ofEachTest, oneOf, quickCases } from './some-cases.js';

/** Other profiles do not make long cases come out otherwise, few tests for one value of their parameters only. */
const quick = isLong ? quickCases() : ofEachTest('first');
const run = (driver: () => DriverUnderTest, queries: readonly string[] = []) =>
  runConformance({ driver, cases: queries.length > 0 ? selectCases(quickCases(), queries) : quick });
/** Every third case, from all groups: what a run leaves behind would show in them too. */
const repeated = isLong ? quick : quick.filter((_, index) => index % 3 === 0);
const idsWith = ({ cases }: RunReport, outcome: string) =>
  cases.filter((one) => one.outcome === outcome).map(({ id }) => id);
const good = runConformance({
  driver: () => createDriver({ seed: 1 }),
  cases: isLong ? allCases() : ofEachTest('first and last'),
});
/** What the default profile lacks, one of these has. */
const hardwareProfiles = ['hardware-decode', 'hardware-drm'];
type Profiles = Readonly<Record<string, Partial<EmulatedProfile>>>;
/** Every switch turned. */
const switched: Profiles = {
  'SHA-256': { oaepHash: 'sha256' },
  'SHA-1': { oaepHash: 'sha1' },
  'no second negotiation': { renegotiation: 'refuse' },
  'leaf first': { certificateContainer: 'pkcs7-leaf-first' },
  'DER chain': { certificateContainer: 'der-chain' },
  'leaf alone': { certificateContainer: 'leaf' },
  'silent failures': { voidFailure: 'silent' },
  'zeroed caps': { unsupportedCaps: 'zeros' },
  'counter carries': { ctrCarry: 'block' },
  'no IV twice': { ivReuse: 'refuse' },
  'key stream over clear bytes': { partialKeystream: 'whole-buffer' },
  'status in the block info': { blockInfoStatus: 'encrypt-pattern-field' },
};

/** Caps and sizes that a suite must not take for granted. */
const shaped: Profiles = {
  'no alignment': { blockAlignmentBytes: 0 },
  'large alignment': { blockAlignmentBytes: 4096, rowPitchBytes: 256 },
  'no row padding': { rowPitchBytes: 1 },
  'no blts': { caps: 1 },
  'read-back keys': { caps: 0x4f9 },
  'no video functions': { videoFunctions: false },
};

/** Those of several names in one: as many as go together, so that few runs have them all. */
const together = (names: readonly string[]): Profiles => {
  const each = names.map((name) => ({ ...switched, ...shaped })[name]!);
  return { [names.join(', ')]: each.reduce((all, one) => ({ ...all, ...one })) };
};
const switchedTogether: Profiles = {
  ...together(['SHA-256', 'no second negotiation', 'leaf first', 'silent failures']),
  ...together(['SHA-1', 'DER chain', 'zeroed caps', 'counter carries']),
  ...together(['leaf alone', 'no IV twice', 'key stream over clear bytes', 'status in the block info']),
};
const shapedTogether: Profiles = {
  ...together([
    'large alignment',
    'no row padding',
    'SHA-256',
    'silent failures',
    'leaf first',
    'no second negotiation',
  ]),
  ...together(['no blts', 'no alignment', 'SHA-1', 'zeroed caps', 'DER chain', 'counter carries']),
  ...together(['no video functions', 'leaf alone']),
  ...together(['read-back keys', 'no IV twice', 'key stream over clear bytes', 'status in the block info']),
};
/** Each alone as well takes a minute: `npm run long`. */
const declaredProfiles = {
  ...shapedTogether,
  ...(isLong && { ...switched, ...shaped, ...switchedTogether }),
};
/** What profiles change is Direct3D 11 alone: the other chapters have their own. */
const ofProfiles = ofD3D11(quick);
/** The decisions that a profile turns. */
const turnedBy = (profile: Partial<EmulatedProfile>) =>
  Object.entries(DECISIONS).filter(([, { switch: name }]) => name && name in profile);
/** What the driver does not declare can be a decision that it turns: `npm run long` has the other cases too. */
const decidedOf = (turned: ReturnType<typeof turnedBy>) => {
  const ids = new Set<string>(turned.map(([id]) => id));
  return isLong ? ofProfiles : ofProfiles.filter(({ decisions }) => decisions.some((id) => ids.has(id)));
};
const foreignProfiles = { ...switchedTogether, ...(isLong && switched) };

describe('the suite', () => {
  it('passes the embedded driver, warns of nothing, and skips only what it does not offer', () => {
    expect(idsWith(good, 'fail')).toEqual([]);
    expect(idsWith(good, 'warn')).toEqual([]);
    const skipped = good.cases.filter(({ outcome }) => outcome === 'skip');
    expect(skipped.filter(({ message }) => !message?.startsWith('the driver'))).toEqual([]);
  });

  it('skips no group as a whole, which would look like a pass, on all of the drivers that offer its subject', () => {
    const passingIn = (report: RunReport) => idsWith(report, 'pass').map((id) => id.split(':')[0]!);
    const usual = new Set(passingIn(good));
    const others = quick.filter(({ group }) => !usual.has(group));
    const beside = hardwareProfiles.flatMap((profile) =>
      passingIn(runConformance({ driver: () => createDriver({ seed: 1, profile }), cases: others })),
    );
    const groups = allGroups().map(({ name }) => name);
    expect(groups.filter((name) => !usual.has(name) && !beside.includes(name))).toEqual([]);
    expect(others.length).toBeLessThan(quick.length / 2);
  });

  it('finds the same when it is run again', () => {
    const again = runConformance({ driver: () => createDriver({ seed: 1 }), cases: repeated }).cases;
    const untimed = (cases: typeof again) => cases.map((one) => ({ ...one, milliseconds: 0 }));
    const ids = new Set(repeated.map(({ id }) => id));
    expect(untimed(again)).toEqual(untimed(good.cases.filter(({ id }) => ids.has(id))));
  });

  it('passes a driver without profile, control and oracle, skipping what needs them', () => {
    const driver = () => {
      const whole = undeclared({});
      const { name, memory, code } = whole;
      return { name, memory, code, ...entriesOf(whole) };
    };
    const bare = runConformance({ driver, cases: oneOf(4, quick) });
    expect([bare.summary.failed, bare.summary.warned]).toEqual([0, 0]);
    const reasons = new Set(bare.cases.map(({ message }) => message));
    expect(reasons).toContain('the driver has no control (to remove its device, to fail an allocation)');
    expect(reasons).toContain('the driver has no oracle (to look at its keys and resources)');
  });

  /** Each case is asked of one of the four profiles. */
  const declared = Object.entries(declaredProfiles).map(
    ([name, profile], index) => [name, profile, oneOf(4, ofProfiles, index)] as const,
  );

  it.each(declared)('takes an honest driver for one: %s', (_name, profile, cases) => {
    const declared = runConformance({ driver: () => createDriver({ seed: 1, profile }), cases });
    expect(idsWith(declared, 'fail')).toEqual([]);
    expect(idsWith(declared, 'warn')).toEqual([]);
  });

  it('skips what wants a video table where the driver refuses one, and fails a refusal that writes', () => {
    const profile = { videoFunctions: false };
    const cases = selectCases(allCases(), ['sub-object']);
    const fetching = cases.filter(({ decisions }) => decisions.includes('D-19'));
    const without = (more: { interposer?: Interposer }) =>
      runConformance({ driver: () => createDriver({ profile, ...more }), cases: fetching });
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

  it.each(Object.entries(foreignProfiles))(
    'fails no foreign driver for what is decided, and warns of each decision: %s',
    (_name, profile) => {
      const turned = turnedBy(profile);
      const foreign = runConformance({ driver: () => undeclared({ profile }), cases: decidedOf(turned) });
      expect(idsWith(foreign, 'fail')).toEqual([]);
      const warnedOf = foreign.cases.flatMap((one) => (one.outcome === 'warn' ? one.decisions : []));
      expect(warnedOf).toEqual(expect.arrayContaining(turned.map(([id]) => id)));
      expect(turned).toHaveLength(Object.keys(profile).length);
    },
  );

  const otherwise = ['negotiate:renegotiate', 'decryption-blt:counter-wrap:iv=1,before=1'];

  it('warns of a foreign driver that decides otherwise', () => {
    const profile = { ctrCarry: 'block', renegotiation: 'refuse' } as const;
    expect(
      idsWith(
        run(() => undeclared({ profile }), otherwise),
        'warn',
      ).sort(),
    ).toEqual(otherwise.sort());
  });

  it('fails a driver that does other than its profile says', () => {
    const { profile } = createDriver();
    const liar = run(() => {
      const driver = createDriver({ seed: 1 });
      return { ...driver, profile: { ...profile, ctrCarry: 'block', renegotiation: 'refuse' } };
    }, otherwise);
    expect(idsWith(liar, 'fail').sort()).toEqual(otherwise.sort());
  });
});
