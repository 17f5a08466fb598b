import { createHash, constants, privateDecrypt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Guid } from '../../src/abi/index.js';
import { nobleEngine, seededRandom, type RandomSource } from '../../src/crypto/index.js';
import { AMCOPPCommand, AMCOPPStatusInput, DXVA_COPPSetSignalingCmdData } from '../../src/ddi/copp/index.js';
import { OPM_GUIDS } from '../../src/ddi/opm/guids.js';
import {
  CoppChainError,
  CoppClient,
  type CoppClientOptions,
  CoppReplyError,
  type CoppReplyReason,
} from '../../src/player/index.js';
import { chainBytes, golden, keys, trustedRoot } from '../certificate/copp/golden.js';
import { fixtureText, hex, toHex } from '../crypto/fixtures.js';
import { hasOpenssl, openssl } from '../crypto/openssl.js';
import { caught } from '../support/caught.js';

interface CoppExamples {
  readonly copp_handshake: {
    readonly plaintext: string;
    readonly ciphertext_rawzero_le: string;
    readonly ciphertext_rawzero_sha256: string;
    readonly ciphertext_pkcs1_le: string;
    readonly ciphertext_pkcs1_sha256: string;
  };
  readonly copp_command_hdcp_on: CommandExample;
  readonly copp_command_cgmsa_copyOneGen_plus_redistribution: CommandExample;
  readonly copp_status_local_level_hdcp: StatusExample & { readonly request_first_44: string };
  readonly copp_status_connector_dvi_linklost: StatusExample & { readonly request_first_40: string };
  readonly copp_status_unknown_guid_reply_all_zero: Signed;
}
interface Signed {
  readonly region_sha256: string;
  readonly macKDI: string;
}
interface CommandExample extends Signed {
  readonly first_40: string;
}
interface StatusExample extends Signed {
  readonly reply_first_36: string;
}

const { examples } = JSON.parse(fixtureText('reference/opm-copp.json')) as { examples: CoppExamples };
const handshake = examples.copp_handshake;
const plaintext = hex(handshake.plaintext);
const [driverRandom, key] = [plaintext.subarray(0, 16), plaintext.subarray(16, 32)];
const rApp = hex('101112131415161718191a1b1c1d1e1f');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Gives these bytes, in pieces of whatever size, and then rApp again and again. */
function scripted(bytes: Uint8Array): RandomSource {
  let left = Buffer.from(bytes);
  return {
    bytes(count) {
      const piece = left.length > 0 ? left.subarray(0, count) : Buffer.from(rApp);
      left = left.subarray(count);
      return new Uint8Array(piece);
    },
  };
}

const options = { driverRandom, certificate: chainBytes(), trustedRoot };
const drawn = plaintext.subarray(16);
/** The session of the worked examples. */
const goldenClient = (more: Partial<CoppClientOptions> = {}) =>
  new CoppClient({ ...options, random: scripted(drawn), ...more });

/** A message of 4096 bytes from its tag and what follows it; zeros behind. */
function message(tag: Uint8Array | string, rest: Uint8Array | string): Uint8Array {
  const bytes = new Uint8Array(4096);
  const [head, tail] = [tag, rest].map((part) => (typeof part === 'string' ? hex(part) : part));
  bytes.set(head!);
  bytes.set(tail!, 16);
  return bytes;
}

/** A reply as a driver that knows the key makes it, on the other engine than the client's. */
function replyOf(rest: Uint8Array | string, kdi: Uint8Array = key): Uint8Array {
  const reply = message('', rest);
  reply.set(nobleEngine().omac1(kdi, reply.subarray(16)));
  return reply;
}

const reasonOf = (body: () => unknown): CoppReplyReason | 'accepted' => {
  const error = caught(body);
  if (error === undefined) return 'accepted';
  if (!(error instanceof CoppReplyError)) throw error as Error;
  return error.reason;
};

/** The plaintext of a start message, by 1.3 of the reference: little-endian in and out. */
function opened(startMessage: Uint8Array): Uint8Array {
  const block = new Uint8Array(startMessage).reverse();
  return new Uint8Array(
    privateDecrypt({ key: keys.driver, padding: constants.RSA_NO_PADDING }, block),
  ).reverse();
}

describe('the start message', () => {
  it('is the one of the reference, with zeros behind (COPP-7, COPP-8)', () => {
    const made = goldenClient().startMessage();
    expect(toHex(made)).toBe(handshake.ciphertext_rawzero_le);
    expect(sha256(made)).toBe(handshake.ciphertext_rawzero_sha256);
    expect(toHex(goldenClient({ engine: nobleEngine() }).startMessage())).toBe(toHex(made));
  });

  it('is the one of the reference, with the padding of PKCS#1 v1.5', () => {
    const ps = Uint8Array.from({ length: 213 }, (_, i) => (i % 255) + 1);
    const random = scripted(Buffer.concat([drawn, ps]));
    const made = goldenClient({ padding: 'pkcs1', random }).startMessage();
    expect(toHex(made)).toBe(handshake.ciphertext_pkcs1_le);
    expect(sha256(made)).toBe(handshake.ciphertext_pkcs1_sha256);
  });

  it('draws the zeros in a padding string again, but not for ever', () => {
    const ps = new Uint8Array(213).fill(9);
    ps[100] = 0;
    const random = scripted(Buffer.concat([drawn, ps, new Uint8Array([0, 7])]));
    const block = opened(goldenClient({ padding: 'pkcs1', random }).startMessage());
    expect([...block.subarray(41, 254)].filter((byte) => byte !== 9)).toEqual([7]);
    const zeros = { bytes: (count: number) => new Uint8Array(count) };
    expect(() => goldenClient({ padding: 'pkcs1', random: zeros })).toThrow(RangeError);
  });

  it('is made anew by the openssl command, and opened by it', () => {
    if (!hasOpenssl()) return;
    const files = { 'key.pem': keys.driver.export({ format: 'pem', type: 'pkcs8' }).toString() };
    const raw = ['-inkey', 'key.pem', '-pkeyopt', 'rsa_padding_mode:none'];
    const block = new Uint8Array(256);
    block.set(plaintext);
    const made = openssl(['pkeyutl', '-encrypt', ...raw], block.reverse(), files).reverse();
    expect(toHex(goldenClient().startMessage())).toBe(toHex(made));
    const ours = goldenClient({
      padding: 'pkcs1',
      random: scripted(Buffer.concat([drawn, new Uint8Array(213).fill(1)])),
    });
    const read = openssl(['pkeyutl', '-decrypt', ...raw], ours.startMessage().reverse(), files).reverse();
    expect(toHex(read.subarray(0, 40))).toBe(handshake.plaintext);
    // With the padding looked at, what is inside is the payload in reverse: the application's page swaps it.
    const inside = openssl(
      ['pkeyutl', '-decrypt', '-inkey', 'key.pem'],
      ours.startMessage().reverse(),
      files,
    );
    expect(toHex(inside.reverse())).toBe(handshake.plaintext);
  });

  it('takes the random as the GUID that it is, and keeps what it made', () => {
    const random = 'a3a2a1a0-a5a4-a7a6-a8a9-aaabacadaeaf' as Guid;
    const client = goldenClient({ driverRandom: random });
    client.startMessage().fill(0);
    expect(toHex(client.startMessage())).toBe(handshake.ciphertext_rawzero_le);
  });

  it('is a new one for each client, and the same for the same seed (D-60)', () => {
    const seeded = (seed: string) => new CoppClient({ ...options, random: seededRandom(seed) });
    const [a, b, c] = [seeded('a'), seeded('a'), seeded('b')].map((client) => toHex(client.startMessage()));
    expect(b).toBe(a);
    expect(c).not.toBe(a);
    const two = [new CoppClient(options), new CoppClient(options)];
    const blocks = two.map((client) => toHex(opened(client.startMessage()).subarray(0, 40)));
    expect(blocks.every((block) => block.startsWith(toHex(driverRandom)))).toBe(true);
    for (const [from, to] of [
      [32, 64],
      [64, 72],
      [72, 80],
    ])
      expect(blocks[0]!.slice(from, to)).not.toBe(blocks[1]!.slice(from, to));
  });

  it('is not made for a chain that is refused (COPP-2)', () => {
    const broken = chainBytes({ data: [(text) => text.replace('<EncryptKey>1', '<EncryptKey>0')] });
    expect(() => new CoppClient({ ...options, certificate: broken })).toThrow(CoppChainError);
    const isRevoked = (digest: Uint8Array) => toHex(digest) === golden.copp_cert_chain.digests_hex[1];
    expect(caught(() => new CoppClient({ ...options, isRevoked }))).toMatchObject({
      reason: 'revoked',
      certificate: 1,
    });
  });
});

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

  it('are signed as the openssl command signs them', () => {
    if (!hasOpenssl()) return;
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

  it('overwrites the key that it drew, and uses no other after dispose', () => {
    const given: Uint8Array[] = [];
    const random = { bytes: (count: number) => (given.push(new Uint8Array(count).fill(5)), given.at(-1)!) };
    new CoppClient({ ...options, random });
    expect(given[0]).toEqual(new Uint8Array(16));
    expect(given).toHaveLength(3);
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
