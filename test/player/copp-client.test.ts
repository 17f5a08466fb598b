import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Guid } from '../../src/abi/index.js';
import { nobleEngine, seededRandom } from '../../src/crypto/index.js';
import { AMCOPPCommand, AMCOPPStatusInput, DXVA_COPPSetSignalingCmdData } from '../../src/ddi/copp/index.js';
import { OPM_GUIDS } from '../../src/ddi/opm/guids.js';
import { CoppClient } from '../../src/player/index.js';
import { hex, toHex } from '../crypto/fixtures.js';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';
import { caught } from '../support/caught.js';
import {
  examples,
  key,
  rApp,
  sha256,
  scripted,
  options,
  drawn,
  goldenClient,
  message,
  replyOf,
  reasonOf,
  opened,
} from './copp-golden.js';

describe('commands', () => {
  it('are those of the reference, one number after the other', () => {
    const client = goldenClient();
    const hdcp = client.setProtectionLevel(1, 1);
    const on = examples.copp_command_hdcp_on;
    expect(toHex(hdcp.bytes)).toBe(toHex(message(on.macKDI, on.first_40)));
    expect(sha256(hdcp.bytes.subarray(16))).toBe(on.region_sha256);
    client.commandSucceeded(hdcp);
    const cgms = client.setProtectionLevel(4, 3 + 8);
    const oneGeneration = examples.copp_command_cgmsa_copyOneGen_plus_redistribution;
    expect(toHex(cgms.bytes)).toBe(toHex(message(oneGeneration.macKDI, oneGeneration.first_40)));
    expect(sha256(cgms.bytes.subarray(16))).toBe(oneGeneration.region_sha256);
  });

  withOpenssl(`are signed as the openssl command signs them${opensslReason}`, () => {
    const client = new CoppClient({ ...options, random: seededRandom('openssl') });
    const { bytes } = client.setProtectionLevel(2, 3);
    const kdi = opened(client.startMessage()).subarray(16, 32);
    const cmac = ['mac', '-cipher', 'AES-128-CBC', '-macopt', `hexkey:${toHex(kdi)}`, '-binary', 'CMAC'];
    expect(toHex(openssl(cmac, bytes.subarray(16)))).toBe(toHex(bytes.subarray(0, 16)));
    const request = client.queryBusData();
    const reply = message(
      '',
      Buffer.concat([hex('20000000'), request.bytes.subarray(0, 16), hex('0000000003000080')]),
    );
    reply.set(openssl(cmac, reply.subarray(16)));
    expect(client.readReply(request, reply)).toMatchObject({ value: 0x80000003, linkLost: false });
  });

  it('keep their number until one succeeded, told once or twice, and count round (COPP-15 to COPP-17)', () => {
    const start = Buffer.concat([drawn.subarray(0, 20), hex('ffffffff')]);
    const client = goldenClient({ random: scripted(start) });
    const [first, again] = [client.setProtectionLevel(1, 1), client.setProtectionLevel(1, 0)];
    expect([first.sequence, again.sequence]).toEqual([0xffffffff, 0xffffffff]);
    client.commandSucceeded(again);
    client.commandSucceeded(again);
    client.commandSucceeded(first);
    const second = client.setProtectionLevel(1, 1);
    expect(second.sequence).toBe(0);
    expect(AMCOPPCommand.fromBytes(second.bytes).dwSequence).toBe(0);
    expect(client.queryBusData().sequence).toBe(0x11223344);
    client.commandSucceeded(second);
    client.commandSucceeded(first); // late: no number comes twice
    expect(client.setProtectionLevel(1, 1).sequence).toBe(1);
  });

  it('carry signals, and whatever the caller has', () => {
    const client = goldenClient();
    const sent = AMCOPPCommand.fromBytes(
      client.setSignaling({ ActiveTVProtectionStandard: 0x10, AspectRatioData3: 7 }).bytes,
    );
    expect(sent).toMatchObject({ guidCommandID: OPM_GUIDS.DXVA_COPPSetSignaling, cbSizeData: 64 });
    const signals = DXVA_COPPSetSignalingCmdData.fromBytes(sent.CommandData.subarray(0, 64));
    expect(signals).toMatchObject({
      ActiveTVProtectionStandard: 0x10,
      AspectRatioData3: 7,
      AspectRatioData1: 0,
    });
    const id = '01020304-0506-0708-090a-0b0c0d0e0f10' as Guid;
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4056 }), (data) => {
        const { bytes } = client.command(id, data);
        const { CommandData, ...head } = AMCOPPCommand.fromBytes(bytes);
        expect(head).toMatchObject({ guidCommandID: id, cbSizeData: data.length });
        expect(toHex(CommandData.subarray(0, data.length))).toBe(toHex(data));
        expect(toHex(bytes.subarray(0, 16))).toBe(toHex(nobleEngine().omac1(key, bytes.subarray(16))));
      }),
      { numRuns: 20 },
    );
    expect(() => client.command(id, new Uint8Array(4057))).toThrow(RangeError);
    expect(() => client.statusRequest(id, new Uint8Array(4057))).toThrow(RangeError);
  });
});

describe('status requests', () => {
  const level = examples.copp_status_local_level_hdcp;
  const connector = examples.copp_status_connector_dvi_linklost;

  it('and their replies are those of the reference', () => {
    const client = goldenClient();
    const first = client.queryLocalProtectionLevel(1);
    expect(toHex(first.bytes)).toBe(level.request_first_44.padEnd(8192, '0'));
    const on = message(level.macKDI, level.reply_first_36);
    expect(sha256(on.subarray(16))).toBe(level.region_sha256);
    expect(client.readReply(first, on)).toEqual({
      value: 1,
      dwFlags: 0,
      linkLost: false,
      renegotiationRequired: false,
    });
    const second = client.queryConnectorType();
    expect(toHex(second.bytes)).toBe(connector.request_first_40.padEnd(8192, '0'));
    const dvi = message(connector.macKDI, connector.reply_first_36);
    expect(sha256(dvi.subarray(16))).toBe(connector.region_sha256);
    expect(client.readReply(second, dvi)).toMatchObject({ value: 4, dwFlags: 1, linkLost: true });
  });

  it('tell the empty reply to an unknown query apart, when it is signed (D-51)', () => {
    const { macKDI, region_sha256 } = examples.copp_status_unknown_guid_reply_all_zero;
    const empty = message(macKDI, '');
    expect(sha256(empty.subarray(16))).toBe(region_sha256);
    const client = goldenClient();
    const request = client.statusRequest('01020304-0506-0708-090a-0b0c0d0e0f10' as Guid);
    expect(reasonOf(() => client.readReply(request, empty))).toBe('unknown-query');
    expect(client.queryBusData().sequence).toBe(request.sequence + 1);
    expect(reasonOf(() => client.readReply(request, message('', '')))).toBe('mac');
    expect(reasonOf(() => client.readReply(request, replyOf('0000000001')))).toBe('size');
  });

  it('have an rApp of their own each, and a number until one was answered (COPP-22, COPP-26, COPP-27)', () => {
    const client = new CoppClient({ ...options, random: seededRandom('many') });
    const kdi = opened(client.startMessage()).subarray(16, 32);
    const seen = new Set<string>();
    for (let i = 0; i < 5; i += 1) {
      const [unanswered, request] = [client.queryBusData(), client.queryBusData()];
      expect(request.sequence).toBe(unanswered.sequence);
      const reply = replyOf(Buffer.concat([hex('20000000'), request.bytes.subarray(0, 16)]), kdi);
      expect(reasonOf(() => client.readReply(unanswered, reply))).toBe('rapp');
      expect(reasonOf(() => client.readReply(request, reply))).toBe('accepted');
      expect(client.queryBusData().sequence).toBe((request.sequence + 1) >>> 0);
      for (const { bytes } of [unanswered, request]) seen.add(toHex(bytes.subarray(0, 16)));
    }
    expect(seen.size).toBe(10);
    expect(client.command(OPM_GUIDS.DXVA_COPPSetSignaling).sequence).toBe(
      Buffer.from(opened(client.startMessage())).readUInt32LE(36),
    );
  });

  const header = `${toHex(rApp)}02000000`;
  it.each<[string, (client: CoppClient) => ReturnType<CoppClient['queryBusData']>, string, string]>([
    ['queryConnectorType', (client) => client.queryConnectorType(), 'DXVA_COPPQueryConnectorType', ''],
    ['queryProtectionType', (client) => client.queryProtectionType(), 'DXVA_COPPQueryProtectionType', ''],
    [
      'queryLocalProtectionLevel',
      (client) => client.queryLocalProtectionLevel(0x80000000),
      'DXVA_COPPQueryLocalProtectionLevel',
      '00000080',
    ],
    [
      'queryGlobalProtectionLevel',
      (client) => client.queryGlobalProtectionLevel(4),
      'DXVA_COPPQueryGlobalProtectionLevel',
      '04000000',
    ],
    ['queryBusData', (client) => client.queryBusData(), 'DXVA_COPPQueryBusData', ''],
  ])('%s asks its query and reads dwData', (_name, ask, query, data) => {
    const client = goldenClient();
    const request = ask(client);
    const sent = AMCOPPStatusInput.fromBytes(request.bytes);
    expect(sent.guidStatusRequestID).toBe(OPM_GUIDS[query as keyof typeof OPM_GUIDS]);
    expect(toHex(sent.StatusData.subarray(0, sent.cbSizeData))).toBe(data);
    const reply = client.readReply(request, replyOf(`20000000${header}feffffff`));
    expect(reply).toEqual({ value: 0xfffffffe, dwFlags: 2, linkLost: false, renegotiationRequired: true });
    expect(reasonOf(() => client.readReply(request, replyOf(`1f000000${header}`)))).toBe('size');
    expect(reasonOf(() => client.readReply(request, replyOf(`21000000${header}`)))).toBe('size');
  });

  it('read display, receiver and signals by name', () => {
    const client = goldenClient();
    const words = '8007000038040000020000001600000060ea0000e9030000';
    expect(client.readReply(client.queryDisplayData(), replyOf(`2c000000${header}${words}`)).value).toEqual({
      DisplayWidth: 1920,
      DisplayHeight: 1080,
      Format: 2,
      d3dFormat: 22,
      FreqNumerator: 60000,
      FreqDenominator: 1001,
    });
    const receiver = client.readReply(
      client.queryHdcpKeyData(),
      replyOf(`48000000${header}010000000102030405ff`),
    ).value;
    expect({ ...receiver, ksv: toHex(receiver.ksv) }).toEqual({
      ksv: '0102030405',
      isRepeater: true,
      dwHDCPFlags: 1,
    });
    const signals = client.readReply(
      client.querySignaling(),
      replyOf(`58000000${header}7f00000010000000`),
    ).value;
    expect(signals).toMatchObject({ AvailableTVProtectionStandards: 0x7f, ActiveTVProtectionStandard: 0x10 });
    expect(signals).not.toHaveProperty('rApp');
    const anything = client.statusRequest(OPM_GUIDS.DXVA_COPPQueryBusData);
    expect(toHex(client.readReply(anything, replyOf(`18000000${header}01020304`)).value)).toBe('01020304');
    expect(reasonOf(() => client.readReply(anything, replyOf(`13000000${header}`)))).toBe('size');
    expect(reasonOf(() => client.readReply(anything, replyOf(`ed0f0000${header}`)))).toBe('size');
    expect(reasonOf(() => client.readReply(anything, replyOf(`ffffffff${header}`)))).toBe('size');
  });

  it('refuse a reply with any bit of its tag, or of what it covers, flipped', () => {
    const client = goldenClient();
    const request = client.queryLocalProtectionLevel(1);
    const reply = message(level.macKDI, level.reply_first_36);
    for (let bit = 0; bit < 128; bit += 1) {
      const flipped = new Uint8Array(reply);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      expect(reasonOf(() => client.readReply(request, flipped))).toBe('mac');
    }
    fc.assert(
      fc.property(fc.integer({ min: 128, max: 4096 * 8 - 1 }), (bit) => {
        const flipped = new Uint8Array(reply);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        expect(reasonOf(() => client.readReply(request, flipped))).toBe('mac');
      }),
    );
    expect(reasonOf(() => client.readReply(request, reply))).toBe('accepted');
  });

  it('believe no blocks at random, and say what is no reply', () => {
    const client = goldenClient();
    const request = client.queryBusData();
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4096, maxLength: 4096 }), (block) => {
        expect(reasonOf(() => client.readReply(request, block))).toBe('mac');
      }),
      { numRuns: 20 },
    );
    expect(() => client.readReply(request, new Uint8Array(4095))).toThrow(
      new RangeError('output: expected 4096 bytes, received 4095'),
    );
  });
});

describe('CoppClient', () => {
  it('does nothing after dispose', () => {
    const client = goldenClient();
    const request = client.queryBusData();
    client.dispose();
    for (const late of [
      () => client.setProtectionLevel(1, 1),
      () => client.queryBusData(),
      () => client.readReply(request, replyOf(`20000000${toHex(rApp)}`)),
    ])
      expect(late).toThrow('after dispose()');
  });

  it('overwrites the key that it drew, and its own when disposed of', () => {
    const given: Uint8Array[] = [];
    const random = {
      bytes(count: number) {
        given.push(new Uint8Array(count).fill(5));
        return given.at(-1)!;
      },
    };
    const inner = nobleEngine();
    const used: Uint8Array[] = [];
    const engine = new Proxy(inner, {
      get: (target, name) =>
        name === 'omac1'
          ? (kdi: Uint8Array, data: Uint8Array) => {
              used.push(kdi);
              return target.omac1(kdi, data);
            }
          : (target[name as 'rsaPublic'].bind(target) as unknown),
    });
    const client = goldenClient({ random, engine });
    expect(given[0]).toEqual(new Uint8Array(16));
    client.setProtectionLevel(1, 1);
    expect(used[0]).toEqual(new Uint8Array(16).fill(5));
    client.dispose();
    expect(used[0]).toEqual(new Uint8Array(16));
  });

  it('names argument, expectation and what came when it refuses', () => {
    const refused = (more: object) => caught(() => new CoppClient({ ...options, ...more }));
    expect(refused({ driverRandom: new Uint8Array(15) })).toEqual(
      new RangeError('driverRandom: expected 16 bytes, received 15'),
    );
    expect(refused({ driverRandom: 'a' })).toBeInstanceOf(TypeError);
    expect(refused({ padding: 'oaep' })).toEqual(
      new TypeError("padding: expected 'zeros' or 'pkcs1', received 'oaep'"),
    );
    expect(refused({ random: { bytes: () => new Uint8Array(3) } })).toBeInstanceOf(RangeError);
    expect(refused({ trustedRoot: undefined })).toBeInstanceOf(TypeError);
  });
});
