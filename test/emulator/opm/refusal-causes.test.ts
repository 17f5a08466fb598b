/** Why the driver of OPM refused a call, as its control tells a test that asks (D-03); and that the call did nothing else. */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { NULL } from 'softumd/abi';
import * as ddi from 'softumd/ddi';
import type { Refusal } from 'softumd/driver';
import type { EmulatedDriver, EmulatedProfile, OutputProfile } from 'softumd/emulator';
import { driverKey } from '../copp/bench.js';
import { srmOf } from '../outputs/srm.js';
import {
  Bench,
  bytesOf,
  COMMAND_START,
  commandOf,
  coppRequestOf,
  coppStartMessage,
  createOpmDriver,
  examples,
  everything,
  issued,
  KDI,
  levelData,
  requestOf,
  STATUS_START,
  startMessage,
  typeData,
  withOutputs,
} from './bench.js';
import { COPP, OPM, TYPE } from './client.js';

const { NTSTATUSES: S, STATUS_NO_MEMORY } = ddi;
const other = '00000000-1111-2222-3333-444444444444' as ddi.Guid;
const plain = bytesOf(examples['opm_handshake']!['plaintext']!);
const publicKey = createPublicKey(driverKey);
const sealed = (message: Uint8Array, oaepHash = 'sha512', oaepLabel?: Uint8Array) =>
  new Uint8Array(
    publicEncrypt(
      {
        key: publicKey,
        padding: constants.RSA_PKCS1_OAEP_PADDING,
        oaepHash,
        ...(oaepLabel && { oaepLabel }),
      },
      message,
    ),
  );
const turned = (bytes: Uint8Array, at = 0) => bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));

interface Row {
  readonly driver?: () => EmulatedDriver;
  readonly code: number;
  readonly refuse: (bench: Bench) => number;
  readonly cause: Readonly<Partial<Refusal>>;
}

const driverOf =
  (change: Partial<EmulatedProfile>, output: Partial<OutputProfile> = {}) =>
  () =>
    createOpmDriver({ profile: { ...withOutputs({ ...everything, ...output }), ...change } });

const starting =
  (message: Uint8Array, semantics: number = OPM) =>
  (bench: Bench) => {
    const { handle } = bench.create(semantics);
    bench.random(handle);
    return bench.start(handle, message);
  };
const untouched = new Uint8Array(4096).fill(0xee);
/** A request to a fresh object, which leaves the output as it is and counts for nothing where it is refused. */
const asking =
  (request: Uint8Array, semantics: number = OPM) =>
  (bench: Bench) => {
    const handle = bench.started(semantics);
    const { status, reply } = bench.information(handle, request);
    expect(reply).toEqual(untouched);
    const of = semantics === OPM ? requestOf : coppRequestOf;
    const cause = bench.driver.control.refusals.take();
    expect(bench.information(handle, of(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE)).status).toBe(0);
    kept.set(bench, cause);
    return status;
  };
/** A command to a fresh object, the same. */
const commanding =
  (command: Uint8Array, more: Uint8Array | null = null, semantics: number = OPM) =>
  (bench: Bench) => {
    const handle = bench.started(semantics);
    const code = bench.configure(handle, command, more);
    const cause = bench.driver.control.refusals.take();
    const type = semantics === OPM ? TYPE.HDCP : TYPE.COPP_COMPATIBLE_HDCP;
    const right = bench.configure(handle, commandOf(COMMAND_START, levelData(type, 0)));
    const { STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP: none } = S;
    expect([0, none]).toContain(right); // what comes before the content was right, with the number that is due
    bench.driver.control.refusals.take();
    kept.set(bench, cause);
    return code;
  };
/** Causes that were taken before another call was made. */
const kept = new WeakMap<Bench, Refusal | null>();

const invalidInfo = S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST;
const invalidCommand = S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST;
const invalidStart = S.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS;
const notCopp = S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS;
const notOpm = S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS;
const levelOf = (type: number) =>
  requestOf(STATUS_START, ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, typeData(type));
const set = (type: number, level: number) => commandOf(COMMAND_START, levelData(type, level));
const srmCommand = (version = 1) => commandOf(COMMAND_START, typeData(version), ddi.OPM_SET_HDCP_SRM);
const reserved = (at: number) => {
  const data = levelData(TYPE.HDCP, 1);
  data[at] = 1;
  return commandOf(COMMAND_START, data);
};

const rows: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  SoftUMDOpenOPM: {
    'no address': {
      code: S.STATUS_GRAPHICS_INVALID_POINTER,
      refuse: ({ driver }) => driver.SoftUMDOpenOPM!(NULL),
      cause: { argument: 'pOpenData' },
    },
  },
  DxgkDdiOPMGetCertificateSize: {
    'another type': {
      code: S.STATUS_GRAPHICS_UAB_NOT_SUPPORTED,
      refuse: ({ host }) => host.certificateSize(2).status,
      cause: { clause: 'OPM-39', argument: 'CertificateType', received: '2' },
    },
    'a failed scan': {
      driver: driverOf({ opm: { interfaceVersion: 4, hardwareScan: 'failed' } }),
      code: S.STATUS_GRAPHICS_PVP_HFS_FAILED,
      refuse: ({ host }) => host.certificateSize(0).status,
      cause: { clause: 'OPM-39, OPM-41' },
    },
  },
  DxgkDdiOPMGetCertificate: {
    'another size': {
      code: S.STATUS_GRAPHICS_PVP_INVALID_CERTIFICATE_LENGTH,
      refuse: ({ host }) => host.certificate(0, 2).status,
      cause: { argument: 'CertificateSize', expected: '3', received: '2' },
    },
  },
  DxgkDdiOPMCreateProtectedOutput: {
    'no address': {
      code: S.STATUS_GRAPHICS_INVALID_POINTER,
      refuse: ({ functions, host }) => functions.DxgkDdiOPMCreateProtectedOutput!(host.context, 0, 1, NULL),
      cause: { clause: 'D-13', argument: 'NewProtectedOutputHandle' },
    },
    'no such target': {
      code: S.STATUS_GRAPHICS_OPM_NO_PROTECTED_OUTPUTS_EXIST,
      refuse: (bench) => bench.create(OPM, 5).status,
      cause: { argument: 'VidPnTargetId', expected: '0 to 0', received: '5' },
    },
    'no such semantics': {
      driver: driverOf({}, { opm: false }),
      code: S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED,
      refuse: (bench) => bench.create(OPM).status,
      cause: { argument: 'NewVideoOutputSemantics' },
    },
    'no memory': {
      code: STATUS_NO_MEMORY,
      refuse: (bench) => {
        bench.driver.control.failAllocation(1);
        return bench.create().status;
      },
      cause: { rule: 'the driver gets no memory' },
    },
  },
  DxgkDdiOPMGetRandomNumber: {
    'a dead handle': {
      code: S.STATUS_GRAPHICS_OPM_INVALID_HANDLE,
      refuse: (bench) => bench.random(5n as ddi.HProtectedOutput).status,
      cause: { argument: 'ProtectedOutputHandle' },
    },
    'the second time': {
      code: S.STATUS_GRAPHICS_OPM_DRIVER_INTERNAL_ERROR,
      refuse: (bench) => bench.random(bench.started()).status,
      cause: { clause: 'OPM-3, OPM-10', argument: 'ProtectedOutputHandle' },
    },
  },
  DxgkDdiOPMSetSigningKeyAndSequenceNumbers: {
    'before the random': {
      code: invalidStart,
      refuse: (bench) => bench.start(bench.create().handle, startMessage),
      cause: { rule: 'the random number was not fetched', clause: 'OPM-10' },
    },
    'the second time': {
      code: invalidStart,
      refuse: (bench) => bench.start(bench.started(), startMessage),
      cause: { rule: 'the signing key was set already', clause: 'OPM-10' },
    },
    'another hash': {
      code: invalidStart,
      refuse: starting(sealed(plain, 'sha1')),
      cause: { rule: 'OAEP with another hash', received: 'sha1 for the label, sha1 in MGF1' },
    },
    'a label': {
      code: invalidStart,
      refuse: starting(sealed(plain, 'sha512', Buffer.from('OPM'))),
      cause: { rule: 'OAEP with a label' },
    },
    'too short': {
      code: invalidStart,
      refuse: starting(sealed(plain.subarray(0, 39))),
      cause: { rule: 'the message is too short', received: '39 bytes' },
    },
    'PKCS #1 v1.5': {
      code: invalidStart,
      refuse: starting(
        new Uint8Array(publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, plain)),
      ),
      cause: { rule: 'PKCS #1 v1.5 padding' },
    },
    damaged: {
      code: invalidStart,
      refuse: starting(turned(startMessage, 100)),
      cause: { rule: 'damaged, or made for another certificate' },
    },
    'another random': {
      code: invalidStart,
      refuse: starting(sealed(turned(plain))),
      cause: {
        clause: 'OPM-8',
        rule: 'the random in the start message is not the one that GetRandomNumber gave',
      },
    },
    'OAEP under COPP semantics': {
      code: invalidStart,
      refuse: starting(startMessage, COPP),
      cause: { argument: 'EncryptedParameters' },
    },
    'reversed under COPP semantics': {
      code: invalidStart,
      refuse: starting(coppStartMessage.slice().reverse(), COPP),
      cause: { argument: 'EncryptedParameters' },
    },
  },
  DxgkDdiOPMGetInformation: {
    'before the key': {
      code: invalidInfo,
      refuse: (bench) => bench.information(bench.create().handle, levelOf(8)).status,
      cause: { clause: 'OPM-10', argument: 'ProtectedOutputHandle' },
    },
    'COPP semantics': {
      code: notOpm,
      refuse: asking(levelOf(1), COPP),
      cause: { rule: 'the function is none of COPP semantics' },
    },
    'another tag': {
      code: invalidInfo,
      refuse: asking(turned(levelOf(8))),
      cause: { clause: 'OPM-12, OPM-16' },
    },
    'another number': {
      code: invalidInfo,
      refuse: asking(requestOf(STATUS_START + 1, ddi.OPM_GET_CONNECTOR_TYPE)),
      cause: { clause: 'OPM-15, OPM-16', received: '0x11223345, which is above it' },
    },
    'an unknown request': {
      code: invalidInfo,
      refuse: asking(requestOf(STATUS_START, other)),
      cause: { clause: 'D-57', received: other },
    },
    'what a codec answers': {
      code: invalidInfo,
      refuse: asking(requestOf(STATUS_START, ddi.OPM_GET_CODEC_INFO, new Uint8Array(4056))),
      cause: { clause: 'D-57', received: 'OPM_GET_CODEC_INFO' },
    },
    'a request of COPP semantics': {
      code: notCopp,
      refuse: asking(requestOf(STATUS_START, ddi.OPM_GET_ACP_AND_CGMSA_SIGNALING)),
      cause: { rule: 'the request is none of OPM semantics' },
    },
    'another size': {
      code: invalidInfo,
      refuse: asking(requestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE, typeData(8))),
      cause: { clause: 'OPM-23', expected: '0', received: '4' },
    },
    'several types': {
      code: invalidInfo,
      refuse: asking(levelOf(0x18)),
      cause: { clause: 'OPM-31, OPM-44' },
    },
    'no type': {
      code: invalidInfo,
      refuse: asking(levelOf(0)),
      cause: { rule: 'it is not one type of protection' },
    },
    "COPP semantics' HDCP": {
      code: notCopp,
      refuse: asking(levelOf(1)),
      cause: { rule: 'HDCP is none of OPM semantics' },
    },
    ACP: {
      code: S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_ACP,
      refuse: asking(levelOf(TYPE.ACP)),
      cause: { clause: 'OPM-44, D-54', received: 'ACP' },
    },
    'DPCP that is not there': {
      driver: driverOf({}, { protections: [{ type: 'HDCP' }] }),
      code: invalidInfo,
      refuse: asking(levelOf(TYPE.DPCP)),
      cause: { expected: 'one of HDCP', received: 'DPCP' },
    },
    'no SRM': {
      code: S.STATUS_GRAPHICS_OPM_HDCP_SRM_NEVER_SET,
      refuse: asking(requestOf(STATUS_START, ddi.OPM_GET_CURRENT_HDCP_SRM_VERSION)),
      cause: { clause: 'OPM-30' },
    },
    'no DVI': {
      code: invalidInfo,
      refuse: asking(requestOf(STATUS_START, ddi.OPM_GET_DVI_CHARACTERISTICS)),
      cause: { expected: 'DVI', received: 'HDMI' },
    },
  },
  DxgkDdiOPMGetCOPPCompatibleInformation: {
    'OPM semantics': {
      code: notCopp,
      refuse: asking(coppRequestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE)),
      cause: { rule: 'the function is none of OPM semantics' },
    },
    'another number': {
      code: invalidInfo,
      refuse: asking(coppRequestOf(STATUS_START - 1, ddi.OPM_GET_CONNECTOR_TYPE), COPP),
      cause: { clause: 'OPM-15, OPM-16', received: '0x11223343, which is below it' },
    },
    "OPM semantics' HDCP": {
      code: notOpm,
      refuse: asking(coppRequestOf(STATUS_START, ddi.OPM_GET_ACTUAL_PROTECTION_LEVEL, typeData(8)), COPP),
      cause: { rule: 'HDCP is none of COPP semantics' },
    },
    'a request of OPM semantics': {
      code: notOpm,
      refuse: asking(coppRequestOf(STATUS_START, ddi.OPM_GET_OUTPUT_ID), COPP),
      cause: { rule: 'the request is none of COPP semantics' },
    },
  },
  DxgkDdiOPMConfigureProtectedOutput: {
    'before the key': {
      code: invalidCommand,
      refuse: (bench) => bench.configure(bench.create().handle, set(8, 1)),
      cause: { clause: 'OPM-10' },
    },
    'another tag': {
      code: invalidCommand,
      refuse: commanding(turned(set(8, 1))),
      cause: { clause: 'OPM-26, OPM-28' },
    },
    'another number': {
      code: invalidCommand,
      refuse: commanding(commandOf(COMMAND_START + 1, levelData(8, 1))),
      cause: { clause: 'OPM-27, OPM-28', received: '0x55667789, which is above it' },
    },
    'an unknown command': {
      code: invalidCommand,
      refuse: commanding(commandOf(COMMAND_START, levelData(8, 1), other)),
      cause: { clause: 'D-57', received: other },
    },
    'a request for a command': {
      code: invalidCommand,
      refuse: commanding(commandOf(COMMAND_START, new Uint8Array(), ddi.OPM_GET_CONNECTOR_TYPE)),
      cause: { received: 'OPM_GET_CONNECTOR_TYPE' },
    },
    'a command of COPP semantics': {
      code: notCopp,
      refuse: commanding(commandOf(COMMAND_START, new Uint8Array(64), ddi.OPM_SET_ACP_AND_CGMSA_SIGNALING)),
      cause: { rule: 'the command is none of OPM semantics' },
    },
    'a command of OPM semantics': {
      code: notOpm,
      refuse: commanding(srmCommand(), srmOf(), COPP),
      cause: { rule: 'the command is none of COPP semantics' },
    },
    'more than a command has': {
      code: invalidCommand,
      refuse: commanding(set(8, 1), srmOf()),
      cause: { clause: 'OPM-30', argument: 'AdditionalParameters', received: '48 bytes' },
    },
    'more under COPP semantics': {
      code: invalidCommand,
      refuse: commanding(set(1, 1), srmOf(), COPP),
      cause: { clause: 'OPM-29', expected: 'NULL and 0 bytes' },
    },
    'no SRM': {
      code: invalidCommand,
      refuse: commanding(srmCommand()),
      cause: { rule: 'the SRM is missing', received: '0 bytes' },
    },
    'another size': {
      code: invalidCommand,
      refuse: commanding(commandOf(COMMAND_START, levelData(8, 1), undefined, 15)),
      cause: { expected: '16', received: '15' },
    },
    'another level': {
      code: invalidCommand,
      refuse: commanding(set(8, 2)),
      cause: { rule: 'HDCP has no such level' },
    },
    'the first reserved field': {
      code: invalidCommand,
      refuse: commanding(reserved(8)),
      cause: { expected: '0' },
    },
    'the second reserved field': {
      code: invalidCommand,
      refuse: commanding(reserved(15)),
      cause: { expected: '0' },
    },
    "COPP semantics' HDCP": {
      code: notCopp,
      refuse: commanding(set(1, 1)),
      cause: { rule: 'HDCP is none of OPM semantics' },
    },
    'a mode too large': {
      code: S.STATUS_GRAPHICS_OPM_RESOLUTION_TOO_HIGH,
      refuse: commanding(set(TYPE.ACP, 1), null, COPP),
      cause: { clause: 'OPM-32', expected: 'at most 720 x 576', received: '1920 x 1080' },
    },
    'no redistribution control': {
      driver: driverOf({}, { redistributionControl: false }),
      code: invalidCommand,
      refuse: commanding(set(TYPE.CGMSA, 9), null, COPP),
      cause: { clause: 'OPM-45' },
    },
    'no engine': {
      driver: () => {
        const profile = withOutputs(everything);
        return createOpmDriver({ profile: { ...profile, outputs: { ...profile.outputs, hdcpEngines: 0 } } });
      },
      code: S.STATUS_GRAPHICS_OPM_ALL_HDCP_HARDWARE_ALREADY_IN_USE,
      refuse: commanding(set(8, 1)),
      cause: { expected: 'at most 0 outputs with HDCP on' },
    },
    'no signaling': {
      driver: driverOf({}, { tvStandards: [] }),
      code: S.STATUS_GRAPHICS_OPM_SIGNALING_NOT_SUPPORTED,
      refuse: commanding(
        commandOf(COMMAND_START, new Uint8Array(64), ddi.OPM_SET_ACP_AND_CGMSA_SIGNALING),
        null,
        COPP,
      ),
      cause: { clause: 'OPM-45' },
    },
    'a malformed SRM': {
      code: S.STATUS_GRAPHICS_OPM_INVALID_SRM,
      refuse: commanding(srmCommand(), new Uint8Array(48)),
      cause: { clause: 'OPM-30', argument: 'AdditionalParameters' },
    },
    'an SRM of another version': {
      code: S.STATUS_GRAPHICS_OPM_INVALID_SRM,
      refuse: commanding(srmCommand(2), srmOf({ version: 3 })),
      cause: { argument: 'Parameters', expected: '3', received: '2' },
    },
    'an SRM without HDCP': {
      driver: driverOf({}, { protections: [{ type: 'DPCP' }] }),
      code: S.STATUS_GRAPHICS_OPM_OUTPUT_DOES_NOT_SUPPORT_HDCP,
      refuse: commanding(srmCommand(), srmOf()),
      cause: { rule: 'the output has no HDCP' },
    },
  },
};

const table = Object.entries(rows).flatMap(([name, ways]) =>
  Object.entries(ways).map(([what, row]) => [name, what, row] as const),
);
/** What may be in no cause: the key, the random, and the start numbers, which travel encrypted. */
const secrets = [KDI, issued].flatMap((bytes) => [Buffer.from(bytes).toString('hex'), bytes.join()]);
const startNumbers = [STATUS_START, COMMAND_START].flatMap((start) => [start.toString(16), String(start)]);

describe('the cause of a refusal', () => {
  it.each(table)('by %s: %s', (name, _what, { driver, code, refuse, cause }) => {
    const bench = new Bench((driver ?? createOpmDriver)());
    bench.driver.control.refusals.keep(true);
    expect(ddi.ntstatusName(refuse(bench) as ddi.Ntstatus)).toBe(ddi.ntstatusName(code as ddi.Ntstatus));
    const told = kept.get(bench) ?? bench.driver.control.refusals.take(name);
    expect(told).toMatchObject({ function: name, ...cause });
    expect(bench.driver.control.refusals.take()).toBeNull();
    for (const secret of [...secrets, ...startNumbers]) expect(JSON.stringify(told)).not.toContain(secret);
    expect(told!.clause).toMatch(/^[A-Z]+-\d+(, [A-Z]+-\d+)*$/);
  });

  it.each(table)(
    'is kept by no driver that was not asked to: %s: %s',
    (_name, _what, { driver, code, refuse }) => {
      const bench = new Bench((driver ?? createOpmDriver)());
      expect(refuse(bench)).toBe(code);
      expect(kept.get(bench) ?? bench.driver.control.refusals.take()).toBeNull();
    },
  );

  it('is none where calls succeed', () => {
    const bench = new Bench();
    bench.driver.control.refusals.keep(true);
    const handle = bench.started();
    bench.configure(handle, set(8, 1));
    bench.information(handle, levelOf(8));
    bench.destroy(handle);
    expect(bench.driver.control.refusals.take()).toBeNull();
  });
});
