/** What objects ask of a connector, what comes of it, and what they are told of it. */
import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import type { EmulatedProfile, OutputProfile } from 'softumd/emulator';
import { hdmiOutput } from 'softumd/emulator';
import { CoppBench, commandOf as coppCommandOf, COMMAND_START, levelData } from '../copp/bench.js';
import { Bench, createOpmDriver, everything, levelData as opmLevelData, withOutputs } from './bench.js';
import { Client, COPP, OPM, TYPE } from './client.js';

const { NTSTATUSES: S, STATUS_SUCCESS } = ddi;

const benchOf = (...outputs: readonly OutputProfile[]) =>
  new Bench(createOpmDriver({ profile: withOutputs(...outputs) }));

/** A bench whose profile has more to it than outputs. */
function benchWith(change: Partial<EmulatedProfile>, outputs: Partial<EmulatedProfile['outputs']> = {}) {
  const profile = withOutputs(television);
  return new Bench(
    createOpmDriver({ profile: { ...profile, ...change, outputs: { ...profile.outputs, ...outputs } } }),
  );
}

const television = {
  ...everything,
  mode: { ...everything.mode, width: 720, height: 480, scan: 'even-field-first' },
} as const;

describe('levels', () => {
  it.each([
    ['OPM', OPM, TYPE.HDCP],
    ['COPP', COPP, TYPE.COPP_COMPATIBLE_HDCP],
  ])(
    "of HDCP are an object's own, and the connector's: %s semantics (OPM-24, OPM-37)",
    (_name, vos, type) => {
      const bench = benchOf(everything, everything);
      const [one, two] = [new Client(bench, vos), new Client(bench, vos)];
      const elsewhere = new Client(bench, vos, 1);
      expect([one.virtual(type), one.actual(type)]).toEqual([0, 0]);
      expect(one.set(type, 1)).toBe(STATUS_SUCCESS);
      expect([one.virtual(type), two.virtual(type), two.actual(type)]).toEqual([1, 0, 1]);
      expect(elsewhere.actual(type)).toBe(0);
      expect(two.set(type, 1)).toBe(STATUS_SUCCESS);
      expect(one.set(type, 0)).toBe(STATUS_SUCCESS);
      expect([one.virtual(type), one.actual(type)]).toEqual([0, 1]);
      expect(two.destroy()).toBe(STATUS_SUCCESS);
      expect(one.actual(type)).toBe(0);
    },
  );

  it('of objects of both semantics, and of COPP devices, come together on the connector', () => {
    const bench = benchOf(television);
    const [opm, copp] = [new Client(bench, OPM), new Client(bench, COPP)];
    copp.set(TYPE.COPP_COMPATIBLE_HDCP, 1);
    expect([opm.virtual(TYPE.HDCP), opm.actual(TYPE.HDCP)]).toEqual([0, 1]);
    copp.set(TYPE.COPP_COMPATIBLE_HDCP, 0);
    const device = new CoppBench(bench.driver);
    const session = device.active();
    expect(device.command(session, coppCommandOf(COMMAND_START, levelData(1, 1)))).toBe(ddi.S_OK);
    expect(opm.actual(TYPE.HDCP)).toBe(1);
    device.close(session);
    expect(opm.actual(TYPE.HDCP)).toBe(0);
    opm.set(TYPE.HDCP, 1);
    expect([copp.virtual(1), copp.actual(1)]).toEqual([0, 1]);
  });

  const pairs = (levels: readonly number[]) => levels.flatMap((one) => levels.map((two) => [one, two]));

  it('of ACP have the order 0, 1, 3, 2, and of CGMS-A 0, 1, 3, 2, 4 (OPM-37, D-55)', () => {
    const bench = benchOf(television);
    const [one, two] = [new Client(bench, COPP), new Client(bench, COPP)];
    for (const [type, order] of [
      [TYPE.ACP, [0, 1, 3, 2]],
      [TYPE.CGMSA, [0, 1, 3, 2, 4]],
    ] as const)
      for (const [first, second] of pairs(order)) {
        expect([one.set(type, first!), two.set(type, second!)]).toEqual([0, 0]);
        const strongest = order.indexOf(first! as 0) > order.indexOf(second! as 0) ? first : second;
        expect([first, second, one.actual(type)]).toEqual([first, second, strongest]);
        expect([one.virtual(type), two.virtual(type)]).toEqual([first, second]);
      }
  });

  it('of CGMS-A are compared without the redistribution bit, which is ORed (OPM-37, OPM-45)', () => {
    const bench = benchOf(television);
    const [one, two] = [new Client(bench, COPP), new Client(bench, COPP)];
    for (const [first, second, expected] of [
      [8, 0, 8],
      [8 + 1, 2, 8 + 2],
      [8 + 2, 3, 8 + 2],
      [8 + 3, 2, 8 + 2],
      [4, 8, 8 + 4],
    ] as const) {
      expect([one.set(TYPE.CGMSA, first), two.set(TYPE.CGMSA, second)]).toEqual([0, 0]);
      expect([first, second, two.actual(TYPE.CGMSA)]).toEqual([first, second, expected]);
    }
  });

  it('of HDCP hold after the delay of the profile, on the emulated clock (OPM-33, D-56)', () => {
    const bench = benchWith({}, { hdcpDelayMs: 150 });
    const { clock } = bench.driver.control;
    const client = new Client(bench);
    client.set(TYPE.HDCP, 1);
    client.set(TYPE.TYPE_ENFORCEMENT_HDCP, 2);
    client.set(TYPE.DPCP, 1);
    const levels = () => [
      client.virtual(TYPE.HDCP),
      client.actual(TYPE.HDCP),
      client.actual(TYPE.TYPE_ENFORCEMENT_HDCP),
      client.virtual(TYPE.DPCP),
    ];
    expect(levels()).toEqual([0, 0, 0, 1]);
    clock.advance(149);
    client.set(TYPE.HDCP, 1); // asking again does not begin anew
    expect(levels()).toEqual([0, 0, 0, 1]);
    clock.advance(1);
    expect(levels()).toEqual([1, 1, 2, 1]);
    client.set(TYPE.HDCP, 0);
    expect(levels()).toEqual([0, 0, 2, 1]);
  });

  it('that the mode cannot carry are RESOLUTION_TOO_HIGH, though the type stays listed (OPM-32)', () => {
    const bench = benchOf(everything);
    const client = new Client(bench, COPP);
    expect(client.set(TYPE.ACP, 1)).toBe(S.STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH);
    expect(client.set(TYPE.ACP, 0)).toBe(STATUS_SUCCESS);
    expect(client.value(ddi.OPM_GET_SUPPORTED_PROTECTION_TYPES)).toBe(7);
    bench.driver.control.outputs.changeMode(0, { width: 720, height: 576 });
    expect(client.set(TYPE.ACP, 1)).toBe(STATUS_SUCCESS);
    expect(client.virtual(TYPE.ACP)).toBe(1);
  });

  it('are what can be had, where a command asks for its best (OPM-45)', () => {
    const plain = { ...everything, redistributionControl: false };
    const bench = benchOf(plain);
    const client = new Client(bench, COPP);
    const best = (type: number, level: number) =>
      client.configure(ddi.OPM_SET_PROTECTION_LEVEL_ACCORDING_TO_CSS_DVD, opmLevelData(type, level));
    expect(best(TYPE.ACP, 2)).toBe(STATUS_SUCCESS);
    expect(client.virtual(TYPE.ACP)).toBe(0);
    const invalid = S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST;
    expect(client.set(TYPE.CGMSA, 8 + 2)).toBe(invalid);
    expect(client.virtual(TYPE.CGMSA)).toBe(0);
    expect(best(TYPE.CGMSA, 8 + 2)).toBe(STATUS_SUCCESS);
    expect(client.virtual(TYPE.CGMSA)).toBe(2);
    expect(best(TYPE.CGMSA, 5)).toBe(invalid);
    expect(best(TYPE.COPP_COMPATIBLE_HDCP, 1)).toBe(STATUS_SUCCESS);
    expect(client.virtual(TYPE.COPP_COMPATIBLE_HDCP)).toBe(1);
  });

  it('of ACP and CGMS-A are there under OPM semantics by the switch alone (D-54)', () => {
    const refusing = new Client(benchOf(television));
    expect(refusing.value(ddi.OPM_GET_SUPPORTED_PROTECTION_TYPES)).toBe(0x38);
    expect(refusing.set(TYPE.ACP, 0)).toBe(S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_ACP);
    expect(refusing.set(TYPE.CGMSA, 0)).toBe(S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_CGMSA);
    const allowing = new Client(benchWith({ opmAnalog: 'allow' }));
    expect(allowing.value(ddi.OPM_GET_SUPPORTED_PROTECTION_TYPES)).toBe(0x3e);
    expect(allowing.set(TYPE.ACP, 3)).toBe(STATUS_SUCCESS);
    expect(allowing.virtual(TYPE.ACP)).toBe(3);
    expect(allowing.set(TYPE.CGMSA, 8)).toBe(S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST);
  });

  it('of HDCP are on for as many outputs as there are engines', () => {
    const profile = withOutputs(everything, everything, everything);
    const outputs = { ...profile.outputs, hdcpEngines: 2 };
    const bench = new Bench(createOpmDriver({ profile: { ...profile, outputs } }));
    const [one, two, three] = [0, 1, 2].map((target) => new Client(bench, OPM, target)) as [
      Client,
      Client,
      Client,
    ];
    const inUse = S.STATUS_GRAPHICS_OPM_ALL_HDCP_HARDWARE_ALREADY_IN_USE;
    expect(one.set(TYPE.HDCP, 1)).toBe(STATUS_SUCCESS);
    expect(two.set(TYPE.TYPE_ENFORCEMENT_HDCP, 1)).toBe(STATUS_SUCCESS);
    expect(three.set(TYPE.HDCP, 1)).toBe(inUse);
    expect(three.set(TYPE.TYPE_ENFORCEMENT_HDCP, 2)).toBe(inUse);
    expect([three.set(TYPE.HDCP, 0), three.set(TYPE.DPCP, 1)]).toEqual([0, 0]);
    expect(new Client(bench, OPM, 0).set(TYPE.HDCP, 1)).toBe(STATUS_SUCCESS);
    expect(three.actual(TYPE.HDCP)).toBe(0);
    two.destroy();
    expect(three.set(TYPE.HDCP, 1)).toBe(STATUS_SUCCESS);
  });

  it('count what is asked for outside of every object', () => {
    const bench = benchOf(everything);
    const client = new Client(bench);
    bench.driver.control.outputs.protect(0, 'HDCP', 1);
    expect([client.virtual(TYPE.HDCP), client.actual(TYPE.HDCP)]).toEqual([0, 1]);
  });
});

describe('flags', () => {
  it('are told once, to each object that was there (OPM-34)', () => {
    const bench = benchOf(everything);
    const { outputs } = bench.driver.control;
    const [one, two] = [new Client(bench), new Client(bench, COPP)];
    outputs.unplug(0);
    outputs.unplug(0);
    expect([one.flags(), one.flags()]).toEqual([1, 0]);
    outputs.changeMode(0, { width: 800 });
    expect([one.flags(), two.flags(), two.flags()]).toEqual([2, 3, 0]);
    expect(new Client(bench).flags()).toBe(0);
    outputs.plug(0);
    expect(one.flags()).toBe(0);
  });

  it('of tampering and revocation differ by semantics (OPM-35)', () => {
    const bench = benchOf(everything);
    const { outputs } = bench.driver.control;
    const [opm, copp] = [new Client(bench), new Client(bench, COPP)];
    outputs.raise(0, 'TAMPERING');
    expect([opm.flags(), copp.flags()]).toEqual([4, 1]);
    outputs.raise(0, 'REVOKED');
    expect([opm.flags(), copp.flags()]).toEqual([8 | 1, 1]);
    outputs.raise(0, 'RENEGOTIATION');
    outputs.raise(0, 'TAMPERING');
    outputs.raise(0, 'REVOKED');
    expect([opm.flags(), copp.flags(), opm.flags(), copp.flags()]).toEqual([15, 3, 0, 0]);
  });

  it('are not told by a request that is refused', () => {
    const bench = benchOf(hdmiOutput);
    const client = new Client(bench);
    bench.driver.control.outputs.unplug(0);
    for (const guid of [ddi.OPM_GET_CURRENT_HDCP_SRM_VERSION, ddi.OPM_GET_DVI_CHARACTERISTICS])
      expect(client.request(guid).status).not.toBe(STATUS_SUCCESS);
    expect([client.flags(), client.flags()]).toEqual([1, 0]);
  });
});
