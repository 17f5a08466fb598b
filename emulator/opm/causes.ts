/** What is wrong with the calls that functions of this interface refuse: a cause each, for the test that asks. */
import type { Guid } from '../../src/abi/index.js';
import type { OutputProtection } from '../../src/driver/index.js';
import {
  guidName,
  OPM_PROTECTION_TYPE as TYPE,
  OPM_VIDEO_OUTPUT_SEMANTICS as VOS,
} from '../../src/ddi/index.js';
import type { Cause } from '../core/refusal-recorder.js';
import type { Output } from '../outputs/output.js';
import type { Semantics } from './state.js';

const hex = (value: number) => `0x${value.toString(16)}`;

export const noInterface = (guid: Guid, version: number, bytes: number): Cause => ({
  rule: 'there is no such interface, or no room for its table',
  clause: 'OPM-49',
  argument: 'QueryInterface',
  received: `${guidName(guid)}, version ${version}, ${bytes} bytes`,
});

export const scanFailed = (): Cause => ({
  rule: 'the hardware functionality scan has failed',
  clause: 'OPM-39, OPM-41',
});

export const noCertificate = (type: number): Cause => ({
  rule: 'there is no certificate of this type',
  clause: 'OPM-39',
  argument: 'CertificateType',
  received: String(type),
});

export const certificateSize = (expected: number, received: number): Cause => ({
  rule: 'CertificateSize is not what GetCertificateSize said',
  clause: 'D-06, OPM-39',
  argument: 'CertificateSize',
  expected: String(expected),
  received: String(received),
});

export const noTarget = (targets: number, received: number): Cause => ({
  rule: 'there is no such target',
  clause: 'OPM-38',
  argument: 'VidPnTargetId',
  expected: targets === 0 ? 'none' : `0 to ${targets - 1}`,
  received: String(received),
});

export const spreadOver = (mode: string): Cause => ({
  rule: 'the picture is spread over several connectors',
  clause: 'OPM-38',
  argument: 'VidPnTargetId',
  expected: 'dual-view',
  received: mode,
});

export const noSemantics = (received: number): Cause => ({
  rule: 'the output has no such semantics',
  clause: 'OPM-38',
  argument: 'NewVideoOutputSemantics',
  received: VOS.text(received),
});

export const randomGiven = (): Cause => ({
  rule: 'the random number was given out already',
  clause: 'OPM-3, OPM-10',
  argument: 'ProtectedOutputHandle',
});

export const notInitialized = (): Cause => ({
  rule: 'the object has no signing key',
  clause: 'OPM-10',
  argument: 'ProtectedOutputHandle',
});

export const otherSemantics = (has: Semantics, what: string): Cause => ({
  rule: `${what} is none of ${has} semantics`,
  clause: has === 'OPM' ? 'OPM-18, OPM-21' : 'OPM-17, OPM-22',
});

export const wrongMac = (clause: string): Cause => ({
  rule: 'omac is not the OMAC of the message under the signing key',
  clause,
  argument: 'Parameters',
  expected: 'OMAC-1 of all bytes from 16 on',
});

/** The first numbers of a session are part of a secret, so that the expected one is not told. */
export const wrongNumber = (clause: string, expected: number, received: number): Cause => ({
  rule: 'ulSequenceNumber is not the number that follows',
  clause,
  argument: 'Parameters',
  expected: 'the number after that of the last call that succeeded, or the start number',
  received: `${hex(received)}, which is ${received < expected ? 'below' : 'above'} it`,
});

export const unknownRequest = (received: Guid, known: Iterable<Guid>): Cause => ({
  rule: 'there is no such request or setting',
  clause: 'D-57',
  argument: 'Parameters',
  expected: Array.from(known, guidName).join(', '),
  received: guidName(received),
});

export const parametersSize = (clause: string, expected: number, received: number): Cause => ({
  rule: 'cbParametersSize is not what the message has',
  clause,
  argument: 'Parameters',
  expected: String(expected),
  received: String(received),
});

export const moreParameters = (semantics: Semantics, takesMore: boolean, received: number): Cause => ({
  rule: takesMore ? 'the SRM is missing' : 'the command has no additional parameters',
  clause: semantics === 'COPP' ? 'OPM-29' : 'OPM-30',
  argument: 'AdditionalParameters',
  expected: takesMore ? 'an SRM' : 'NULL and 0 bytes',
  received: `${received} bytes`,
});

export const noType = (received: number): Cause => ({
  rule: 'it is not one type of protection',
  clause: 'OPM-31, OPM-44',
  argument: 'Parameters',
  received: TYPE.text(received),
});

export const noProtection = (has: readonly OutputProtection[], wanted: OutputProtection): Cause => ({
  rule: 'the output has no such protection, or not under these semantics',
  clause: 'OPM-44, D-54',
  argument: 'Parameters',
  expected: `one of ${has.join(', ') || 'none'}`,
  received: wanted,
});

export const noLevel = (protection: OutputProtection, level: number): Cause => ({
  rule: `${protection} has no such level`,
  clause: 'OPM-31',
  argument: 'Parameters',
  received: String(level),
});

export const reservedFields = (): Cause => ({
  rule: 'the reserved fields are not zero',
  clause: 'OPM-31',
  argument: 'Parameters',
  expected: '0',
});

export const modeTooLarge = ({ profile, mode }: Output, protection: OutputProtection): Cause => {
  const { maxWidth = 'any', maxHeight = 'any' } =
    profile.protections.find(({ type }) => type === protection) ?? {};
  return {
    rule: `the present mode cannot carry ${protection}`,
    clause: 'OPM-32',
    argument: 'Parameters',
    expected: `at most ${maxWidth} x ${maxHeight}`,
    received: `${mode.width} x ${mode.height}`,
  };
};

export const noEngine = (engines: number): Cause => ({
  rule: 'all HDCP hardware is in use',
  clause: 'OPM-31',
  argument: 'Parameters',
  expected: `at most ${engines} outputs with HDCP on`,
});

export const noRedistributionControl = (): Cause => ({
  rule: 'the output cannot control redistribution',
  clause: 'OPM-45',
  argument: 'Parameters',
});

export const noSignaling = (): Cause => ({
  rule: 'the output has no such television standard, or signals none at all',
  clause: 'OPM-45',
  argument: 'Parameters',
});

export const noDvi = ({ profile }: Output): Cause => ({
  rule: 'the connector is none of DVI',
  clause: 'OPM-23',
  argument: 'Parameters',
  expected: 'DVI',
  received: profile.connector,
});

export const noHdcp = (): Cause => ({
  rule: 'the output has no HDCP',
  clause: 'OPM-30',
  argument: 'Parameters',
});

export const malformedSrm = (argument: string): Cause => ({
  rule: 'the SRM is malformed',
  clause: 'OPM-30',
  argument,
  expected: 'id 0x80, version, generation, length, lists of vectors, 40 bytes of signature',
});

export const otherSrmVersion = (expected: number, received: number): Cause => ({
  rule: "ulSRMVersion is not the SRM's",
  clause: 'OPM-30',
  argument: 'Parameters',
  expected: String(expected),
  received: String(received),
});

export const noSrmYet = (argument: string): Cause => ({
  rule: 'no SRM was ever set',
  clause: 'OPM-30',
  argument,
});

export const versionBuffer = (expected: number, received: number): Cause => ({
  rule: 'there is no room for the version',
  clause: 'OPM-49',
  argument: 'SrmListVersionBuffer',
  expected: `${expected} bytes`,
  received: `${received} bytes`,
});
