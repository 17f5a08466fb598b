/** The bytes of fixtures/reference/opm-copp.json (6.2, 6.3 of the dossier) through the driver's own functions. */
import { describe, expect, it } from '@jest/globals';
import { createHash } from 'node:crypto';
import * as ddi from 'softumd/ddi';
import {
  bytesOf,
  chain,
  COMMAND_START,
  commandOf,
  CoppBench,
  createCoppDriver,
  examples,
  hexOf,
  HDCP,
  issued,
  levelData,
  STATUS_START,
  startMessage,
  word,
} from './bench.js';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function structureOf(mac: string, region: string): Uint8Array {
  const bytes = new Uint8Array(4096);
  bytes.set(bytesOf(mac + region));
  return bytes;
}

const requestBytes = (first: string) => {
  const bytes = new Uint8Array(4096);
  bytes.set(bytesOf(first));
  return bytes;
};

const commandExample = (name: string) =>
  structureOf(examples[name]!['macKDI']!, examples[name]!['first_40']!);
const hdcpOn = commandExample('copp_command_hdcp_on');
const cgmsa = commandExample('copp_command_cgmsa_copyOneGen_plus_redistribution');

describe('the handshake', () => {
  it('gives out the random and the chain of 4256 bytes', () => {
    const bench = new CoppBench();
    const { code, random, certificate } = bench.keyExchange(bench.open());
    expect(code).toBe(ddi.S_OK);
    expect(random).toEqual(issued);
    expect(certificate).toEqual(chain);
    expect(sha256(certificate)).toBe(examples['copp_cert_chain']!['xml_sha256']);
  });

  it.each(['rawzero', 'pkcs1'])('takes the start message with %s padding (COPP-7, D-07)', (padding) => {
    const ciphertext = bytesOf(examples['copp_handshake']![`ciphertext_${padding}_le`]!);
    expect(sha256(ciphertext)).toBe(examples['copp_handshake']![`ciphertext_${padding}_sha256`]);
    const bench = new CoppBench();
    const session = bench.exchanged();
    expect(bench.start(session, ciphertext)).toBe(ddi.S_OK);
    expect(bench.command(session, hdcpOn)).toBe(ddi.S_OK);
  });

  it('takes no big-endian ciphertext (COPP-8)', () => {
    const bench = new CoppBench();
    const session = bench.exchanged();
    expect(bench.start(session, startMessage.slice().reverse())).toBe(ddi.E_UNEXPECTED);
    expect(bench.start(session, startMessage)).toBe(ddi.S_OK);
  });

  it.each(Array.from({ length: 16 }, (_, index) => index))(
    'compares byte %i of the random (COPP-9)',
    (index) => {
      const other = issued.slice();
      other[index]! ^= 1;
      const bench = new CoppBench(createCoppDriver({ random: { bytes: () => other } }));
      const session = bench.exchanged();
      expect(bench.start(session, startMessage)).toBe(ddi.E_UNEXPECTED);
    },
  );
});

describe('commands and replies', () => {
  it('carries both commands out, byte for byte', () => {
    const bench = new CoppBench();
    const session = bench.active();
    expect(hdcpOn).toEqual(commandOf(COMMAND_START, levelData(HDCP, 1)));
    expect(bench.command(session, hdcpOn)).toBe(ddi.S_OK);
    expect(bench.command(session, cgmsa)).toBe(ddi.S_OK);
    const local = (type: number, number: number) =>
      bench.dataOf(session, number, ddi.DXVA_COPPQueryLocalProtectionLevel, word(type));
    expect(local(HDCP, STATUS_START)).toBe(1);
    expect(local(4, STATUS_START + 1)).toBe(11);
  });

  it('answers the level and the connector with the bytes of the examples', () => {
    const bench = new CoppBench();
    const session = bench.active();
    bench.command(session, hdcpOn);
    const level = examples['copp_status_local_level_hdcp']!;
    const first = bench.query(session, requestBytes(level['request_first_44']!));
    expect(first.code).toBe(ddi.S_OK);
    expect(hexOf(first.reply.subarray(0, 52))).toBe(level['macKDI']! + level['reply_first_36']!);
    expect(sha256(first.reply.subarray(16))).toBe(level['region_sha256']);

    bench.driver.control.outputs.unplug(0);
    const lost = examples['copp_status_connector_dvi_linklost']!;
    const second = bench.query(session, requestBytes(lost['request_first_40']!));
    expect(hexOf(second.reply.subarray(0, 52))).toBe(lost['macKDI']! + lost['reply_first_36']!);
    expect(sha256(second.reply.subarray(16))).toBe(lost['region_sha256']);
  });

  it('answers an unknown query with signed zeros (COPP-29, D-51)', () => {
    const bench = new CoppBench();
    const session = bench.active();
    const request = requestBytes(examples['copp_status_local_level_hdcp']!['request_first_44']!);
    request.fill(0x77, 16, 32);
    const { code, reply } = bench.query(session, request);
    expect(code).toBe(ddi.S_OK);
    const unknown = examples['copp_status_unknown_guid_reply_all_zero']!;
    expect(sha256(reply.subarray(16))).toBe(unknown['region_sha256']);
    expect(hexOf(reply.subarray(0, 16))).toBe(unknown['macKDI']);
  });
});
