import { timingSafeEqual } from 'node:crypto';
import type { Hresult } from '../../src/abi/index.js';
import { failed } from '../../src/abi/index.js';
import {
  COPP_DeviceState as STATE,
  COPP_StatusFlags as FLAGS,
  DXVA_COPPCommand,
  DXVA_COPPStatusOutput,
} from '../../src/ddi/index.js';
import type { OutputProtection } from '../../src/driver/index.js';
import type { Output } from '../outputs/output.js';
import { isLevelOf, numericOrder } from './levels.js';
import { openStartMessage } from './start-message.js';
import type { CoppBase, CoppSession } from './state.js';

/** What is looked into before a command is carried out. */
export type CommandCheck = 'number' | 'command' | 'size' | 'mac';

/** The functions that a state allows or refuses. */
export type CoppCall = 'certificateLength' | 'keyExchange' | 'sequenceStart' | 'command' | 'queryStatus';

/**
 * Everything that a driver of COPP can get wrong, each in one small function. The driver is this record with its
 * defaults; a faulty driver is the record with one entry changed.
 */
export interface CoppPolicies {
  /** Whether a session's state allows a call (COPP-10, COPP-12). */
  coppAllows(state: number, call: CoppCall): boolean;
  /** The random that a session is given: 16 bytes (COPP-1, COPP-44). */
  coppRandom(core: CoppBase, session: CoppSession): Uint8Array;
  /** The certificate chain's bytes. */
  coppCertificate(core: CoppBase): Uint8Array;
  /** Opens a start message, 256 bytes; undefined where it cannot be one (COPP-6…COPP-8, D-07). */
  openCoppStart(core: CoppBase, ciphertext: Uint8Array): Uint8Array | undefined;
  /** Whether the random in a start message is the one that was given out (COPP-9): all 16 bytes. */
  isCoppRandom(issued: Uint8Array, received: Uint8Array): boolean;
  /** Puts KDI where keys live. */
  installKdi(session: CoppSession, kdi: Uint8Array): void;
  /** In which order a command is looked into (COPP-18, D-50). */
  coppCommandChecks(): readonly CommandCheck[];
  /** Whether a command's or request's number is the expected one (COPP-15, COPP-26). */
  isCoppNumber(expected: number, received: number): boolean;
  /** The number of the command after one that was answered so (COPP-17). */
  nextCoppCommand(number: number, code: Hresult): number;
  /** The number of the request after one that was answered so (COPP-27). */
  nextCoppStatus(number: number, code: Hresult): number;
  /** What macKDI of a command covers: of the bytes that arrived all after it (COPP-14). */
  coppCommandRegion(command: Uint8Array): Uint8Array;
  /** Whether two macKDI are the same: all 16 bytes. */
  isCoppMac(expected: Uint8Array, received: Uint8Array): boolean;
  /** Whether a command says that it has as many bytes of data as it needs; of more, none is looked at (COPP-18). */
  isCoppCommandSize(received: number, needed: number): boolean;
  /** Whether a level is one of the type (COPP-18, COPP-19). */
  isCoppLevel(protection: OutputProtection, level: number): boolean;
  /** Whether the output's present mode can be protected so (COPP-20). */
  coppModeCarries(output: Output, protection: OutputProtection): boolean;
  /** Makes a session ask for a level (COPP-33, COPP-34). */
  setCoppLevel(session: CoppSession, protection: OutputProtection, level: number): void;
  /** What a session asked for (COPP-33). */
  localCoppLevel(core: CoppBase, session: CoppSession, protection: OutputProtection): number;
  /** The strongest level on the connector (COPP-33, COPP-34, D-55). */
  globalCoppLevel(core: CoppBase, session: CoppSession, protection: OutputProtection): number;
  /** The protections that are told of an output, whatever its mode (COPP-37). */
  coppProtections(output: Output): readonly OutputProtection[];
  /** The output that a session speaks of. */
  coppOutput(core: CoppBase, session: CoppSession): Output;
  /** Whether a query's input is as long as it has to be (COPP-28). */
  isCoppQuerySize(received: number, needed: number): boolean;
  /** COPP_StatusFlags of the next reply, told once (COPP-31). */
  takeCoppFlags(session: CoppSession): number;
  /** What a reply's first 16 bytes echo (COPP-23). */
  coppEcho(rApp: Uint8Array): Uint8Array;
  /** Where a reply is put together: 4096 zeroed bytes (COPP-25). `before` is what lies in the caller's output. */
  coppReply(before: () => Uint8Array): Uint8Array;
  /** What macKDI of a reply covers: all of the reply after it (COPP-24). */
  coppReplyRegion(reply: Uint8Array): Uint8Array;
  /** The receiver's KSV as the low 40 bits of BKey (COPP-38). */
  coppBKey(ksv: bigint): Uint8Array;
  /** Withdraws what a session asked for when it is closed (COPP-36). */
  withdrawCopp(session: CoppSession): void;
}

/** The state in which each call is accepted (1.6 of the dossier). */
const states: Readonly<Record<CoppCall, number>> = {
  certificateLength: STATE.OPENED,
  keyExchange: STATE.CERT_LENGTH_RETURNED,
  sequenceStart: STATE.KEY_EXCHANGED,
  command: STATE.SESSION_ACTIVE,
  queryStatus: STATE.SESSION_ACTIVE,
};

/** The state that a call is accepted in. */
export const stateFor = (call: CoppCall): number => states[call];

const following = (number: number) => (number + 1) >>> 0;
const afterSuccess = (number: number, code: Hresult) => (failed(code) ? number : following(number));

/** The honest driver. */
export const coppPolicies: CoppPolicies = {
  coppAllows: (state, call) => state === states[call],
  coppRandom: ({ random }) => random.bytes(16),
  coppCertificate: ({ coppIdentity }) => coppIdentity.certificate,
  openCoppStart: ({ engine, coppIdentity }, ciphertext) =>
    openStartMessage(engine, coppIdentity.privateKey, ciphertext),
  isCoppRandom: timingSafeEqual,
  installKdi: (session, kdi) => {
    session.install('session', kdi);
  },
  coppCommandChecks: () => ['number', 'command', 'size', 'mac'],
  isCoppNumber: (expected, received) => expected === received,
  nextCoppCommand: afterSuccess,
  nextCoppStatus: afterSuccess,
  coppCommandRegion: (command) => command.subarray(DXVA_COPPCommand.offset.guidCommandID),
  isCoppMac: timingSafeEqual,
  isCoppCommandSize: (received, needed) => received >= needed,
  isCoppLevel: isLevelOf,
  coppModeCarries: (output, protection) => output.carries(protection),
  setCoppLevel: ({ request, output }, protection, level) => {
    output.ask(request, protection, level);
  },
  localCoppLevel: (_core, { request }, protection) => request.level(protection),
  globalCoppLevel: (_core, { output }, protection) => output.requests.strongest(protection, numericOrder),
  coppProtections: ({ requests }) => requests.protections,
  coppOutput: (_core, { output }) => output,
  isCoppQuerySize: (received, needed) => received === needed,
  takeCoppFlags: ({ events }) => {
    const told = events.take();
    const lost = told.has('LINK_LOST') ? FLAGS.LinkLost : FLAGS.StatusNormal;
    return told.has('RENEGOTIATION') ? lost | FLAGS.RenegotiationRequired : lost;
  },
  coppEcho: (rApp) => rApp,
  coppReply: () => new Uint8Array(DXVA_COPPStatusOutput.bytes),
  coppReplyRegion: (reply) => reply.subarray(DXVA_COPPStatusOutput.offset.cbSizeData),
  coppBKey: (ksv) => {
    const bytes = new Uint8Array(16);
    new DataView(bytes.buffer).setBigUint64(0, ksv, true);
    return bytes;
  },
  withdrawCopp: ({ request }) => {
    request.withdraw();
  },
};
