/** Profiles as JSON and back: whatever a profile says comes back as it was. */
import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { EmulatedProfile, OutputProfile } from 'softumd/emulator';
import { defaultProfile, profileToJson } from 'softumd/emulator';
import { profileNames } from 'softumd';
import { readProfileJson } from '../../emulator/profile-json.js';
import { packageFile } from '../../src/package-files.js';

const description = 'for a test';
/** Through text, as through a file. */
const through = (profile: EmulatedProfile) =>
  readProfileJson('test', JSON.parse(JSON.stringify(profileToJson({ description, profile }))), 'profile')
    .profile;

const word = fc.integer({ min: 0, max: 0xffff_ffff });
const pixels = fc.integer({ min: 1, max: 0xffff_ffff });
const ksv = fc.bigInt({ min: 0n, max: 2n ** 40n - 1n });
/** A member that can be left out. */
const maybe = <T>(name: string, value: fc.Arbitrary<T>) =>
  fc.option(value, { nil: undefined }).map((given) => (given === undefined ? {} : { [name]: given }));
const merged = (...parts: readonly fc.Arbitrary<object>[]) =>
  fc.tuple(...parts).map((given) => Object.assign({}, ...given) as object);

const receiver = merged(
  fc.record({ ksv, repeater: fc.boolean() }),
  maybe('behind', fc.array(ksv, { maxLength: 4 })),
);
const output = merged(
  fc.record({
    connector: fc.constantFrom('HDMI', 'DVI', 'MIRACAST', 'TRANSPORT_AGNOSTIC_DIGITAL_MODE_B'),
    internal: fc.boolean(),
    bus: fc.constantFrom('PCI', 'AGP'),
    integrated: fc.boolean(),
    connected: fc.boolean(),
    protections: fc.subarray([
      { type: 'HDCP' },
      { type: 'TYPE_ENFORCEMENT_HDCP' },
      { type: 'DPCP' },
      { type: 'ACP', maxWidth: 720, maxHeight: 576 },
    ]),
    mode: fc.record({
      width: pixels,
      height: pixels,
      scan: fc.constantFrom('progressive', 'odd-field-first'),
      d3dFormat: word,
      refreshNumerator: word,
      refreshDenominator: pixels,
    }),
    tvStandards: fc.subarray(['IEC61880_525i', 'ARIBTRB15_1125i']),
    tvType: word,
    hdcpReceiver: fc.option(receiver),
    copp: fc.boolean(),
  }),
  maybe('opm', fc.boolean()),
  maybe('dvi', fc.constantFrom('1.0', '1.1')),
  maybe('hardwareProtection', fc.boolean()),
  maybe('redistributionControl', fc.boolean()),
  maybe('nonStandardBus', fc.boolean()),
  maybe('busModifier', fc.constantFrom('INSIDE_OF_CHIPSET', 'DAUGHTER_BOARD_CONNECTOR_INSIDE_OF_NUAE')),
  maybe('outputId', fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })),
) as fc.Arbitrary<OutputProfile>;
const monitor = merged(
  fc.record({ name: fc.string(), outputs: fc.array(output, { maxLength: 3 }) }),
  maybe('hMonitor', pixels),
);
const outputs = merged(
  fc.record({
    multiMonitorMode: fc.constantFrom('dual-view', 'clone', 'span'),
    hdcpDelayMs: word,
    monitors: fc.array(monitor, { maxLength: 3 }),
  }),
  maybe('hdcpEngines', word),
) as fc.Arbitrary<EmulatedProfile['outputs']>;

const sandbox = fc.record({
  maxCertificateBytes: word,
  protectionLevels: fc.array(fc.record({ type: fc.constantFrom('HDCP', 'DPCP'), levels: fc.array(word) }), {
    maxLength: 3,
  }),
  requests: fc.subarray(['GET_CONNECTOR_TYPE', 'GET_OUTPUT_ID', 'GET_CODEC_INFO']),
});

/** What output protection has of a profile. */
const changes = fc.record({
  outputs,
  opm: fc.record({
    interfaceVersion: fc.constantFrom(0, 1, 4),
    hardwareScan: fc.constantFrom('passed', 'failed', 'device-failed'),
  }),
  opmAnalog: fc.constantFrom('refuse', 'allow'),
  opmSandbox: fc.option(sandbox),
}) as fc.Arbitrary<Partial<EmulatedProfile>>;

describe('a profile as JSON', () => {
  it('is the profile again, whatever it says of outputs and of OPM', () => {
    fc.assert(
      fc.property(changes, (change) => {
        const ids = change.outputs!.monitors.flatMap((one) =>
          one.outputs.flatMap(({ outputId }) => outputId ?? []),
        );
        fc.pre(new Set(ids).size === ids.length);
        const profile = { ...defaultProfile, ...change };
        expect(through(profile)).toEqual(profile);
      }),
      { numRuns: 60 },
    );
  });

  it('has 64 bits and vectors as hex text, and no number of JSON loses a bit', () => {
    const [ksvOf, outputId] = [0xff_ffff_ffffn, 0xffff_ffff_ffff_ffffn];
    const hdcpReceiver = { ksv: ksvOf, repeater: true, behind: [1n, ksvOf] };
    const monitors = [
      {
        name: 'one',
        outputs: [{ ...defaultProfile.outputs.monitors[0]!.outputs[0]!, outputId, hdcpReceiver }],
      },
    ];
    const profile = { ...defaultProfile, outputs: { ...defaultProfile.outputs, monitors } };
    expect(profileToJson({ description, profile })).toMatchObject({
      outputs: {
        monitors: [
          {
            outputs: [
              {
                outputId: '0xffffffffffffffff',
                hdcpReceiver: { ksv: '0xffffffffff', repeater: true, behind: ['0x1', '0xffffffffff'] },
              },
            ],
          },
        ],
      },
    });
  });

  it('of OPM can have any of its members; what is left out is the default’s', () => {
    const read = (opm: unknown) =>
      readProfileJson('test', { name: 'x', description, opm }, 'profile').profile.opm;
    expect(read({ interfaceVersion: 1 })).toEqual({ interfaceVersion: 1, hardwareScan: 'passed' });
    expect(read({ hardwareScan: 'failed' })).toEqual({ interfaceVersion: 4, hardwareScan: 'failed' });
    expect(() => read({ interfaceVersion: 2 })).toThrow('profile.opm.interfaceVersion: expected 0, 1 or 4');
    expect(() => read(7)).toThrow('profile.opm: expected an object, received 7');
  });

  it('that is shipped is what it becomes, written out', () => {
    for (const name of profileNames()) {
      const json: unknown = JSON.parse(readFileSync(packageFile(`fixtures/profiles/${name}.json`), 'utf8'));
      const { profile } = readProfileJson('test', json, name);
      expect([name, through(profile)]).toEqual([name, profile]);
    }
  });

  it('of the default has every member that there is', () => {
    const file = packageFile('fixtures/profiles/default.json');
    const json = JSON.parse(readFileSync(file, 'utf8')) as { description: string };
    expect(json).toEqual(profileToJson({ description: json.description, profile: defaultProfile }));
  });
});
