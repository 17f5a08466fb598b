import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Guid } from '../../src/abi/index.js';
import { OPM_PROTECTION_TYPE } from '../../src/ddi/opm/index.js';
import type { OpmClient } from '../../src/player/index.js';
import { hex, toHex } from '../crypto/fixtures.js';
import { guidHex } from './channel-driver.js';
import {
  coppClient,
  driverRandom,
  goldenClient,
  head,
  message,
  quiet,
  random,
  reasonOf,
  refusedBy,
  replyOf,
} from './opm-golden.js';

const { HDCP } = OPM_PROTECTION_TYPE;
const unknown = '01020304-0506-0708-090a-0b0c0d0e0f10' as Guid;
describe('the answer to', () => {
  const standard = (value: string) => `${value.padEnd(8, '0')}0000000000000000`;
  const format = '8007000038040000020000001600000060ea0000e9030000';
  const signals = `7f00000010000000${'00'.repeat(4)}0100000002${'00'.repeat(3)}`.padEnd(136, '0');
  it.each<
    [
      string,
      (client: OpmClient) => ReturnType<OpmClient['queryConnectorType']>,
      string,
      string,
      string,
      unknown,
    ]
  >([
    [
      'GET_CONNECTOR_TYPE',
      (c) => c.queryConnectorType(),
      '81d0bfd5-6afe-48c2-99c0-95a08f97c5da',
      '',
      standard('ffffffff'),
      0xffffffff,
    ],
    [
      'GET_SUPPORTED_PROTECTION_TYPES',
      (c) => c.querySupportedProtectionTypes(),
      '38f2a801-9a6c-48bb-9107-b6696e6f1797',
      '',
      standard('28'),
      0x28,
    ],
    [
      'GET_VIRTUAL_PROTECTION_LEVEL',
      (c) => c.queryVirtualProtectionLevel(0x80000000),
      'b2075857-3eda-4d5d-88db-748f8c1a0549',
      '00000080',
      standard('01'),
      1,
    ],
    [
      'GET_ACTUAL_PROTECTION_LEVEL',
      (c) => c.queryActualProtectionLevel(4),
      '1957210a-7766-452a-b99a-d27aed54f03a',
      '04000000',
      standard('0b'),
      11,
    ],
    [
      'GET_ADAPTER_BUS_TYPE',
      (c) => c.queryAdapterBusType(),
      'c6f4d673-6174-4184-8e35-f6db5200bcba',
      '',
      standard('03000180'),
      0x80010003,
    ],
    [
      'GET_CURRENT_HDCP_SRM_VERSION',
      (c) => c.queryCurrentHdcpSrmVersion(),
      '99c5ceff-5f1d-4879-81c1-c52443c9482b',
      '',
      standard('feff'),
      0xfffe,
    ],
    [
      'GET_DVI_CHARACTERISTICS',
      (c) => c.queryDviCharacteristics(),
      'a470b3bb-5dd7-4172-839c-3d3776e0ebf5',
      '',
      standard('02'),
      2,
    ],
    [
      'GET_OUTPUT_HARDWARE_PROTECTION_SUPPORT',
      (c) => c.queryOutputHardwareProtectionSupport() as never,
      '3b129589-2af8-4ef0-96a2-704a845a218e',
      '',
      standard('01'),
      true,
    ],
    [
      'the same',
      (c) => c.queryOutputHardwareProtectionSupport() as never,
      '3b129589-2af8-4ef0-96a2-704a845a218e',
      '',
      standard('00'),
      false,
    ],
    [
      'GET_OUTPUT_ID',
      (c) => c.queryOutputId() as never,
      '72cb6df3-244f-40ce-b09e-20506af6302f',
      '',
      'ffffffffffffffff',
      0xffffffffffffffffn,
    ],
    [
      'GET_ACTUAL_OUTPUT_FORMAT',
      (c) => c.queryActualOutputFormat() as never,
      'd7bf1ba3-ad13-4f8e-af98-0dcb3ca204cc',
      '',
      format,
      {
        ulDisplayWidth: 1920,
        ulDisplayHeight: 1080,
        dsfSampleInterleaveFormat: 2,
        d3dFormat: 22,
        ulFrequencyNumerator: 60000,
        ulFrequencyDenominator: 1001,
      },
    ],
    [
      'GET_ACP_AND_CGMSA_SIGNALING',
      (c) => c.queryAcpAndCgmsaSignaling() as never,
      '6629a591-3b79-4cf3-924a-11e8e7811671',
      '',
      signals,
      {
        ulAvailableTVProtectionStandards: 0x7f,
        ulActiveTVProtectionStandard: 0x10,
        ulReserved: 0,
        ulAspectRatioValidMask1: 1,
        ulAspectRatioData1: 2,
        ulAspectRatioValidMask2: 0,
        ulAspectRatioData2: 0,
        ulAspectRatioValidMask3: 0,
        ulAspectRatioData3: 0,
        ulReserved2: [0, 0, 0, 0],
        ulReserved3: [0, 0, 0, 0],
      },
    ],
    [
      'GET_CONNECTED_HDCP_DEVICE_INFORMATION',
      (c) => c.queryConnectedHdcpDevice() as never,
      '0db59d74-a992-492e-a0bd-c23fda564e00',
      '',
      `010000000504030201${'ff'.repeat(43)}`,
      {
        ksv: hex('0504030201'),
        isRepeater: true,
        ulHDCPFlags: 1,
      },
    ],
  ])(
    'OPM_%s has its GUID, its data and an answer of exactly its size',
    (_name, ask, guid, data, answer, value) => {
      for (const client of [goldenClient(), coppClient()]) {
        const request = ask(client);
        const asked = request.bytes.subarray(client.semantics === 'OPM' ? 16 : 0);
        const size = Buffer.of(data.length / 2, 0, 0, 0).toString('hex');
        expect(toHex(asked.subarray(0, 48))).toBe(
          `${toHex(random)}${guidHex(guid)}44332211${size}${data.padEnd(16, '0')}`,
        );
        const bytes = 20 + answer.length / 2;
        expect(client.readReply(request, replyOf(head(bytes) + answer))).toEqual({ value, ...quiet });
        for (const other of [bytes - 1, bytes + 1, 0, 4076, 0xffffffff])
          expect(reasonOf(() => client.readReply(request, replyOf(head(other) + answer)))).toBe('size');
      }
    },
  );

  it('OPM_GET_CODEC_INFO carries a verifier and is answered without flags (OPM-23, OPM-43)', () => {
    const client = goldenClient();
    const request = client.queryCodecInfo(hex('0a0b0c'));
    expect(toHex(request.bytes.subarray(32, 64))).toBe(
      `${guidHex('4f374491-8f5f-4445-9dba-95588f6b58b4')}44332211d80f0000030000000a0b0c00`,
    );
    const merit = replyOf(`14000000${toHex(random)}0d000000`);
    expect(client.readReply(request, merit)).toEqual({ value: 13, ...quiet });
    expect(client.queryCodecInfo(new Uint8Array(4052)).bytes).toHaveLength(4112);
    expect(() => client.queryCodecInfo(new Uint8Array(4053))).toThrow(
      new RangeError('verifier: expected at most 4052 bytes, received 4053'),
    );
  });

  it("of the caller's own have what the answer holds, of any size that has random number and flags", () => {
    const client = goldenClient();
    const request = client.informationRequest(unknown, hex('0102'));
    expect(toHex(request.bytes.subarray(32, 60))).toBe(`${guidHex(unknown)}443322110200000001020000`);
    const { value, linkLost } = client.readReply(request, replyOf(`${head(23, 1)}0a0b0c0d`));
    expect([toHex(value), linkLost]).toEqual(['0a0b0c', true]);
    for (const bytes of [19, 4077])
      expect(reasonOf(() => client.readReply(request, replyOf(head(bytes))))).toBe('size');
    for (const bytes of [20, 4076])
      expect(client.readReply(request, replyOf(head(bytes))).value).toHaveLength(bytes - 20);
  });

  it('tell each status flag apart (OPM-34)', () => {
    const client = goldenClient();
    const request = client.queryConnectorType();
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (flags) => {
        expect(client.readReply(request, replyOf(`${head(32, flags)}05`))).toEqual({
          value: 5,
          ulStatusFlags: flags,
          linkLost: flags % 2 === 1,
          renegotiationRequired: (flags >>> 1) % 2 === 1,
          tamperingDetected: (flags >>> 2) % 2 === 1,
          revokedDeviceAttached: (flags >>> 3) % 2 === 1,
        });
      }),
    );
  });
});

describe('an answer', () => {
  const reply = replyOf(`${head(32)}01`);

  it('is not believed with any bit of its OMAC, or of what it covers, flipped (OPM-13)', () => {
    const client = goldenClient();
    const request = client.queryVirtualProtectionLevel(HDCP);
    const flippedAt = (bit: number) => {
      const flipped = new Uint8Array(reply);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      return reasonOf(() => client.readReply(request, flipped));
    };
    for (let bit = 0; bit < 128; bit += 1) expect(flippedAt(bit)).toBe('omac');
    fc.assert(
      fc.property(fc.integer({ min: 128, max: 4096 * 8 - 1 }), (bit) => {
        expect(flippedAt(bit)).toBe('omac');
      }),
    );
    expect(reasonOf(() => client.readReply(request, reply))).toBe('accepted');
  });

  it('fails by its OMAC first, then its size, then its random number (OPM-14)', () => {
    const client = goldenClient();
    const request = client.queryConnectorType();
    const wrong = '21000000' + '00'.repeat(16);
    expect(refusedBy(() => client.readReply(request, message('', wrong)))).toMatchObject({
      reason: 'omac',
      subject: 'OPM_GET_CONNECTOR_TYPE',
      hresult: undefined,
      message: "OPM_GET_CONNECTOR_TYPE: expected the session's OMAC, received another",
    });
    expect(refusedBy(() => client.readReply(request, replyOf(wrong)))).toMatchObject({
      reason: 'size',
      message: 'OPM_GET_CONNECTOR_TYPE: expected 32 bytes, received 33',
    });
    for (let byte = 0; byte < 16; byte += 1) {
      const echo = new Uint8Array(random);
      echo[byte]! ^= 0x80;
      expect(reasonOf(() => client.readReply(request, replyOf(`20000000${toHex(echo)}`)))).toBe('random');
    }
  });

  it('is no block at random, no session with another key, and has 4096 bytes', () => {
    const client = goldenClient();
    const request = client.queryConnectorType();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4096, maxLength: 4096 }), (block) => {
        expect(reasonOf(() => client.readReply(request, block))).toBe('omac');
      }),
      { numRuns: 20 },
    );
    expect(reasonOf(() => client.readReply(request, replyOf(`${head(32)}01`, driverRandom)))).toBe('omac');
    expect(() => client.readReply(request, new Uint8Array(4095))).toThrow(
      new RangeError('output: expected 4096 bytes, received 4095'),
    );
    expect(() => client.readReply(request, 'x' as unknown as Uint8Array)).toThrow(TypeError);
  });
});
