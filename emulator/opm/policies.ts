import { timingSafeEqual } from 'node:crypto';
import type { OaepResult } from '../../src/crypto/index.js';
import { rsaesOaepDecryptAtLeast } from '../../src/crypto/index.js';
import type { OutputProtection } from '../../src/driver/index.js';
import type { Ntstatus } from '../../src/ddi/index.js';
import {
  OPM_CONFIGURE_PARAMETERS,
  OPM_GET_INFO_PARAMETERS,
  OPM_INIT_PLAINTEXT,
  OPM_REQUESTED_INFORMATION,
  OPM_STATUS as FLAGS,
  STATUS_SUCCESS,
} from '../../src/ddi/index.js';
import { openStartMessage } from '../copp/start-message.js';
import type { Output } from '../outputs/output.js';
import type { Srm } from '../outputs/srm.js';
import { readSrm } from '../outputs/srm.js';
import { isLevelOf, strongestLevel } from './protection-types.js';
import type { OpmBase, ProtectedOutput, Semantics } from './state.js';

/** What is looked into of a signed message, besides its content. */
export type MessageCheck = 'mac' | 'number';

/**
 * Everything that a driver of OPM can get wrong, each in one small function. The driver is this record with its defaults; a
 * faulty driver is the record with one entry changed.
 */
export interface OpmPolicies {
  /** The chain of a certificate type: OPM's or COPP's (OPM-2, OPM-39). */
  opmCertificate(core: OpmBase, semantics: Semantics): Uint8Array | undefined;
  /** Whether a certificate buffer is of the chain's size (D-06). */
  isOpmCertificateSize(received: number, needed: number): boolean;
  /** The object behind a handle (OPM-40). */
  findProtectedOutput(core: OpmBase, handle: bigint): ProtectedOutput | undefined;
  /** Whether the desktop is spread over several connectors, so that nobody can protect one (OPM-38). */
  isOpmSpread(core: OpmBase): boolean;
  /** The random of one object: 16 bytes (OPM-3). */
  opmRandom(core: OpmBase, object: ProtectedOutput): Uint8Array;
  /** Whether an object's random may be asked for (OPM-3): once. */
  mayGiveOpmRandom(object: ProtectedOutput): boolean;
  /** Whether an object takes a signing key: once, and after its random was fetched (OPM-10). */
  mayTakeSigningKey(object: ProtectedOutput): boolean;
  /** Opens a start message of OPM semantics: 256 bytes by RSAES-OAEP, 40 at least (OPM-5…OPM-8, D-01). */
  openOpmStart(core: OpmBase, ciphertext: Uint8Array): OaepResult;
  /** The same of COPP semantics: bare RSA, little-endian (OPM-5, D-07). */
  openOpmCoppStart(core: OpmBase, ciphertext: Uint8Array): OaepResult;
  /** Whether the random in a start message is the one that was given out: all 16 bytes (OPM-8). */
  isOpmRandom(issued: Uint8Array, received: Uint8Array): boolean;
  /** Puts the signing key where keys live. */
  installSigningKey(object: ProtectedOutput, key: Uint8Array): void;
  /** In which order a signed message is looked into (D-50). */
  opmChecks(): readonly MessageCheck[];
  /** What the omac of a signed request covers (OPM-12). */
  opmRequestRegion(request: Uint8Array): Uint8Array;
  /** What the omac of a command covers (OPM-26). */
  opmCommandRegion(command: Uint8Array): Uint8Array;
  /** What the omac of a reply covers (OPM-13). */
  opmReplyRegion(reply: Uint8Array): Uint8Array;
  /** Whether two OMACs are the same: all 16 bytes. */
  isOpmMac(expected: Uint8Array, received: Uint8Array): boolean;
  /** Whether a number is the expected one (OPM-15, OPM-27). */
  isOpmNumber(expected: number, received: number): boolean;
  /** The number of the request after one that was answered so (OPM-15, OPM-46). */
  nextOpmStatus(number: number, code: Ntstatus): number;
  /** The number of the command after one that was answered so (OPM-27, OPM-46). */
  nextOpmCommand(number: number, code: Ntstatus): number;
  /** Whether an object answers what belongs to some semantics (OPM-17, OPM-18, OPM-21, OPM-22). */
  opmAllows(object: ProtectedOutput, of: readonly Semantics[]): boolean;
  /** Whether a request's parameters have their size (OPM-23). */
  isOpmParametersSize(received: number, needed: number): boolean;
  /** Whether a command may carry so many bytes besides (OPM-29). */
  mayCarryMore(object: ProtectedOutput, takesMore: boolean, bytes: number, isNull: boolean): boolean;
  /** What a reply's first 16 bytes echo (OPM-14). */
  opmEcho(rnRandomNumber: Uint8Array): Uint8Array;
  /** OPM_STATUS of the next reply, told once (OPM-34, OPM-35). */
  takeOpmFlags(object: ProtectedOutput): number;
  /** Where a reply is put together: 4096 zeroed bytes. `before` is what lies in the caller's output. */
  opmReply(before: () => Uint8Array): Uint8Array;
  /** What cbRequestedInformationSize says of a payload (OPM-25). */
  opmReplySize(payloadBytes: number): number;
  /** What is told of an output's protections, whatever its mode (OPM-32, OPM-44). */
  opmProtections(output: Output): readonly OutputProtection[];
  /** The output that an object speaks of. */
  opmOutput(object: ProtectedOutput): Output;
  /** What an object asked for, once it holds (OPM-24, OPM-33). */
  virtualLevel(object: ProtectedOutput, protection: OutputProtection): number;
  /** What is in force on the connector (OPM-24, OPM-37, D-55). */
  actualLevel(object: ProtectedOutput, protection: OutputProtection): number;
  /** Whether a level is one of the type (OPM-31). */
  isOpmLevel(protection: OutputProtection, level: number, semantics: Semantics): boolean;
  /** Whether the two reserved fields of a level are as they must be (OPM-31). */
  areOpmReserved(first: number, second: number): boolean;
  /** Whether the present mode can be protected so (OPM-32). */
  opmModeCarries(output: Output, protection: OutputProtection): boolean;
  /** Whether the output can have HDCP on beside the others (ALL_HDCP_HARDWARE_ALREADY_IN_USE). */
  hasOpmHdcpEngine(core: OpmBase, output: Output): boolean;
  /** Whether redistribution control can be applied (OPM-45). */
  canControlRedistribution(output: Output): boolean;
  /** Makes an object ask for a level. */
  setOpmLevel(object: ProtectedOutput, protection: OutputProtection, level: number): void;
  /** Reads an SRM; undefined where it is malformed (OPM-30). */
  readOpmSrm(bytes: Uint8Array): Srm | undefined;
  /** Puts an SRM in force (OPM-30). */
  setOpmSrm(output: Output, srm: Srm): void;
  /** The version of the SRM in force; undefined before the first. */
  opmSrmVersion(output: Output): number | undefined;
  /** Withdraws what an object asked for when it is destroyed (OPM-40). */
  withdrawOpm(object: ProtectedOutput): void;
}

const afterSuccess = (number: number, code: Ntstatus) =>
  code === STATUS_SUCCESS ? (number + 1) >>> 0 : number;

const noMessage = (): OaepResult => ({ valid: false, message: new Uint8Array(OPM_INIT_PLAINTEXT.bytes) });

/** Which flags tell of an event, by semantics (OPM-34, OPM-35): REVOKED always together with LINK_LOST. */
function flagsOf({ semantics, events }: ProtectedOutput): number {
  const told = events.take();
  const isOpm = semantics === 'OPM';
  const [isTampered, isRevoked] = [told.has('TAMPERING'), told.has('REVOKED')];
  const isLost = told.has('LINK_LOST') || isRevoked || (isTampered && !isOpm);
  return (
    (isLost ? FLAGS.LINK_LOST : FLAGS.NORMAL) |
    (told.has('RENEGOTIATION') ? FLAGS.RENEGOTIATION_REQUIRED : 0) |
    (isTampered && isOpm ? FLAGS.TAMPERING_DETECTED : 0) |
    (isRevoked && isOpm ? FLAGS.REVOKED_HDCP_DEVICE_ATTACHED : 0)
  );
}

/** The honest driver. */
export const opmPolicies: OpmPolicies = {
  opmCertificate: ({ identity, coppIdentity }, semantics) =>
    semantics === 'OPM' ? identity.certificateChain : coppIdentity?.certificate,
  isOpmCertificateSize: (received, needed) => received === needed,
  findProtectedOutput: ({ adapter }, handle) => adapter.protectedOutputs.get(handle),
  isOpmSpread: ({ outputs }) => outputs.isSpread,
  opmRandom: ({ random }) => random.bytes(16),
  mayGiveOpmRandom: ({ issuedRandom }) => issuedRandom === undefined,
  mayTakeSigningKey: ({ issuedRandom, isInitialized }) => issuedRandom !== undefined && !isInitialized,
  openOpmStart: ({ engine, identity }, ciphertext) =>
    rsaesOaepDecryptAtLeast(engine, identity.privateKey, ciphertext, {
      hash: 'sha512', // a document says so (OPM-6): the switch of D-01 is for what no document says
      leastBytes: OPM_INIT_PLAINTEXT.bytes,
    }),
  openOpmCoppStart: ({ engine, coppIdentity }, ciphertext) => {
    const message = openStartMessage(engine, coppIdentity!.privateKey, ciphertext);
    return message ? { valid: true, message } : noMessage();
  },
  isOpmRandom: timingSafeEqual,
  installSigningKey: (object, key) => {
    object.install('session', key);
  },
  opmChecks: () => ['mac', 'number'],
  opmRequestRegion: (request) => request.subarray(OPM_GET_INFO_PARAMETERS.offset.rnRandomNumber),
  opmCommandRegion: (command) => command.subarray(OPM_CONFIGURE_PARAMETERS.offset.guidSetting),
  opmReplyRegion: (reply) => reply.subarray(OPM_REQUESTED_INFORMATION.offset.cbRequestedInformationSize),
  isOpmMac: timingSafeEqual,
  isOpmNumber: (expected, received) => expected === received,
  nextOpmStatus: afterSuccess,
  nextOpmCommand: afterSuccess,
  opmAllows: ({ semantics }, of) => of.includes(semantics),
  isOpmParametersSize: (received, needed) => received === needed,
  // COPP semantics want NULL besides (OPM-29).
  mayCarryMore: ({ semantics }, takesMore, bytes, isNull) =>
    takesMore ? bytes > 0 && !isNull : bytes === 0 && (isNull || semantics === 'OPM'),
  opmEcho: (rnRandomNumber) => rnRandomNumber,
  takeOpmFlags: flagsOf,
  opmReply: () => new Uint8Array(OPM_REQUESTED_INFORMATION.bytes),
  opmReplySize: (payloadBytes) => payloadBytes,
  opmProtections: ({ requests }) => requests.protections,
  opmOutput: ({ output }) => output,
  virtualLevel: ({ request }, protection) => request.level(protection),
  actualLevel: ({ output }, protection) => strongestLevel(protection, output.requests.levels(protection)),
  isOpmLevel: isLevelOf,
  areOpmReserved: (first, second) => first === 0 && second === 0,
  opmModeCarries: (output, protection) => output.carries(protection),
  hasOpmHdcpEngine: ({ outputs }, output) => outputs.hasHdcpEngine(output),
  canControlRedistribution: ({ profile }) => profile.redistributionControl ?? true,
  setOpmLevel: ({ request, output }, protection, level) => {
    output.ask(request, protection, level);
  },
  readOpmSrm: readSrm,
  setOpmSrm: (output, srm) => {
    output.renew(srm);
  },
  opmSrmVersion: ({ srm }) => srm?.version,
  withdrawOpm: ({ request }) => {
    request.withdraw();
  },
};
