import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Abi, Hresult } from '../../src/abi/index.js';
import { nobleEngine, opensslEngine, rsaesOaepDecrypt } from '../../src/crypto/index.js';
import * as ddi from '../../src/ddi/d3d11/index.js';
import { AuthenticatedChannelClient, type ChannelTransport } from '../../src/player/index.js';
import { keys } from '../certificate/copp/golden.js';
import { hex, toHex } from '../crypto/fixtures.js';
import { openssl, opensslReason, withOpenssl } from '../crypto/openssl.js';
import { answersBy, cmac, FakeDriver, hChannel, S_OK } from './channel-driver.js';
import {
  drawn,
  examples,
  goldenClient,
  handshake,
  leaf,
  leafPem,
  openedClient,
  reasonOf,
  scripted,
  sessionKey,
  signed,
} from './channel-golden.js';

const QUERY_CHANNEL_TYPE = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE;
const software = answersBy({ [QUERY_CHANNEL_TYPE]: [2] });

/** Answers of the reference, as they lie there, to whatever is sent. */
function recorded(...answers: string[]): ChannelTransport & { readonly sent: string[] } {
  const sent: string[] = [];
  const next = (input: Uint8Array, output: Uint8Array): Hresult => {
    sent.push(toHex(input));
    const answer = hex(answers.shift()!);
    expect(output).toHaveLength(answer.length);
    output.set(answer);
    return S_OK;
  };
  return {
    sent,
    negotiateKeyExchange: (data) => {
      sent.push(toHex(data));
      return S_OK;
    },
    query: next,
    configure: next,
  };
}

describe('the worked examples of the reference', () => {
  const clientOf = (transport: ChannelTransport, abi: Abi) =>
    new AuthenticatedChannelClient({ transport, hChannel, leaf, abi, random: scripted(drawn) });

  it('hold for key exchange, INITIALIZE and CHANNEL_TYPE on both layouts', () => {
    for (const [abi, initialize, initialized, question] of [
      [
        'x64',
        examples.ach_initialize_x64,
        examples.ach_initialize_output_x64,
        examples.ach_query_channel_type_x64,
      ],
      [
        'x86',
        examples.ach_initialize_x86,
        examples.ach_initialize_output_x86,
        examples.ach_query_channel_type_x86,
      ],
    ] as const) {
      const driver = recorded(signed(initialized), question.omac + question.reply_region);
      const client = clientOf(driver, abi);
      client.open(2);
      expect(driver.sent).toEqual([handshake.ciphertext_be, signed(initialize), question.request]);
      expect(driver.sent[1]).toHaveLength(2 * initialize.total_size);
      expect(driver.sent[2]).toHaveLength(2 * question.request_size);
    }
    const sha256 = createHash('sha256').update(hex(handshake.ciphertext_be)).digest('hex');
    expect(sha256).toBe(handshake.ciphertext_sha256);
  });

  it('hold for a command: PROTECTION with its tail of padding', () => {
    const driver = new FakeDriver('x64');
    const client = goldenClient(driver);
    client.open();
    client.setProtection({ enabled: true });
    expect(toHex(driver.received[1]!)).toBe(signed(examples.ach_configure_protection_x64));
  });

  it('refuse an OMAC over a zeroed tag, which is no reading of ours (D-30)', () => {
    const { reply_region } = examples.ach_query_channel_type_x64;
    const { omac } = examples.ach_query_channel_type_x64_alt_zeroed_omac;
    const driver = recorded(signed(examples.ach_initialize_output_x64), omac + reply_region);
    const client = clientOf(driver, 'x64');
    client.open();
    expect(reasonOf(() => client.channelType())).toBe('omac');
  });

  it.each(['x64', 'x86'] as const)('are what a driver signs, by our OMAC and layouts: %s', (abi) => {
    const reply = examples[`ach_query_channel_type_${abi}`];
    const Output = {
      QueryType: QUERY_CHANNEL_TYPE,
      hChannel,
      SequenceNumber: 0x01020305,
      ReturnCode: S_OK,
    };
    const answer = ddi.D3D11_1DDI_AUTHENTICATED_QUERY_CHANNEL_TYPE_OUTPUT.toBytes(
      { Output: { ...Output, omac: { Omac: new Uint8Array(16) } }, ChannelType: 2 },
      abi,
    );
    expect(toHex(answer.subarray(16))).toBe(reply.reply_region);
    expect(answer).toHaveLength(reply.total_size);
    const output = examples[`ach_initialize_output_${abi}`];
    const zeroed = examples.ach_query_channel_type_x64_alt_zeroed_omac;
    for (const engine of [nobleEngine(), opensslEngine()]) {
      const omac = engine.omacKey(sessionKey);
      expect(toHex(omac.mac(answer.subarray(16)))).toBe(reply.omac);
      expect(toHex(omac.mac(hex(output.region)))).toBe(output.omac);
      if (abi === 'x64') expect(toHex(omac.mac(answer))).toBe(zeroed.omac);
      omac.clear();
      const block = hex(handshake.ciphertext_be);
      const opened = rsaesOaepDecrypt(engine, keys.driver, block, { hash: 'sha512', messageBytes: 16 });
      expect(opened).toEqual({ valid: true, message: sessionKey });
    }
  });

  const oaep = ['rsa_padding_mode:oaep', 'rsa_oaep_md:sha512', 'rsa_mgf1_md:sha512'].flatMap((o) => [
    '-pkeyopt',
    o,
  ]);
  const cmacOf = (key: Uint8Array, data: Uint8Array) =>
    openssl(['mac', '-cipher', 'AES-128-CBC', '-macopt', `hexkey:${toHex(key)}`, '-binary', 'CMAC'], data);

  withOpenssl(
    `are what the openssl command computes, and so is a session of another key${opensslReason}`,
    () => {
      const key = keys.driver.export({ type: 'pkcs8', format: 'pem' }) as string;
      const open = (block: Uint8Array) =>
        openssl(['pkeyutl', '-decrypt', '-inkey', 'key.pem', ...oaep], block, { 'key.pem': key });
      expect(toHex(open(hex(handshake.ciphertext_be)))).toBe(handshake.plaintext);
      for (const { region, omac } of [examples.ach_initialize_x86, examples.ach_configure_protection_x64])
        expect(toHex(cmacOf(sessionKey, hex(region)))).toBe(omac);
      const { reply_region, omac } = examples.ach_query_channel_type_x64;
      expect(toHex(cmacOf(sessionKey, hex(reply_region)))).toBe(omac);

      const driver = new FakeDriver('x64', software);
      driver.afterSigning = (answer) => {
        answer.set(cmacOf(driver.key, answer.subarray(16)));
      };
      const client = openedClient(driver);
      expect(client.channelType()).toBe(2);
      client.setProtection({ enabled: true, overlayOrFullscreenRequired: true });
      expect(toHex(open(driver.keyBuffers[0]!))).toBe(driver.key.toString('hex'));
      const command = driver.received.at(-1)!;
      expect(toHex(cmacOf(driver.key, command.subarray(16)))).toBe(command.toString('hex', 0, 16));
    },
  );

  withOpenssl(`take a key that the openssl command wrapped for the same certificate${opensslReason}`, () => {
    const wrapped = openssl(['pkeyutl', '-encrypt', '-certin', '-inkey', 'leaf.pem', ...oaep], sessionKey, {
      'leaf.pem': leafPem,
    });
    const driver = new FakeDriver();
    driver.negotiateKeyExchange(wrapped);
    expect(toHex(driver.key)).toBe(handshake.plaintext);
    goldenClient(driver).initialize(); // the driver has the client's key without negotiate
    expect(driver.received).toHaveLength(1);
  });
});

describe('the fake driver', () => {
  it('computes the OMACs of the reference', () => {
    for (const { region, omac } of [examples.ach_initialize_x64, examples.ach_initialize_output_x86])
      expect(toHex(cmac(sessionKey, hex(region)))).toBe(omac);
  });
});
