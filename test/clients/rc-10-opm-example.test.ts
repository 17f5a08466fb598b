/** RC-10: Microsoft's OPM example. Its steps, as real-clients lists them; the driver is made by a profile alone. */
import { describe, expect, it } from '@jest/globals';
import { createMachine } from 'softumd';
import { defaultOutputs, hdmiOutput } from 'softumd/emulator';
import * as opm from 'softumd/opm';
import { omac1 } from './omac.js';
import { OpmSession, words } from './opm-session.js';

const HDCP = opm.OPM_PROTECTION_TYPE.HDCP;
const profile = { outputs: { ...defaultOutputs, monitors: [{ name: 'desktop', outputs: [hdmiOutput] }] } };

/** One output's session after step 1. */
function started(): OpmSession {
  const { api } = createMachine([{ profile }]);
  const [count, outputs] = [opm.out<number>(), opm.out<readonly opm.IOPMVideoOutput[]>()];
  const vos = opm.OPM_VIDEO_OUTPUT_SEMANTICS.OPM;
  expect(api.OPMGetVideoOutputsFromHMONITOR(0x10001n, vos, count, outputs)).toBe(opm.S_OK);
  expect(count.value).toBe(1);
  const session = new OpmSession(outputs.value![0]!);
  session.handshake();
  return session;
}

const setLevel = (session: OpmSession, level: number) =>
  session.configure(opm.OPM_SET_PROTECTION_LEVEL, words(HDCP, level, 0, 0));

const virtualLevel = (session: OpmSession) =>
  session.value(opm.OPM_GET_VIRTUAL_PROTECTION_LEVEL, words(HDCP));

describe("RC-10: Microsoft's OPM example", () => {
  it('asks for the connector, switches HDCP on, and sees it on', () => {
    const session = started();
    expect(session.value(opm.OPM_GET_CONNECTOR_TYPE)).toBe(opm.OPM_CONNECTOR_TYPE.HDMI);
    expect(setLevel(session, 1)).toBe(opm.S_OK);
    expect(virtualLevel(session)).toBe(1);
    expect(session.output.Release()).toBe(0);
  });

  const invalid = opm.ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST;
  const flipped: readonly (readonly [what: string, at: number, isSignedAnew: boolean])[] = [
    ['the MAC', 0, false],
    ['the number', 48, false],
    ['the number, signed anew', 48, true],
    ['the GUID', 32, false],
    ['the GUID, signed anew', 32, true],
    ['the count of parameters', 52, false],
    ['the count of parameters, signed anew', 52, true],
  ];

  it.each(flipped)(
    'is refused where one bit of %s is flipped, and goes on with the same number',
    (_what, at, again) => {
      const session = started();
      const request = session.request(opm.OPM_GET_CONNECTOR_TYPE);
      request[at]! ^= 1;
      const sent = again ? resigned(session, request) : request;
      const { code, reply } = session.send(sent);
      expect(code).toBe(invalid);
      expect(reply.equals(Buffer.alloc(4096))).toBe(true);
      expect(session.value(opm.OPM_GET_CONNECTOR_TYPE)).toBe(opm.OPM_CONNECTOR_TYPE.HDMI);
    },
  );

  it('is refused a command with one bit flipped, which changes nothing', () => {
    const session = started();
    for (const at of [0, 15, 16, 32, 36, 40, 44, 4095]) {
      const command = session.command(opm.OPM_SET_PROTECTION_LEVEL, words(HDCP, 1, 0, 0));
      command[at]! ^= 1;
      expect(session.output.Configure(command, 0, null)).toBe(
        opm.ERROR_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST,
      );
    }
    expect(virtualLevel(session)).toBe(0);
    expect(setLevel(session, 1)).toBe(opm.S_OK);
    expect(virtualLevel(session)).toBe(1);
  });
});

/** The same request with the MAC of its bytes. */
function resigned(session: OpmSession, request: Buffer): Buffer {
  const guid = opm.OPM_GET_CONNECTOR_TYPE;
  const fresh = session.request(guid); // any: its MAC is put aside
  request.copy(fresh, 16, 16);
  omac1(session.key, fresh.subarray(16)).copy(fresh);
  return fresh;
}
