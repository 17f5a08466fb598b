import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Guid } from '../../src/abi/index.js';
import { seededRandom } from '../../src/crypto/index.js';
import { OPM_PROTECTION_TYPE } from '../../src/ddi/opm/index.js';
import { OpmClient } from '../../src/player/index.js';
import { hex, toHex } from '../crypto/fixtures.js';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';
import { cmac, guidHex } from './channel-driver.js';
import {
  coppClient,
  drawn,
  examples,
  firstCommand,
  firstStatus,
  goldenClient,
  head,
  key,
  message,
  options,
  quiet,
  reasonOf,
  replyOf,
  scripted,
  sha256,
} from './opm-golden.js';

const { HDCP } = OPM_PROTECTION_TYPE;
const unknown = '01020304-0506-0708-090a-0b0c0d0e0f10' as Guid;
/** A message without its OMAC, as the reference has it: its region's digest, length and beginning. */
const regionOf = (bytes: Uint8Array) => ({
  region_len: bytes.length - 16,
  region_sha256: sha256(bytes.subarray(16)),
  omac: toHex(bytes.subarray(0, 16)),
});

describe('commands', () => {
  it('are those of the reference, one number after the other', () => {
    const client = goldenClient();
    const hdcp = client.setProtectionLevel(HDCP, 1);
    const { first_40, ...on } = examples.opm_configure_hdcp_on;
    expect(regionOf(hdcp.bytes)).toEqual(on);
    expect(toHex(hdcp.bytes)).toBe(toHex(message(on.omac, first_40)));
    expect(hdcp.additional).toBeNull();
    client.commandSucceeded(hdcp);
    // RC-09's SRM of 48 bytes, without receivers. It lies beside, and is not signed (OPM-26).
    const srm = hex(`800000010000002b${'ff'.repeat(40)}`);
    const command = client.setHdcpSrm(srm);
    const { first_28, ...version1 } = examples.opm_configure_srm_version1;
    expect(regionOf(command.bytes)).toEqual(version1);
    expect(toHex(command.bytes)).toBe(toHex(message(version1.omac, first_28)));
    expect(command.additional).toEqual(srm);
  });

  it('name the version of an SRM, or whatever the caller says', () => {
    const client = goldenClient();
    const said = (srm: string, version?: number) =>
      toHex(client.setHdcpSrm(hex(srm), version).bytes.subarray(36, 48));
    expect(said('8000fffe0a')).toBe('04000000feff000000000000');
    expect(said('', 0x01020304)).toBe('040000000403020100000000');
    expect(() => client.setHdcpSrm(hex('800001'))).toThrow(
      new RangeError('srm: expected at least 4 bytes, received 3'),
    );
    expect(() => client.setHdcpSrm(hex('80000001'), -1)).toThrow(TypeError);
  });

  it('keep their number until one succeeded, told once or twice, and count round (OPM-27, OPM-46)', () => {
    const start = Buffer.concat([drawn.subarray(0, 20), hex('ffffffff'), drawn.subarray(24)]);
    const client = goldenClient({ random: scripted(start) });
    const [first, again] = [client.setProtectionLevel(HDCP, 1), client.setProtectionLevel(HDCP, 0)];
    expect([first.sequence, again.sequence]).toEqual([0xffffffff, 0xffffffff]);
    client.commandSucceeded(again);
    client.commandSucceeded(again);
    client.commandSucceeded(first);
    const second = client.setProtectionLevel(HDCP, 1);
    expect(second.sequence).toBe(0);
    expect(toHex(second.bytes.subarray(32, 36))).toBe('00000000');
    expect(client.queryConnectorType().sequence).toBe(firstStatus);
    client.commandSucceeded(second);
    client.commandSucceeded(first); // late: no number comes twice
    expect(client.setProtectionLevel(HDCP, 1).sequence).toBe(1);
  });

  it('carry the best-effort level, signals, and whatever the caller has, as the other engine signs', () => {
    const client = goldenClient();
    const start = toHex(Uint8Array.of(0x88, 0x77, 0x66, 0x55));
    const cssDvd = client.setProtectionLevelAccordingToCssDvd(4, 11);
    const best = guidHex('39ce333e-4cc0-44ae-bfcc-da50b5f82e72');
    const level = '040000000b0000000000000000000000';
    expect(toHex(cssDvd.bytes.subarray(16, 56))).toBe(`${best}${start}10000000${level}`.slice(0, 80));
    const signals = client.setAcpAndCgmsaSignaling({
      ulNewTVProtectionStandard: 0x10,
      ulAspectRatioData3: 7,
    });
    const signal = guidHex('09a631a5-d684-4c60-8e4d-d3bb0f0be3ee');
    const ratios = `10000000${'00'.repeat(20)}07000000`;
    expect(toHex(signals.bytes.subarray(16, 72))).toBe(`${signal}${start}40000000${ratios}${'00'.repeat(4)}`);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4056 }), fc.uint8Array(), (data, beside) => {
        const { bytes, additional } = client.command(unknown, data, beside);
        expect(toHex(bytes.subarray(16, 36))).toBe(`${guidHex(unknown)}${start}`);
        expect(Buffer.from(bytes).readUInt32LE(36)).toBe(data.length);
        expect(toHex(bytes.subarray(40))).toBe(toHex(data).padEnd(8112, '0'));
        expect(toHex(bytes.subarray(0, 16))).toBe(cmac(key, bytes.subarray(16)).toString('hex'));
        expect(additional).toEqual(beside);
      }),
      { numRuns: 20 },
    );
    const tooLong = new RangeError('data: expected at most 4056 bytes, received 4057');
    expect(() => client.command(unknown, new Uint8Array(4057))).toThrow(tooLong);
    expect(() => client.informationRequest(unknown, new Uint8Array(4057))).toThrow(tooLong);
    expect(() => client.command(unknown, hex(''), 'beside' as unknown as Uint8Array)).toThrow(TypeError);
  });
});

describe('requests', () => {
  it('and their answers are those of the reference, under OPM semantics', () => {
    const client = goldenClient();
    const { first_40, ...asked } = examples.opm_getinfo_connector;
    const connector = client.queryConnectorType();
    expect(regionOf(connector.bytes)).toEqual(asked);
    expect(toHex(connector.bytes)).toBe(toHex(message(asked.omac, first_40, 4112)));
    const hdmi = examples.opm_getinfo_connector_reply_hdmi;
    const reply = message(hdmi.omac, hdmi.first_36);
    expect(regionOf(reply)).toMatchObject({ region_len: 4080, region_sha256: hdmi.region_sha256 });
    expect(client.readReply(connector, reply)).toEqual({ value: 5, ...quiet });

    const { first_44, ...levelAsked } = examples.opm_getinfo_virtual_level_hdcp;
    const level = client.queryVirtualProtectionLevel(HDCP);
    expect(regionOf(level.bytes)).toEqual(levelAsked);
    expect(toHex(level.bytes)).toBe(toHex(message(levelAsked.omac, first_44, 4112)));
    const on = examples.opm_getinfo_virtual_level_reply_on;
    expect(client.readReply(level, message(on.omac, on.first_36)).value).toBe(1);

    const id = examples.opm_output_id_reply_packed28;
    const outputId = client.readReply(client.queryOutputId(), message(id.omac, id.first_32));
    expect(outputId).toEqual({ value: 0x0102030405060708n, ...quiet });
  });

  it('and their answers are those of the reference, under COPP semantics: not signed (OPM-19)', () => {
    const client = coppClient();
    const { request_first_40, reply_first_49, omac } = examples.opm_copp_compat_hdcp_device;
    const request = client.queryConnectedHdcpDevice();
    expect(toHex(request.bytes)).toBe(request_first_40.padEnd(8192, '0'));
    const { value } = client.readReply(request, message(omac, reply_first_49));
    expect({ ...value, ksv: toHex(value.ksv) }).toEqual({
      ksv: '0102030405',
      isRepeater: true,
      ulHDCPFlags: 1,
    });
    const { first_40, omac: signed } = examples.opm_configure_hdcp_on;
    expect(toHex(client.setProtectionLevel(HDCP, 1).bytes)).toBe(toHex(message(signed, first_40)));
  });

  withOpenssl(`are signed as the openssl command signs, and so are answers believed${opensslReason}`, () => {
    const drawnKey = seededRandom('openssl').bytes(16);
    const client = new OpmClient({ ...options, random: seededRandom('openssl') });
    const mac = (bytes: Uint8Array) =>
      openssl(
        ['mac', '-cipher', 'AES-128-CBC', '-macopt', `hexkey:${toHex(drawnKey)}`, '-binary', 'CMAC'],
        bytes.subarray(16),
      );
    const request = client.queryActualProtectionLevel(HDCP);
    expect(request.bytes).toHaveLength(4112);
    expect(toHex(mac(request.bytes))).toBe(toHex(request.bytes.subarray(0, 16)));
    const reply = message('', `20000000${toHex(request.bytes.subarray(16, 32))}0200000001000000`);
    reply.set(mac(reply));
    expect(client.readReply(request, reply)).toMatchObject({ value: 1, renegotiationRequired: true });
    const command = client.setProtectionLevel(HDCP, 1).bytes;
    expect(toHex(mac(command))).toBe(toHex(command.subarray(0, 16)));
  });
});

describe('requests', () => {
  it('have a random number each, and a number until one was answered, and count round (OPM-14, OPM-15)', () => {
    const start = Buffer.concat([key, hex('feffffff00000000'), drawn.subarray(24)]);
    const source = seededRandom('requests');
    const first = scripted(start);
    let given = 0;
    const mixed = { bytes: (count: number) => ((given += 1) <= 4 ? first : source).bytes(count) };
    const client = goldenClient({ random: mixed });
    const seen = new Set<string>();
    const early = client.queryAdapterBusType();
    for (const sequence of [0xfffffffe, 0xffffffff, 0, 1]) {
      const [unanswered, request] = [client.queryAdapterBusType(), client.queryAdapterBusType()];
      expect([unanswered.sequence, request.sequence]).toEqual([sequence, sequence]);
      expect(Buffer.from(request.bytes).readUInt32LE(48)).toBe(sequence);
      const reply = replyOf(`20000000${toHex(request.bytes.subarray(16, 32))}`);
      expect(reasonOf(() => client.readReply(unanswered, reply))).toBe('random');
      expect(reasonOf(() => client.readReply(request, reply))).toBe('accepted');
      for (const { bytes } of [unanswered, request]) seen.add(toHex(bytes.subarray(16, 32)));
    }
    expect(seen.size).toBe(8);
    const late = replyOf(`20000000${toHex(early.bytes.subarray(16, 32))}`);
    expect(client.readReply(early, late).value).toBe(0); // no number comes twice
    expect(client.queryAdapterBusType().sequence).toBe(2);
    expect(client.setProtectionLevel(HDCP, 1).sequence).toBe(0);
  });

  it('use up their number when the call succeeded, whatever its answer is worth', () => {
    for (const reply of [message('', head(32)), replyOf(head(31)), replyOf('20000000')]) {
      const client = goldenClient();
      const request = client.queryConnectorType();
      expect(reasonOf(() => client.readReply(request, reply))).not.toBe('accepted');
      expect(client.queryConnectorType().sequence).toBe(firstStatus + 1);
      expect(client.setProtectionLevel(HDCP, 1).sequence).toBe(firstCommand);
    }
  });
});
