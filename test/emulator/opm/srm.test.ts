/** Revocation: SRMs that an object or the system sets, receivers that they revoke, and repeaters (OPM-30, OPM-35). */
import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import type { OutputProfile } from 'softumd/emulator';
import { commandOf as coppCommandOf, COMMAND_START, CoppBench, levelData } from '../copp/bench.js';
import { srmOf } from '../outputs/srm.js';
import { Bench, createOpmDriver, everything, typeData, withOutputs } from './bench.js';
import { Client, COPP, OPM, TYPE } from './client.js';

const { NTSTATUSES: S, STATUS_SUCCESS } = ddi;
const ksv = 0xb8_70d4_c6a7n;
const behind = [0x11_2233_4455n, 0x99_8877_6655n];
const repeater: OutputProfile = { ...everything, hdcpReceiver: { ksv, repeater: true, behind } };
const benchOf = (...outputs: readonly OutputProfile[]) =>
  new Bench(createOpmDriver({ profile: withOutputs(...outputs) }));
const revoking = (vectors: readonly bigint[], version = 1) => srmOf({ version, lists: [vectors] });
const versionOf = (client: Client) => client.value(ddi.OPM_GET_CURRENT_HDCP_SRM_VERSION);

describe('an SRM', () => {
  it('has a version that is told, and none before the first', () => {
    const client = new Client(benchOf(everything));
    expect(client.request(ddi.OPM_GET_CURRENT_HDCP_SRM_VERSION).status).toBe(
      S.STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET,
    );
    expect(client.setSrm(srmOf({ version: 7 }))).toBe(STATUS_SUCCESS);
    expect(versionOf(client)).toBe(7);
  });

  it('that is not newer is taken and changes nothing', () => {
    const client = new Client(benchOf(everything));
    expect(client.setSrm(revoking([1n], 7))).toBe(STATUS_SUCCESS);
    expect(client.setSrm(revoking([ksv], 7))).toBe(STATUS_SUCCESS);
    expect(client.setSrm(revoking([ksv], 6))).toBe(STATUS_SUCCESS);
    expect(versionOf(client)).toBe(7);
    expect(client.set(TYPE.HDCP, 1)).toBe(STATUS_SUCCESS);
    expect(client.virtual(TYPE.HDCP)).toBe(1);
  });

  it('is of a connector: its objects share it, and it outlives them', () => {
    const bench = benchOf(everything, everything);
    const one = new Client(bench);
    one.setSrm(srmOf({ version: 3 }));
    expect(versionOf(new Client(bench))).toBe(3);
    one.destroy();
    expect(versionOf(new Client(bench))).toBe(3);
    expect(new Client(bench, OPM, 1).request(ddi.OPM_GET_CURRENT_HDCP_SRM_VERSION).status).toBe(
      S.STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET,
    );
  });

  it.each([
    ['the receiver', ksv],
    ['the first behind it', behind[0]!],
    ['the last behind it', behind[1]!],
  ])('that revokes %s ends HDCP, and says so (OPM-35)', (_what, revoked) => {
    const bench = benchOf(repeater);
    const [opm, copp] = [new Client(bench), new Client(bench, COPP)];
    opm.set(TYPE.HDCP, 1);
    expect(copp.actual(1)).toBe(1);
    expect(opm.setSrm(revoking([2n, revoked]))).toBe(STATUS_SUCCESS);
    expect([opm.flags(), opm.flags(), copp.flags(), copp.flags()]).toEqual([8 | 1, 0, 1, 0]);
    expect([opm.virtual(TYPE.HDCP), opm.actual(TYPE.HDCP), copp.actual(1)]).toEqual([0, 0, 0]);
  });

  it('that revokes others alone leaves HDCP on', () => {
    const client = new Client(benchOf(repeater));
    client.set(TYPE.HDCP, 1);
    client.setSrm(revoking([ksv + 1n, behind[0]! ^ (1n << 39n)]));
    expect([client.flags(), client.virtual(TYPE.HDCP)]).toEqual([0, 1]);
  });

  it('is kept while HDCP is off; the revoked receiver is told when it is switched on', () => {
    const bench = benchOf(everything);
    const client = new Client(bench);
    client.setSrm(revoking([ksv]));
    expect(client.flags()).toBe(0);
    expect(client.set(TYPE.HDCP, 1)).toBe(STATUS_SUCCESS);
    expect([client.flags(), client.flags(), client.virtual(TYPE.HDCP)]).toEqual([9, 0, 0]);
  });

  it('is told once for a command: neither another protection nor switching off tells it again (OPM-34)', () => {
    const client = new Client(benchOf(everything));
    client.setSrm(revoking([ksv]));
    client.set(TYPE.TYPE_ENFORCEMENT_HDCP, 1);
    expect(client.flags()).toBe(9);
    client.set(TYPE.DPCP, 1);
    client.set(TYPE.TYPE_ENFORCEMENT_HDCP, 0);
    client.set(TYPE.HDCP, 0);
    expect(client.flags()).toBe(0);
  });

  it('is told whoever asks for HDCP: a COPP device, or somebody outside', () => {
    const bench = benchOf(everything);
    const client = new Client(bench);
    client.setSrm(revoking([ksv]));
    bench.driver.control.outputs.protect(0, 'HDCP', 1);
    expect([client.flags(), client.actual(TYPE.HDCP)]).toEqual([9, 0]);
    bench.driver.control.outputs.protect(0, 'HDCP', 0);
    const device = new CoppBench(bench.driver);
    const session = device.active();
    expect(device.command(session, coppCommandOf(COMMAND_START, levelData(1, 1)))).toBe(ddi.S_OK);
    expect([client.flags(), client.actual(TYPE.HDCP)]).toEqual([9, 0]);
  });

  it('says it of a receiver that is plugged in again', () => {
    const bench = benchOf(everything);
    const { outputs } = bench.driver.control;
    const client = new Client(bench);
    outputs.unplug(0);
    expect(client.flags()).toBe(1);
    client.setSrm(revoking([ksv]));
    client.set(TYPE.HDCP, 1);
    expect(client.flags()).toBe(0);
    outputs.plug(0);
    expect([client.flags(), client.virtual(TYPE.HDCP)]).toEqual([9, 0]);
  });

  it.each([
    ['empty', new Uint8Array(1), 1],
    ['cut', srmOf().subarray(0, 47), 1],
    ['of another format', srmOf({ id: 0x91 }), 1],
    ['of another version than the message says', srmOf({ version: 2 }), 1],
    ['of a version that only its low bytes say', srmOf({ version: 2 }), 0x1_0002],
  ])('that is %s is INVALID_SRM and changes nothing', (_what, srm, version) => {
    const client = new Client(benchOf(everything));
    client.setSrm(srmOf({ version: 1 }));
    expect(client.setSrm(srm, version)).toBe(S.STATUS_GRAPHICS_OPM_INVALID_SRM);
    expect(versionOf(client)).toBe(1);
  });

  it('is nothing for an output without HDCP, nor for COPP semantics', () => {
    const bench = benchOf({ ...everything, protections: [{ type: 'DPCP' }] });
    const opm = new Client(bench);
    expect(opm.setSrm(srmOf())).toBe(S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP);
    expect(opm.request(ddi.OPM_GET_CURRENT_HDCP_SRM_VERSION).status).toBe(
      S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP,
    );
    const copp = new Client(bench, COPP);
    const other = S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS;
    expect(copp.setSrm(srmOf())).toBe(other);
    expect(copp.request(ddi.OPM_GET_CURRENT_HDCP_SRM_VERSION).status).toBe(other);
  });
});

describe('a list of SRMs', () => {
  /** Calls with the bytes in memory, and gives what lies there after. */
  function versionList(bench: Bench, room: number, isNull = false) {
    const { memory } = bench.driver;
    const [pSize, pVersion] = [memory.allocate(4, 'test: size'), memory.allocate(8, 'test: version')];
    memory.writeU32(pSize, room);
    memory.writeU64(pVersion, 0xeeee_eeee_eeee_eeeen);
    const { DxgkDdiOPMGetSrmListVersion: get } = bench.functions;
    const status = get!(bench.host.context, pSize, isNull ? (0 as typeof pVersion) : pVersion);
    return { status, size: memory.readU32(pSize), version: memory.readU64(pVersion) };
  }

  function setList(bench: Bench, bytes: Uint8Array, size = bytes.length) {
    const { memory } = bench.driver;
    const pList = memory.allocate(Math.max(bytes.length, 1), 'test: list');
    memory.copyIn(pList, bytes);
    return bench.functions.DxgkDdiOPMSetSrmList!(bench.host.context, size, pList);
  }
  const nothing = 0xeeee_eeee_eeee_eeeen;

  it('is in force on every output, and its version is told by size', () => {
    const bench = benchOf(everything, everything);
    expect(versionList(bench, 4)).toEqual({
      status: S.STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET,
      size: 4,
      version: nothing,
    });
    expect(setList(bench, revoking([ksv], 0x1234))).toBe(STATUS_SUCCESS);
    expect(versionList(bench, 3)).toEqual({ status: S.STATUS_BUFFER_TOO_SMALL, size: 4, version: nothing });
    expect(versionList(bench, 100, true)).toMatchObject({ status: S.STATUS_BUFFER_TOO_SMALL, size: 4 });
    for (const room of [4, 5, 8])
      expect(versionList(bench, room)).toEqual({
        status: STATUS_SUCCESS,
        size: 4,
        version: 0xeeee_eeee_0000_1234n,
      });
    for (const target of [0, 1]) {
      const client = new Client(bench, OPM, target);
      expect(versionOf(client)).toBe(0x1234);
      client.set(TYPE.HDCP, 1);
      expect([client.flags(), client.virtual(TYPE.HDCP)]).toEqual([9, 0]);
    }
  });

  it('has the version of the newest SRM that any output has', () => {
    const bench = benchOf(everything, everything, everything);
    new Client(bench, OPM, 1).setSrm(srmOf({ version: 9 }));
    expect(versionList(bench, 4).version & 0xffffn).toBe(9n);
    expect(setList(bench, srmOf({ version: 5 }))).toBe(STATUS_SUCCESS);
    expect(versionList(bench, 4).version & 0xffffn).toBe(9n);
    expect(versionOf(new Client(bench, OPM, 0))).toBe(5);
  });

  it('that is malformed is INVALID_SRM and changes nothing', () => {
    const bench = benchOf(everything);
    const srm = revoking([ksv]);
    for (const [bytes, size] of [
      [srm, 0],
      [srm, srm.length - 1],
      [new Uint8Array(4096), 4096],
      [typeData(1), 4],
    ] as const)
      expect(setList(bench, bytes, size)).toBe(S.STATUS_GRAPHICS_OPM_INVALID_SRM);
    expect(() => setList(bench, srm, srm.length + 1)).toThrow('access violation');
    expect(() => setList(bench, srm, 0xffff_ffff)).toThrow('access violation');
    expect(versionList(bench, 4).status).toBe(S.STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET);
  });
});
