import type { Ntstatus } from '../../../ddi/index.js';
import {
  NTSTATUSES as S,
  OPM_CONNECTED_HDCP_DEVICE_INFORMATION as HDCP_DEVICE,
  OPM_GUIDS as G,
  STATUS_SUCCESS,
} from '../../../ddi/index.js';
import type { OpmCase } from '../fixture.js';
import type { ActiveOutput } from './handshake.js';
import { activeOutput } from './handshake.js';
import { requests, word } from './known.js';
import { typesOn } from './levels.js';
import type { MessageChanges } from './messages.js';
import { commandBytes, requestOf, sendCommand, sendRequest } from './messages.js';
import { ask, expectReply } from './replies.js';

const signatureBytes = 40;
/** Vectors that one list can count. */
const mostInList = 127;

function u24(value: number): readonly number[] {
  return [(value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff];
}

/** The five bytes of a vector, the most significant first. */
const bigEndian = (ksv: bigint) =>
  Array.from({ length: 5 }, (_, index) => Number((ksv >> BigInt(8 * (4 - index))) & 0xffn));

/**
 * An SRM of HDCP 1, first generation (OPM-30): id, version, length, lists of vectors, and zeros for the signature that
 * nobody but the authority can make.
 * @param version 16 bits
 */
export function srmBytes(version: number, ksvs: readonly bigint[] = []): Uint8Array {
  const lists: number[] = [];
  for (let at = 0; at < ksvs.length; at += mostInList) {
    const some = ksvs.slice(at, at + mostInList);
    lists.push(some.length, ...some.flatMap(bigEndian));
  }
  const length = 3 + lists.length + signatureBytes;
  const head = [0x80, 0, version >>> 8, version & 0xff, 1, ...u24(length)];
  return new Uint8Array([...head, ...lists, ...new Uint8Array(signatureBytes)]);
}

const edited = (bytes: Uint8Array, edit: (copy: Uint8Array) => void) => {
  const copy = bytes.slice();
  edit(copy);
  return copy;
};

/** Ways in which bytes are no SRM, made from one that is: id, length, lists, end. */
export const malformed: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  'another-id': (bytes) =>
    edited(bytes, (copy) => {
      copy.set([0x91]);
    }),
  'id-zero': (bytes) =>
    edited(bytes, (copy) => {
      copy.set([0]);
    }),
  'reserved-byte': (bytes) =>
    edited(bytes, (copy) => {
      copy.set([1], 1);
    }),
  'one-byte': (bytes) => bytes.subarray(0, 1),
  'head-alone': (bytes) => bytes.subarray(0, 8),
  'without-signature': (bytes) => bytes.subarray(0, bytes.length - signatureBytes),
  'cut-by-one': (bytes) => bytes.subarray(0, bytes.length - 1),
  'one-byte-more': (bytes) => new Uint8Array([...bytes, 0]),
  'length-zero': (bytes) =>
    edited(bytes, (copy) => {
      copy.set([0, 0, 0], 5);
    }),
  'length-one-less': (bytes) => edited(bytes, (copy) => (copy[7]! -= 1)),
  'length-one-more': (bytes) => edited(bytes, (copy) => (copy[7]! += 1)),
  'length-of-all': (bytes) =>
    edited(bytes, (copy) => {
      copy.set([0xff, 0xff, 0xff], 5);
    }),
  'list-too-long': (bytes) =>
    edited(bytes, (copy) => {
      copy.set([0x7f], 8);
    }),
  'list-into-the-signature': (bytes) => edited(bytes, (copy) => (copy[8]! += 1)),
  zeros: (bytes) => new Uint8Array(bytes.length),
  ones: (bytes) => new Uint8Array(bytes.length).fill(0xff),
};

/** SET_HDCP_SRM: the version; the SRM goes beside it. */
export const srmCommand = (output: ActiveOutput, version: number, changes?: MessageChanges): Uint8Array =>
  commandBytes(output, G.OPM_SET_HDCP_SRM, word(version), changes);

/** Sends a command with an SRM; the output's number stays. */
export const trySetSrm = (t: OpmCase, output: ActiveOutput, command: Uint8Array, srm: Uint8Array): Ntstatus =>
  sendCommand(t, output, command, srm);

/**
 * Sets an SRM, which must succeed. Skips the case on a driver without a profile that takes none but the authority's: nobody
 * else can sign one.
 */
export function setSrm(t: OpmCase, output: ActiveOutput, version: number, ksvs?: readonly bigint[]): void {
  const code = trySetSrm(t, output, srmCommand(output, version), srmBytes(version, ksvs));
  if (code === S.STATUS_GRAPHICS_OPM_INVALID_SRM && !t.driver.profile)
    t.skip('the driver takes no SRM without the signature of HDCP’s authority');
  t.expectCode(code, [STATUS_SUCCESS], 'OPM-30', `SET_HDCP_SRM, version ${version}`);
  output.commandNumber = (output.commandNumber + 1) >>> 0;
}

/** The version of the SRM in force; undefined where none was ever set. */
export function versionOf(t: OpmCase, output: ActiveOutput): number | undefined {
  const request = requestOf(t, output, requests.SrmVersion.guid);
  const { code, output: target } = sendRequest(t, output, request.bytes);
  if (code === S.STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET) return undefined;
  t.expectCode(code, [STATUS_SUCCESS], 'OPM-30', 'GET_CURRENT_HDCP_SRM_VERSION');
  output.statusNumber = (output.statusNumber + 1) >>> 0;
  return expectReply(t, output, request, target.read(), requests.SrmVersion.reply, 'the version').value;
}

/** A version that is newer than what is there. */
export const newerVersion = (t: OpmCase, output: ActiveOutput): number => (versionOf(t, output) ?? 0) + 1;

export function expectVersion(t: OpmCase, output: ActiveOutput, expected: number, what: string): void {
  const version = versionOf(t, output);
  const received = version === undefined ? 'none' : `${version}`;
  t.expect(version === expected, 'OPM-30', `${what}: expected version ${expected}, received ${received}`);
}

/** A vector that no receiver has: not 20 of its bits are ones. */
export const noReceiver = (t: OpmCase): bigint => {
  const [low] = new Uint32Array(t.random.bytes(4).buffer);
  return 0xff_0000_0000n | (BigInt(low! | 0xffff_0000) & 0xffff_ffffn);
};

/** The vector in a receiver's five bytes, least significant first. */
function vectorOf(t: OpmCase, target: number): bigint {
  const { ksvB, Reserved } = HDCP_DEVICE.offset;
  const bytes = ask(t, activeOutput(t, 'COPP', target), 'HdcpDevice').payload.subarray(ksvB, Reserved);
  return bytes.reduceRight((vector, byte) => (vector << 8n) | BigInt(byte), 0n);
}

/** An output with HDCP, and the vector of the receiver there, which COPP semantics tell. */
export function revokable(t: OpmCase): { readonly output: ActiveOutput; readonly ksv: bigint } {
  const target = t
    .targets('OPM')
    .find((one) => t.targets('COPP').includes(one) && typesOn(t, 'OPM', one).includes('HDCP'));
  if (target === undefined) t.skip('the driver has no output with HDCP and both semantics');
  const ksv = vectorOf(t, target);
  if (ksv === 0n) t.skip('the driver has no receiver on its output with HDCP');
  return { output: activeOutput(t, 'OPM', target), ksv };
}
