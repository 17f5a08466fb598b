/** What is wrong with the calls that functions of this interface refuse: a cause each, for the test that asks. */
import type { Address, Guid, Memory } from '../../src/abi/index.js';
import {
  D3D11_1DDI_CONTENT_PROTECTION_CAPS as CAPS,
  D3DWDDM2_0DDI_CRYPTO_SESSION_STATUS as STATUS,
  GUID,
  guidName,
} from '../../src/ddi/index.js';
import type { InterfaceVersion, VideoTable } from '../../src/ddi/index.js';
import type { Cause } from '../core/refusal-recorder.js';
import { keysLost } from './hardware/causes.js';
import type { GuidSet } from './offers.js';
import type { CryptoSession } from './state.js';
import type { Surface } from './surface.js';
import { surfaceText } from './surface.js';

const hex = (value: number) => `0x${value.toString(16)}`;
const guidAt = (memory: Memory, address: Address) => guidName(GUID.read(memory, address, 'x64'));
const listed = (guids: readonly Guid[]) => guids.map(guidName).join(', ') || 'none';

/** A GUID that is not among those offered. `argument` points to it, or to the structure that has it. */
export const notOffered = (
  { memory }: { readonly memory: Memory },
  what: { readonly member: string; readonly argument: string; readonly clause: string },
  offered: GuidSet,
  received: Address,
): Cause => ({
  rule: `the driver does not offer this ${what.member}`,
  clause: what.clause,
  argument: what.argument,
  expected: listed(offered.guids),
  received: guidAt(memory, received),
});

export const noExchangeAtIndex = (count: number, index: number): Cause => ({
  rule: 'no key exchange has this index',
  clause: 'GCKE-4',
  argument: 'Index',
  expected: count === 0 ? 'none' : `0 to ${count - 1}`,
  received: String(index),
});

export const unknownCertificateType = (type: number): Cause => ({
  rule: 'certificates are of crypto sessions and of authenticated channels',
  clause: 'GCS-2, GCS-3',
  argument: 'pCertificateInfo',
  expected: 'CertificateType 1 or 2',
  received: String(type),
});

export const noSuchChannel = (type: number): Cause => ({
  rule: 'the caps have no channel of this type',
  clause: 'CAC-5, GCS-3',
  argument: 'pCertificateInfo',
  expected: 'a ChannelType that goes with SOFTWARE or HARDWARE of the caps',
  received: String(type),
});

export const certificateTooSmall = (given: number, needed: number): Cause => ({
  rule: 'the certificate does not fit',
  clause: 'D-06',
  argument: 'CertificateSize',
  expected: `at least ${needed}`,
  received: String(given),
});

export const negotiatedAlready = (): Cause => ({
  rule: 'there is a session key already, and the profile refuses another',
  clause: 'D-04',
  argument: 'hCryptoSession',
});

export const keyBufferSize = (bytes: number): Cause => ({
  rule: 'a key buffer has 256 bytes',
  clause: 'NCS-2, NCS-3, NCS-8',
  argument: 'DataSize',
  expected: '256',
  received: String(bytes),
});

export const noCap = (cap: string): Cause => ({
  rule: `the caps have no ${cap}`,
  clause: 'D-16, D-66',
  expected: `a profile with ${cap}`,
});

/** Caps that functions, and some of their arguments, go with. */
export type GatingCap =
  | 'DECRYPTION_BLT'
  | 'PARTIAL_DECRYPTION'
  | 'CONTENT_KEY'
  | 'ENCRYPTED_READ_BACK'
  | 'ENCRYPTED_READ_BACK_KEY'
  | 'FRESHEN_SESSION_KEY';

/** The cause of a refusal where a session's caps have not what a function needs; undefined where they have. */
export function lacksCap({ offer }: CryptoSession, cap: GatingCap): (() => Cause) | undefined {
  return (CAPS[cap] & offer.caps) === 0 ? () => noCap(cap) : undefined;
}

/** An optional argument that another cap goes with. */
export const notWithoutCap = (argument: string, cap: string, clause: string): Cause => ({
  rule: `${argument} goes with ${cap}, which the caps have not`,
  clause,
  argument,
  expected: 'NULL',
});

/** Why a session has no key: it never had one, lost it in a tear-down, or is none that gets one. */
export function noSessionKey(session: CryptoSession): Cause {
  const { kind, status } = session;
  if (status !== STATUS.OK) return keysLost(session);
  return {
    rule: 'there is no session key',
    clause: kind === 'RSAES_OAEP' ? 'D-10' : 'D-41, CCS-8',
    argument: 'hCryptoSession',
    expected: 'a session whose key was negotiated',
    ...(kind !== 'RSAES_OAEP' && { received: `a session of kind ${kind}` }),
  };
}

export const keySize = (argument: string, clause: string, received: number): Cause => ({
  rule: 'a key of AES128_CTR has 16 bytes',
  clause,
  argument,
  expected: '16',
  received: String(received),
});

export const noPendingRefresh = (): Cause => ({
  rule: 'no refresh was started',
  clause: 'D-26, FSKR-3',
  argument: 'hCryptoSession',
  expected: 'a session after StartSessionKeyRefresh',
});

export const noReadBackKey = (): Cause => ({
  rule: 'there is no read-back key',
  clause: 'D-25, EB-11',
  argument: 'hCryptoSession',
  expected: 'a session after GetEncryptionBltKey',
});

export const noIv = (clause: string): Cause => ({
  rule: 'AES128_CTR does not go without an IV',
  clause,
  argument: 'pIV',
  expected: 'an address',
  received: 'NULL',
});

export const ivSize = (expected: number, received: number): Cause => ({
  rule: `an IV has ${expected} bytes`,
  clause: 'IV-2',
  argument: 'IVSize',
  expected: String(expected),
  received: String(received),
});

export const counterSeenBefore = (): Cause => ({
  rule: 'the counter goes over blocks that were used before under this key',
  clause: 'D-21, DB-13',
  argument: 'pIV',
  expected: 'IV and Count of which no block was used since the session got its key',
});

export const contentKeySize = (received: number): Cause => ({
  rule: 'a wrapped content key has 16 bytes',
  clause: 'DB-5',
  argument: 'ContentKeySize',
  expected: '16',
  received: String(received),
});

/** Two surfaces that have to be alike, format and size. */
export const notAlike = (source: Surface, target: Surface, clause: string): Cause => ({
  rule: 'source and destination differ in format or size',
  clause,
  argument: 'hDstResource',
  expected: surfaceText(source),
  received: surfaceText(target),
});

export const subresourcesDiffer = (source: string, target: string): Cause => ({
  rule: 'source and destination differ in their subresources',
  clause: 'RES-28',
  argument: 'hDstResource',
  expected: source,
  received: target,
});

export const unaligned = (bytes: number, unit: number): Cause => ({
  rule: `${bytes} bytes are no multiple of ${unit}`,
  clause: 'D-24, GCPC-11',
  argument: 'hSrcResource',
  expected: `a multiple of BlockAlignmentSize, ${unit}`,
  received: String(bytes),
});

export const noSubresource = (argument: string, count: number, received: number): Cause => ({
  rule: 'the resource has no such subresource',
  clause: 'RES-25',
  argument,
  expected: `0 to ${count - 1}`,
  received: String(received),
});

export const mapTooEarly = (): Cause => ({
  rule: 'the GPU is still drawing, and the map does not wait',
  clause: 'RES-20',
  argument: 'Flags',
  expected: 'a map without DONOTWAIT, or a later one',
});

export const formatsDiffer = (source: Surface, target: Surface): Cause => ({
  rule: 'source and destination differ in format',
  clause: 'RES-28',
  argument: 'hDstResource',
  expected: surfaceText(source),
  received: surfaceText(target),
});

/** A region that leaves its subresource, or goes through samples of chroma. */
export const outside = (argument: string, surface: Surface, received: string): Cause => ({
  rule: 'the region does not lie in the subresource, on whole samples',
  clause: 'RES-12, RES-31',
  argument,
  expected: surfaceText(surface),
  received,
});

export const noDepth = (z: number): Cause => ({
  rule: 'no surface has depth',
  clause: 'RES-31',
  argument: 'DstZ',
  expected: '0',
  received: String(z),
});

/** A resource that cannot be made: which member of the structure says so. */
export const unsupportedResource = (rule: string, received: string): Cause => ({
  rule,
  clause: 'RES-2',
  argument: 'pCreateResource',
  received,
});

export const unknownFormat = (format: number): Cause => ({
  rule: 'there is no such format',
  clause: 'DEV-23',
  argument: 'Format',
  expected: 'a DXGI_FORMAT',
  received: String(format),
});

export const keyExchangeFlags = (received: number): Cause => ({
  rule: 'there are no flags of a key exchange',
  clause: 'NCX-2, D-43',
  argument: 'flags',
  expected: 'NONE',
  received: hex(received),
});

export const otherInterface = (versions: readonly InterfaceVersion[], received: number): Cause => ({
  rule: 'the driver does not support this interface version',
  clause: 'DEV-7, OPN-8',
  argument: 'pCreateData',
  expected: `Interface ${versions.map(({ Interface }) => hex(Interface)).join(' or ')}`,
  received: hex(received),
});

export const tooFewEntries = (expected: number, received: number): Cause => ({
  rule: 'the array is too short',
  clause: 'OPN-12',
  argument: 'puEntries',
  expected: `at least ${expected}`,
  received: String(received),
});

export const unknownCapsType = (type: number): Cause => ({
  rule: 'the driver does not know this type of caps',
  clause: 'OPN-17, OPN-21',
  argument: 'pData',
  expected: 'a Type that is answered',
  received: String(type),
});

export const capsTooSmall = (expected: number, received: number): Cause => ({
  rule: 'the answer does not fit',
  clause: 'OPN-21',
  argument: 'pData',
  expected: `DataSize of at least ${expected}`,
  received: String(received),
});

export const noVideoFunctions = (): Cause => ({
  rule: 'the profile has no video functions',
  clause: 'D-19, SUB-8',
  argument: 'SubDeviceID',
});

export const unknownSubObject = (tables: readonly VideoTable[], received: number): Cause => ({
  rule: 'the driver has no such sub-object',
  clause: 'SUB-8',
  argument: 'SubDeviceID',
  expected: tables.map(({ SubDeviceID }) => SubDeviceID).join(' or '),
  received: String(received),
});

export const subObjectSize = (expected: number, received: number): Cause => ({
  rule: 'the parameters are too short',
  clause: 'SUB-6',
  argument: 'ParamSize',
  expected: `at least ${expected}`,
  received: String(received),
});
