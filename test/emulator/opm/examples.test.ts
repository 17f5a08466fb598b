import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import {
  Bench,
  bytesOf,
  COMMAND_START,
  commandOf,
  coppRequestOf,
  createOpmDriver,
  examples,
  everything,
  hexOf,
  levelData,
  requestOf,
  STATUS_START,
  typeData,
  withOutputs,
} from './bench.js';

const { OPM_VIDEO_OUTPUT_SEMANTICS: VOS } = ddi;

/** The bytes after the omac as an example shows them: its first ones, then zeros. */
const regionOf = (example: string, first: string) => {
  const { region_len: bytes } = examples[example]! as unknown as { region_len: number };
  const region = new Uint8Array(bytes);
  region.set(bytesOf(examples[example]![first]!));
  return hexOf(region);
};

/** Whether a structure is what an example shows, omac and all. */
function expectExample(structure: Uint8Array, example: string, first: string): void {
  expect(hexOf(structure.subarray(16))).toBe(regionOf(example, first));
  expect(hexOf(structure.subarray(0, 16))).toBe(examples[example]!['omac']);
}

describe('the worked examples of OPM', () => {
  it('tells the connector (OPM-12, OPM-13, OPM-25)', () => {
    const bench = new Bench();
    const request = requestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE);
    expectExample(request, 'opm_getinfo_connector', 'first_40');
    const { status, reply } = bench.information(bench.started(), request);
    expect(ddi.ntstatusName(status)).toBe('STATUS_SUCCESS');
    expectExample(reply, 'opm_getinfo_connector_reply_hdmi', 'first_36');
  });

  it('switches HDCP on, and tells the level (OPM-24, OPM-26, OPM-31)', () => {
    const bench = new Bench();
    const handle = bench.started();
    bench.information(handle, requestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE));
    const command = commandOf(COMMAND_START, levelData(ddi.OPM_PROTECTION_TYPE.HDCP, 1));
    expectExample(command, 'opm_configure_hdcp_on', 'first_40');
    expect(bench.configure(handle, command)).toBe(ddi.STATUS_SUCCESS);
    const request = requestOf(STATUS_START + 1, ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, typeData(8));
    expectExample(request, 'opm_getinfo_virtual_level_hdcp', 'first_44');
    expectExample(bench.information(handle, request).reply, 'opm_getinfo_virtual_level_reply_on', 'first_36');
  });

  it("tells a receiver's key selection vector under COPP semantics (OPM-19, OPM-22)", () => {
    const output = { ...everything, hdcpReceiver: { ksv: 0x05_0403_0201n, repeater: true } };
    const bench = new Bench(createOpmDriver({ profile: withOutputs(output) }));
    const request = coppRequestOf(STATUS_START, ddi.OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION);
    expect(hexOf(request.subarray(0, 40))).toBe(examples['opm_copp_compat_hdcp_device']!['request_first_40']);
    const { reply } = bench.information(bench.started(VOS.COPP), request);
    expectExample(reply, 'opm_copp_compat_hdcp_device', 'reply_first_49');
  });

  it('takes an SRM (OPM-30)', () => {
    const bench = new Bench();
    const handle = bench.started();
    bench.configure(handle, commandOf(COMMAND_START, levelData(ddi.OPM_PROTECTION_TYPE.HDCP, 1)));
    const command = commandOf(COMMAND_START + 1, typeData(1), ddi.OPM_SET_HDCP_SRM);
    expectExample(command, 'opm_configure_srm_version1', 'first_28');
    const srm = bytesOf(`800000010000002b${'00'.repeat(40)}`);
    expect(srm.length).toBe(48);
    expect(ddi.ntstatusName(bench.configure(handle, command, srm))).toBe('STATUS_SUCCESS');
  });
});
