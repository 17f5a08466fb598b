/** RC-09: D3DTest's OPM session. Its steps, as real-clients lists them; the driver is made by a profile alone. */
import { describe, expect, it } from '@jest/globals';
import { createMachine, type Machine } from 'softumd';
import { defaultOutputs, hdmiOutput } from 'softumd/emulator';
import * as d3d11 from 'softumd/d3d11';
import type { Hresult, IOPMVideoOutput } from 'softumd/opm';
import * as opm from 'softumd/opm';
import { codeOf, OpmSession, words } from './opm-session.js';

const TYPE = opm.OPM_PROTECTION_TYPE;
const profile = { outputs: { ...defaultOutputs, monitors: [{ name: 'desktop', outputs: [hdmiOutput] }] } };

/** Step 1: the HMONITOR of each output that DXGI lists. */
function monitorsOf({ api }: Machine): bigint[] {
  const factory = d3d11.out<d3d11.IDXGIFactory1>();
  expect(api.CreateDXGIFactory1(d3d11.IDXGIFactory1.iid, factory)).toBe(d3d11.S_OK);
  const monitors: bigint[] = [];
  const adapter = d3d11.out<d3d11.IDXGIAdapter1>();
  for (let a = 0; factory.value!.EnumAdapters1(a, adapter) === d3d11.S_OK; a += 1) {
    const output = d3d11.out<d3d11.IDXGIOutput>();
    for (let o = 0; adapter.value!.EnumOutputs(o, output) === d3d11.S_OK; o += 1) {
      const desc = d3d11.out<d3d11.DXGI_OUTPUT_DESC>();
      expect(output.value!.GetDesc(desc)).toBe(d3d11.S_OK);
      monitors.push(desc.value!.Monitor);
    }
  }
  return monitors;
}

function openAll({ api }: Machine, hMonitor: bigint): OpmSession[] {
  const [count, outputs] = [opm.out<number>(), opm.out<readonly IOPMVideoOutput[]>()];
  const vos = opm.OPM_VIDEO_OUTPUT_SEMANTICS.OPM;
  expect(api.OPMGetVideoOutputsFromHMONITOR(hMonitor, vos, count, outputs)).toBe(opm.S_OK);
  return outputs.value!.map((output) => {
    const session = new OpmSession(output);
    session.handshake();
    return session;
  });
}

const typesInOrder = [TYPE.ACP, TYPE.CGMSA, TYPE.HDCP, TYPE.DPCP];

/** Every query in the order of its display: the size and the value of an answer, or the code. */
function display(session: OpmSession): Record<string, readonly [bytes: number, value: bigint] | Hresult> {
  const one = (guid: opm.Guid, parameters?: Uint8Array) => {
    const before = session.statusSequence;
    let answer: readonly [number, bigint] | undefined;
    const code = codeOf(() => {
      const { claimedBytes, data, flags } = session.ask(guid, parameters);
      expect(flags).toBe(0);
      const isId = guid === opm.OPM_GET_OUTPUT_ID;
      answer = [claimedBytes, isId ? data.readBigUInt64LE(20) : BigInt(data.readUInt32LE(20))];
    });
    expect((session.statusSequence - before) >>> 0).toBe(answer ? 1 : 0);
    return answer ?? code;
  };
  const levels = (guid: opm.Guid) => typesInOrder.map((type) => one(guid, words(type)));
  const [virtualAcp, virtualCgmsa, virtualHdcp, virtualDpcp] = levels(opm.OPM_GET_VIRTUAL_PROTECTION_LEVEL);
  const [actualAcp, actualCgmsa, actualHdcp, actualDpcp] = levels(opm.OPM_GET_ACTUAL_PROTECTION_LEVEL);
  return {
    connector: one(opm.OPM_GET_CONNECTOR_TYPE),
    types: one(opm.OPM_GET_SUPPORTED_PROTECTION_TYPES),
    signaling: one(opm.OPM_GET_ACP_AND_CGMSA_SIGNALING),
    hdcpDevice: one(opm.OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION),
    srm: one(opm.OPM_GET_CURRENT_HDCP_SRM_VERSION),
    bus: one(opm.OPM_GET_ADAPTER_BUS_TYPE),
    id: one(opm.OPM_GET_OUTPUT_ID),
    hardware: one(opm.OPM_GET_OUTPUT_HARDWARE_PROTECTION_SUPPORT),
    codec: one(opm.OPM_GET_CODEC_INFO, new Uint8Array(4056)),
    format: one(opm.OPM_GET_ACTUAL_OUTPUT_FORMAT),
    dvi: one(opm.OPM_GET_DVI_CHARACTERISTICS),
    ...{ virtualAcp, virtualCgmsa, virtualHdcp, virtualDpcp },
    ...{ actualAcp, actualCgmsa, actualHdcp, actualDpcp },
  } as Record<string, readonly [number, bigint] | Hresult>;
}

/** Step 11: an SRM that revokes nothing: id, version 1, length 0x2b, 40 bytes of signature. */
const emptySrm = Buffer.concat([Buffer.from('800000010000002b', 'hex'), Buffer.alloc(40, 0x5a)]);

function enableHdcp(session: OpmSession): void {
  const types = session.value(opm.OPM_GET_SUPPORTED_PROTECTION_TYPES);
  expect(types & TYPE.HDCP).toBe(TYPE.HDCP);
  expect(session.configure(opm.OPM_SET_HDCP_SRM, words(1), emptySrm)).toBe(opm.S_OK);
  expect(session.configure(opm.OPM_SET_PROTECTION_LEVEL, words(TYPE.HDCP, 1, 0, 0))).toBe(opm.S_OK);
}

const noCopp = opm.ERROR_GRAPHICS_OPM_VIDEO_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS;
const invalid = opm.ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST;
const [noAcp, noCgmsa] = [0xc0262514, 0xc0262515].map((code) => opm.hresult(code)) as [Hresult, Hresult];

/** What an HDMI output with HDCP alone shows. */
const shown = (srm: readonly [number, bigint] | Hresult, virtualHdcp: bigint, actualHdcp: bigint) => ({
  connector: [32, 5n],
  types: [32, 8n],
  signaling: noCopp,
  hdcpDevice: noCopp,
  srm,
  bus: [32, 3n],
  id: [28, expect.any(BigInt)],
  hardware: [32, 0n],
  codec: invalid,
  format: [44, 1920n],
  dvi: invalid,
  virtualAcp: noAcp,
  virtualCgmsa: noCgmsa,
  virtualHdcp: [32, virtualHdcp],
  virtualDpcp: invalid,
  actualAcp: noAcp,
  actualCgmsa: noCgmsa,
  actualHdcp: [32, actualHdcp],
  actualDpcp: invalid,
});

const neverSet = opm.ERROR_GRAPHICS_OPM_HDCP_SRM_NEVER_SET;

/** The client's whole run: the first outputs are never given back. */
function run(
  machine: Machine,
  srmBefore: readonly [number, bigint] | Hresult,
  actualBefore: bigint,
): OpmSession[] {
  return monitorsOf(machine).flatMap((hMonitor) => {
    const first = openAll(machine, hMonitor);
    for (const session of first) expect(display(session)).toEqual(shown(srmBefore, 0n, actualBefore));
    const second = openAll(machine, hMonitor);
    for (const session of second) {
      enableHdcp(session);
      for (let round = 0; round < 4; round += 1) expect(display(session)).toEqual(shown([32, 1n], 1n, 1n));
    }
    // Visible from the other object of the connector: its own level is still off.
    for (const session of first) expect(display(session)).toEqual(shown([32, 1n], 0n, 1n));
    return [...first, ...second];
  });
}

describe("RC-09: D3DTest's OPM session", () => {
  it('asks everything, switches HDCP on over a second handle, and sees it from both', () => {
    expect(run(createMachine([{ profile }]), neverSet, 0n)).toHaveLength(2);
  });

  it('runs twice in a row while the handles of the first run live', () => {
    const machine = createMachine([{ profile }]);
    const sessions = [...run(machine, neverSet, 0n), ...run(machine, [32, 1n], 1n)];
    expect(new Set(sessions.map(({ key }) => key.toString('hex'))).size).toBe(4);
    const ids = sessions.map((session) => session.ask(opm.OPM_GET_OUTPUT_ID).data.readBigUInt64LE(20));
    expect(new Set(ids).size).toBe(1);
    for (const { output } of sessions) expect(output.Release()).toBe(0);
    expect(() => {
      machine.assertNoLeaks();
    }).not.toThrow();
  });

  it('repeats the number of a command that was refused', () => {
    const [session] = openAll(createMachine([{ profile }]), 0x10001n);
    const before = session!.commandSequence;
    expect(session!.configure(opm.OPM_SET_PROTECTION_LEVEL, words(TYPE.ACP, 1, 0, 0))).toBe(noAcp);
    expect(session!.configure(opm.OPM_SET_HDCP_SRM, words(2), emptySrm)).toBe(
      opm.ERROR_GRAPHICS_OPM_INVALID_SRM,
    );
    expect(session!.commandSequence).toBe(before);
    enableHdcp(session!);
    expect(session!.commandSequence).toBe((before + 2) >>> 0);
  });
});
