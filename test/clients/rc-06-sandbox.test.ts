/**
 * RC-06: the OPM test of Chromium's sandbox. Its table, as real-clients lists it, over a driver and a policy that are made
 * by a profile alone. The fake behind the original answers constant bytes; here each object does its handshake.
 */
import { describe, expect, it } from '@jest/globals';
import { createMachine } from 'softumd';
import { browserSandbox, defaultOutputs, hdmiOutput } from 'softumd/emulator';
import type { Hresult, IOPMVideoOutput } from 'softumd/opm';
import * as opm from 'softumd/opm';
import { codeOf, OpmSession, words } from './opm-session.js';

const { HDCP, DPCP, ACP } = opm.OPM_PROTECTION_TYPE;
const indexes = [1, 2, 4, 8];
const handles = [0x11111111, 0x22222222, 0x44444444, 0x88888888];
const output = { ...hdmiOutput, protections: [{ type: 'HDCP' }, { type: 'DPCP' }] } as const;

/** The world of step 1: monitor n has n - 1 outputs. */
const outputs = {
  ...defaultOutputs,
  monitors: indexes.map((index, at) => ({
    name: `monitor ${index}`,
    hMonitor: handles[at]!,
    outputs: Array.from({ length: index - 1 }, () => output),
  })),
};

const sandboxed = { outputs, opmSandbox: browserSandbox };

function videoOutputs(profile: object, hMonitor: number): readonly IOPMVideoOutput[] {
  const { api } = createMachine([{ profile }]);
  const [count, found] = [opm.out<number>(), opm.out<readonly IOPMVideoOutput[]>()];
  const vos = opm.OPM_VIDEO_OUTPUT_SEMANTICS.OPM;
  expect(api.OPMGetVideoOutputsFromHMONITOR(BigInt(hMonitor), vos, count, found)).toBe(opm.S_OK);
  expect(count.value).toBe(found.value!.length);
  return found.value!;
}

function session(profile: object = sandboxed): OpmSession {
  const made = new OpmSession(videoOutputs(profile, handles[1]!)[0]!);
  made.handshake();
  return made;
}

const [passed, refusedCommand, refusedRequest] = [
  opm.S_OK,
  opm.ERROR_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST,
  opm.ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST,
];
const noAcp = opm.hresult(0xc0262514);
const invalidSrm = opm.ERROR_GRAPHICS_OPM_INVALID_SRM;
const [LEVEL, SRM] = [opm.OPM_SET_PROTECTION_LEVEL, opm.OPM_SET_HDCP_SRM];
const [VIRTUAL, ACTUAL] = [opm.OPM_GET_VIRTUAL_PROTECTION_LEVEL, opm.OPM_GET_ACTUAL_PROTECTION_LEVEL];
const CONNECTOR = opm.OPM_GET_CONNECTOR_TYPE;

type Row<Inputs extends readonly unknown[]> = readonly [
  what: string,
  ...inputs: Inputs,
  behind: Hresult,
  without: Hresult,
];

const commands: readonly Row<[opm.Guid, Uint8Array, Uint8Array | null]>[] = [
  ['HDCP on', LEVEL, words(HDCP, 1, 0, 0), null, passed, passed],
  ['DPCP on', LEVEL, words(DPCP, 1, 0, 0), null, passed, passed],
  ['HDCP off', LEVEL, words(HDCP, 0, 0, 0), null, passed, passed],
  ['an additional byte', LEVEL, words(HDCP, 1, 0, 0), new Uint8Array(1), refusedCommand, refusedCommand],
  ['an unknown type', LEVEL, words(0x40, 1, 0, 0), null, refusedCommand, refusedCommand],
  ['a level above on', LEVEL, words(HDCP, 2, 0, 0), null, refusedCommand, refusedCommand],
  ['an SRM', SRM, words(1), new Uint8Array(48), refusedCommand, invalidSrm],
];

const requests: readonly Row<[opm.Guid, Uint8Array]>[] = [
  ['the connector', CONNECTOR, words(), passed, passed],
  ['the types', opm.OPM_GET_SUPPORTED_PROTECTION_TYPES, words(), passed, passed],
  ['the connector, with 4 bytes', CONNECTOR, words(0), refusedRequest, refusedRequest],
  ['the actual level of HDCP', ACTUAL, words(HDCP), passed, passed],
  ['the virtual level of DPCP', VIRTUAL, words(DPCP), passed, passed],
  ['the actual level of ACP', ACTUAL, words(ACP), refusedRequest, noAcp],
  ['the virtual level of nothing', VIRTUAL, words(), refusedRequest, refusedRequest],
  ['the codec', opm.OPM_GET_CODEC_INFO, new Uint8Array(4056), refusedRequest, refusedRequest],
];

describe("RC-06: Chromium's sandbox", () => {
  it.each(indexes.map((index, at) => [index, handles[at]!]))(
    'finds the outputs of monitor %i, one fewer than its index',
    (index, hMonitor) => {
      expect(videoOutputs(sandboxed, hMonitor)).toHaveLength(index - 1);
    },
  );

  it('has room for a certificate up to its limit, and fails cleanly for a larger one', () => {
    const narrow = { outputs, opmSandbox: { ...browserSandbox, maxCertificateBytes: 1024 } };
    const [one] = videoOutputs(narrow, handles[1]!);
    const [certificate, random] = [opm.out<Uint8Array>(), new Uint8Array(16)];
    expect(one!.StartInitialization(random, certificate, opm.out())).toBe(
      opm.ERROR_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH,
    );
    expect([certificate.value, random]).toEqual([undefined, new Uint8Array(16)]);
    expect(() => session()).not.toThrow();
  });

  it('takes the start message that the driver can open, and refuses another', () => {
    const [one] = videoOutputs(sandboxed, handles[1]!);
    expect(one!.StartInitialization(new Uint8Array(16), opm.out(), opm.out())).toBe(passed);
    expect(one!.FinishInitialization(new Uint8Array(256).fill(0x5b))).toBe(
      opm.ERROR_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS,
    );
  });

  it.each(commands)('judges the command with %s', (_what, guid, data, more, behind, without) => {
    const free = session({ outputs });
    expect(session().configure(guid, data, more)).toBe(behind);
    expect(free.configure(guid, data, more)).toBe(without);
  });

  it.each(requests)('judges the request for %s', (_what, guid, data, behind, without) => {
    expect(codeOf(() => session().ask(guid, data))).toBe(behind);
    expect(codeOf(() => session({ outputs }).ask(guid, data))).toBe(without);
  });
});
