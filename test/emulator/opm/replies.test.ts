/** What each request is answered with (OPM-20…OPM-25, OPM-44, OPM-47), and signaling. */
import { describe, expect, it } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import type { OutputProfile } from 'softumd/emulator';
import { hdmiOutput, televisionOutput } from 'softumd/emulator';
import { Bench, createOpmDriver, everything, withOutputs } from './bench.js';
import { Client, COPP, OPM, TYPE } from './client.js';

const { NTSTATUSES: S, STATUS_SUCCESS } = ddi;
const clientOf = (output: Partial<OutputProfile>, semantics: number = OPM) =>
  new Client(new Bench(createOpmDriver({ profile: withOutputs({ ...everything, ...output }) })), semantics);

/** Requests that only some semantics have, or both, with the size of the reply (OPM-25); written out, not computed. */
const table = [
  ['OPM_GET_CONNECTOR_TYPE', ddi.OPM_GET_CONNECTOR_TYPE, 'both', 0, 32],
  ['OPM_GET_SUPPORTED_PROTECTION_TYPES', ddi.OPM_GET_SUPPORTED_PROTECTION_TYPES, 'both', 0, 32],
  ['OPM_GET_VIRTUAL_PROTECTION_LEVEL', ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, 'both', 4, 32],
  ['OPM_GET_ACTUAL_PROTECTION_LEVEL', ddi.OPM_GET_ACTUAL_PROTECTION_LEVEL, 'both', 4, 32],
  ['OPM_GET_ACTUAL_OUTPUT_FORMAT', ddi.OPM_GET_ACTUAL_OUTPUT_FORMAT, 'both', 0, 44],
  ['OPM_GET_ADAPTER_BUS_TYPE', ddi.OPM_GET_ADAPTER_BUS_TYPE, 'both', 0, 32],
  [
    ...['OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION', ddi.OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION],
    ...['COPP', 0, 72],
  ],
  ['OPM_GET_ACP_AND_CGMSA_SIGNALING', ddi.OPM_GET_ACP_AND_CGMSA_SIGNALING, 'COPP', 0, 88],
  ['OPM_GET_CURRENT_HDCP_SRM_VERSION', ddi.OPM_GET_CURRENT_HDCP_SRM_VERSION, 'OPM', 0, 32],
  ['OPM_GET_OUTPUT_ID', ddi.OPM_GET_OUTPUT_ID, 'OPM', 0, 28],
  ['OPM_GET_DVI_CHARACTERISTICS', ddi.OPM_GET_DVI_CHARACTERISTICS, 'OPM', 0, 32],
  [
    'OPM_GET_OUTPUT_HARDWARE_PROTECTION_SUPPORT',
    ddi.OPM_GET_OUTPUT_HARDWARE_PROTECTION_SUPPORT,
    'OPM',
    0,
    32,
  ],
] as const;

describe('a reply', () => {
  it.each(table)('to %s has its size, under the semantics that have it', (_name, guid, of, takes, bytes) => {
    for (const [name, semantics, hdcp] of [
      ['OPM', OPM, TYPE.HDCP],
      ['COPP', COPP, TYPE.COPP_COMPATIBLE_HDCP],
    ] as const) {
      const client = clientOf({ connector: 'DVI' }, semantics);
      if (name === 'OPM')
        client.setSrm(new Uint8Array(Buffer.from(`800000010100002b${'00'.repeat(40)}`, 'hex')));
      if (of === 'both' || of === name) {
        expect(client.ask(guid, takes ? hdcp : undefined)).toHaveLength(bytes);
        continue;
      }
      const refused = client.request(guid);
      expect(refused.status).toBe(
        name === 'OPM'
          ? S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS
          : S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS,
      );
      expect(refused.reply).toEqual(new Uint8Array(4096).fill(0xee));
    }
  });

  it.each([
    ['UNKNOWN', 0xffff_ffff],
    ['VGA', 0],
    ['SVIDEO', 1],
    ['COMPOSITE_VIDEO', 2],
    ['COMPONENT_VIDEO', 3],
    ['DVI', 4],
    ['HDMI', 5],
    ['LVDS', 6],
    ['TMDS', 0xffff_ffff],
    ['D_JPN', 8],
    ['SDI', 9],
    ['DISPLAYPORT_EXTERNAL', 10],
    ['DISPLAYPORT_EMBEDDED', 11],
    ['UDI_EXTERNAL', 12],
    ['UDI_EMBEDDED', 13],
    ['MIRACAST', 15],
    ['TRANSPORT_AGNOSTIC_DIGITAL_MODE_A', 16],
    ['TRANSPORT_AGNOSTIC_DIGITAL_MODE_B', 17],
  ] as const)(
    'names the connector %s: %i; that it is inside, under COPP semantics alone (OPM-47)',
    (connector, number) => {
      for (const internal of [false, true]) {
        const asked = (semantics: number) =>
          clientOf({ connector, internal }, semantics).value(ddi.OPM_GET_CONNECTOR_TYPE);
        expect([asked(OPM), asked(COPP)]).toEqual([number, internal ? (number | 0x8000_0000) >>> 0 : number]);
      }
    },
  );

  it('names bus and the way it is built, of which COPP semantics know one bit (OPM-47)', () => {
    const asked = (output: Partial<OutputProfile>) =>
      [OPM, COPP].map((semantics) => clientOf(output, semantics).value(ddi.OPM_GET_ADAPTER_BUS_TYPE));
    expect(asked({ bus: 'UNKNOWN' })).toEqual([0, 0]);
    expect(asked({ bus: 'PCI' })).toEqual([1, 1]);
    expect(asked({ bus: 'PCIX' })).toEqual([2, 2]);
    expect(asked({ bus: 'PCI_EXPRESS' })).toEqual([3, 3]);
    expect(asked({ bus: 'AGP', integrated: true })).toEqual([0x1_0004, 0x8000_0004]);
    for (const [at, busModifier] of (
      [
        ...['INSIDE_OF_CHIPSET', 'TRACKS_ON_MOTHER_BOARD_TO_CHIP', 'TRACKS_ON_MOTHER_BOARD_TO_SOCKET'],
        ...['DAUGHTER_BOARD_CONNECTOR', 'DAUGHTER_BOARD_CONNECTOR_INSIDE_OF_NUAE'],
      ] as const
    ).entries())
      expect(asked({ bus: 'PCI', busModifier: busModifier })).toEqual([0x1_0000 * (at + 1) + 1, 1]);
    expect(asked({ nonStandardBus: true })).toEqual([0x8000_0003, 3]);
  });

  it('tells types by semantics, whatever the mode (OPM-44)', () => {
    const asked = (output: Partial<OutputProfile>) =>
      [OPM, COPP].map((semantics) =>
        clientOf(output, semantics).value(ddi.OPM_GET_SUPPORTED_PROTECTION_TYPES),
      );
    expect(asked({})).toEqual([0x38, 7]);
    expect(asked({ protections: [{ type: 'HDCP' }] })).toEqual([8, 1]);
    expect(asked({ protections: [{ type: 'DPCP' }] })).toEqual([0x10, 0]);
    expect(asked({ protections: [{ type: 'ACP' }] })).toEqual([0, 2]);
    expect(asked({ protections: [] })).toEqual([0, 0]);
  });

  it('tells the format', () => {
    const mode = {
      ...hdmiOutput.mode,
      width: 1280,
      height: 720,
      refreshNumerator: 60_000,
      refreshDenominator: 1001,
    };
    for (const [scan, number] of [
      ['progressive', 2],
      ['even-field-first', 3],
      ['odd-field-first', 4],
    ] as const) {
      const payload = Buffer.from(
        clientOf({ mode: { ...mode, scan } }).ask(ddi.OPM_GET_ACTUAL_OUTPUT_FORMAT),
      );
      const words = Array.from({ length: 6 }, (_, at) => payload.readUInt32LE(20 + 4 * at));
      expect(words).toEqual([1280, 720, number, 22, 60_000, 1001]);
    }
  });

  it("tells an output's id, 64 bits, another for each and the same for both objects of one (D-52, D-62)", () => {
    const profile = withOutputs(everything, everything);
    const bench = new Bench(createOpmDriver({ profile }));
    const ids = [0, 1, 0].map((target) =>
      Buffer.from(new Client(bench, OPM, target).ask(ddi.OPM_GET_OUTPUT_ID)).readBigUInt64LE(20),
    );
    expect(ids[0]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
    for (const id of ids) expect(id > 0xffff_ffffn).toBe(true);
  });

  it('tells the specification of a DVI connector, and of no other', () => {
    const asked = (output: Partial<OutputProfile>) => clientOf(output).value(ddi.OPM_GET_DVI_CHARACTERISTICS);
    expect(asked({ connector: 'DVI', dvi: '1.0' })).toBe(1);
    expect(asked({ connector: 'DVI', dvi: '1.1' })).toBe(2);
    expect(asked({ connector: 'DVI' })).toBe(2);
    expect(clientOf({ connector: 'HDMI' }).request(ddi.OPM_GET_DVI_CHARACTERISTICS).status).toBe(
      S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST,
    );
  });

  it('tells whether hardware protects the output', () => {
    const asked = (output: Partial<OutputProfile>) =>
      clientOf(output).value(ddi.OPM_GET_OUTPUT_HARDWARE_PROTECTION_SUPPORT);
    expect([asked({}), asked({ hardwareProtection: false }), asked({ hardwareProtection: true })]).toEqual([
      0, 0, 1,
    ]);
  });

  it('tells the receiver: its vector, least significant byte first, and whether it is a repeater', () => {
    const client = clientOf({ hdcpReceiver: { ksv: 0x05_0403_0201n, repeater: true, behind: [7n] } }, COPP);
    const expected = new Uint8Array(52);
    expected.set([1, 0, 0, 0, 1, 2, 3, 4, 5]);
    expect(client.ask(ddi.OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION).subarray(20)).toEqual(expected);
    client.bench.driver.control.outputs.unplug(0);
    expect(client.ask(ddi.OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION).subarray(20)).toEqual(
      new Uint8Array(52),
    );
  });
});

describe('signaling', () => {
  const signal = (
    client: Client,
    members: Parameters<typeof ddi.OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS.toBytes>[0],
  ) =>
    client.configure(
      ddi.OPM_SET_ACP_AND_CGMSA_SIGNALING,
      ddi.OPM_SET_ACP_AND_CGMSA_SIGNALING_PARAMETERS.toBytes(members),
    );
  const told = (client: Client) =>
    ddi.OPM_ACP_AND_CGMSA_SIGNALING.fromBytes(client.ask(ddi.OPM_GET_ACP_AND_CGMSA_SIGNALING));

  it('is set by masks and told to every object of the connector', () => {
    const one = clientOf({ tvStandards: ['IEC61880_525i', 'EN300294_625i'], tvType: 3 }, COPP);
    const two = new Client(one.bench, COPP);
    const first = { ulNewTVProtectionStandard: 0x10, ulAspectRatioChangeMask1: 7, ulAspectRatioData1: 5 };
    const second = { ulNewTVProtectionStandard: 0x10, ulAspectRatioChangeMask1: 3, ulAspectRatioData1: 2 };
    expect([signal(one, first), signal(two, second)]).toEqual([STATUS_SUCCESS, STATUS_SUCCESS]);
    for (const client of [one, two])
      expect(told(client)).toMatchObject({
        ulAvailableTVProtectionStandards: 0x11,
        ulActiveTVProtectionStandard: 0x10,
        ulReserved: 3,
        ulAspectRatioValidMask1: 7,
        ulAspectRatioData1: 6,
        ulAspectRatioData2: 0,
      });
  });

  it('is SIGNALING_NOT_SUPPORTED of a standard that is not there, and of a digital output', () => {
    const refused = S.STATUS_GRAPHICS_OPM_SIGNALING_NOT_SUPPORTED;
    const analog = clientOf(televisionOutput, COPP);
    for (const ulNewTVProtectionStandard of [2, 3, 0x21, 0x8000_0000, 0xffff_ffff])
      expect(signal(analog, { ulNewTVProtectionStandard })).toBe(refused);
    expect(told(analog)).toMatchObject({ ulActiveTVProtectionStandard: 0, ulAspectRatioData1: 0 });
    const digital = clientOf({ tvStandards: [] }, COPP);
    for (const ulNewTVProtectionStandard of [0, 1])
      expect(signal(digital, { ulNewTVProtectionStandard })).toBe(refused);
  });
});
