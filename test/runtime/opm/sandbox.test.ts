/** A sandbox's policy in front of OPM: RC-06's table, row by row, over the profile that browsers have. */
import { describe, expect, it } from '@jest/globals';
import { browserSandbox } from 'softumd/emulator';
import * as opm from 'softumd/opm';
import { pattern } from './stub-driver.js';
import { COPP, finished, second, start, world } from './world.js';

const TYPE = opm.OPM_PROTECTION_TYPE;
const refusedCommand = opm.ERROR_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST;
const refusedRequest = opm.ERROR_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST;

const levelCommand = (
  ulProtectionType: number,
  ulProtectionLevel: number,
  guid = opm.OPM_SET_PROTECTION_LEVEL,
) =>
  opm.OPM_CONFIGURE_PARAMETERS.toBytes({
    guidSetting: guid,
    cbParametersSize: 16,
    abParameters: padded(
      opm.OPM_SET_PROTECTION_LEVEL_PARAMETERS.toBytes({ ulProtectionType, ulProtectionLevel }),
    ),
  });

function padded(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(4056);
  all.set(bytes);
  return all;
}

const word = (value: number) => new Uint8Array(new Uint32Array([value]).buffer);

const request = (guidInformation: opm.Guid, parameters = new Uint8Array(0)) =>
  opm.OPM_GET_INFO_PARAMETERS.toBytes({
    guidInformation,
    cbParametersSize: parameters.length,
    abParameters: padded(parameters),
  });

const sandboxed = (options = {}) => world({ opmSandbox: browserSandbox, ...options });

describe('a sandbox', () => {
  it.each([1, 2, 4])('has room for the certificate of monitor %i', (index) => {
    const certificate = new Uint8Array(index * 0x800 + 0xabc).fill(0x41 + index);
    const got = start(sandboxed({ certificate }).open()[0]!);
    expect(got).toMatchObject({ code: opm.S_OK, length: certificate.length });
    expect(got.certificate).toEqual(certificate);
  });

  it('has none for that of monitor 8: the driver is not asked for it, and nothing is begun', () => {
    const one = sandboxed({ certificate: new Uint8Array(8 * 0x800 + 0xabc) });
    const output = one.open()[0]!;
    expect(start(output)).toEqual({
      code: opm.ERROR_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH,
      random: new Uint8Array(16),
      certificate: undefined,
      length: undefined,
    });
    expect(one.calls).not.toContain('DxgkDdiOPMGetCertificate');
    expect(one.calls).not.toContain('DxgkDdiOPMGetRandomNumber');
    expect(output.Release()).toBe(0);
    expect(one.live.size).toBe(0);
  });

  it.each<[string, Uint8Array, number, number]>([
    ['HDCP on', levelCommand(TYPE.HDCP, 1), 0, opm.S_OK],
    ['DPCP on', levelCommand(TYPE.DPCP, 1), 0, opm.S_OK],
    ['HDCP off', levelCommand(TYPE.HDCP, 0), 0, opm.S_OK],
    ['one additional byte', levelCommand(TYPE.HDCP, 1), 1, refusedCommand],
    ['an unknown type', levelCommand(0x40, 1), 0, refusedCommand],
    ['ACP', levelCommand(TYPE.ACP, 1), 0, refusedCommand],
    ['a level above on', levelCommand(TYPE.HDCP, 2), 0, refusedCommand],
    ['an SRM', levelCommand(TYPE.HDCP, 1, opm.OPM_SET_HDCP_SRM), 0, refusedCommand],
    [
      'the best-effort command',
      levelCommand(8, 1, opm.OPM_SET_PROTECTION_LEVEL_ACCORDING_TO_CSS_DVD),
      0,
      refusedCommand,
    ],
  ])('judges the command with %s', (_what, command, additional, expected) => {
    const one = sandboxed();
    const output = finished(one.open()[0]!);
    one.calls.length = 0;
    expect(output.Configure(command, additional, additional ? new Uint8Array(1) : null)).toBe(expected);
    expect(one.calls).toEqual(expected === opm.S_OK ? ['DxgkDdiOPMConfigureProtectedOutput'] : []);
  });

  it.each<[string, Uint8Array, number]>([
    ['the connector', request(opm.OPM_GET_CONNECTOR_TYPE), opm.S_OK],
    ['the types', request(opm.OPM_GET_SUPPORTED_PROTECTION_TYPES), opm.S_OK],
    ['the connector, with 4 bytes', request(opm.OPM_GET_CONNECTOR_TYPE, word(0)), refusedRequest],
    ['the types, with 4 bytes', request(opm.OPM_GET_SUPPORTED_PROTECTION_TYPES, word(0)), refusedRequest],
    ['the virtual level of HDCP', request(opm.OPM_GET_VIRTUAL_PROTECTION_LEVEL, word(8)), opm.S_OK],
    ['the actual level of DPCP', request(opm.OPM_GET_ACTUAL_PROTECTION_LEVEL, word(16)), opm.S_OK],
    ['the virtual level of ACP', request(opm.OPM_GET_VIRTUAL_PROTECTION_LEVEL, word(2)), refusedRequest],
    ['the actual level of ACP', request(opm.OPM_GET_ACTUAL_PROTECTION_LEVEL, word(2)), refusedRequest],
    ['the virtual level of nothing', request(opm.OPM_GET_VIRTUAL_PROTECTION_LEVEL), refusedRequest],
    ['the actual level of nothing', request(opm.OPM_GET_ACTUAL_PROTECTION_LEVEL), refusedRequest],
    ['the codec', request(opm.OPM_GET_CODEC_INFO, new Uint8Array(4056)), refusedRequest],
    ['a size that lies', request(opm.OPM_GET_CONNECTOR_TYPE).fill(0xff, 52, 56), refusedRequest],
  ])('judges the request for %s', (_what, parameters, expected) => {
    const one = sandboxed();
    const output = finished(one.open()[0]!);
    one.calls.length = 0;
    const reply = pattern(4096, 7);
    expect(output.GetInformation(parameters, reply)).toBe(expected);
    expect(one.calls).toEqual(expected === opm.S_OK ? ['DxgkDdiOPMGetInformation'] : []);
    if (expected !== opm.S_OK) expect(reply).toEqual(pattern(4096, 7));
  });

  it('reads the messages of COPP’s semantics by their own layout and number of HDCP', () => {
    const output = finished(sandboxed().open(second, COPP)[0]!);
    const ask = (parameters: Uint8Array) =>
      output.COPPCompatibleGetInformation(parameters.subarray(16), new Uint8Array(4096));
    expect(ask(request(opm.OPM_GET_ACTUAL_PROTECTION_LEVEL, word(1)))).toBe(opm.S_OK);
    expect(ask(request(opm.OPM_GET_ACTUAL_PROTECTION_LEVEL, word(8)))).toBe(refusedRequest);
    expect(output.Configure(levelCommand(1, 1), 0, null)).toBe(opm.S_OK);
  });

  it('is not there without a policy: what it refuses is the driver’s to judge', () => {
    const one = world();
    const output = finished(one.open()[0]!);
    expect(output.Configure(levelCommand(TYPE.HDCP, 2, opm.OPM_SET_HDCP_SRM), 1, new Uint8Array(1))).toBe(
      opm.S_OK,
    );
    expect(output.GetInformation(request(opm.OPM_GET_CODEC_INFO), new Uint8Array(4096))).toBe(opm.S_OK);
  });
});
