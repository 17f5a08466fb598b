/** Why the driver of OPM refused a call, as its control tells a test that asks (D-03); and that the call did nothing else. */
import { constants, publicEncrypt } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { NULL } from 'softumd/abi';
import * as ddi from 'softumd/ddi';
import {
  Bench,
  COMMAND_START,
  commandOf,
  coppStartMessage,
  createOpmDriver,
  issued,
  KDI,
  levelData,
  requestOf,
  STATUS_START,
  startMessage,
  typeData,
} from './bench.js';
import { COPP, OPM } from './client.js';

import type { Row } from './refusal-row.js';
import { driverOf, invalidStart, kept, plain, publicKey, sealed, starting, turned } from './refusal-row.js';
import { refusalsOfMessages } from './refusals-of-messages.js';

const { NTSTATUSES: S, STATUS_NO_MEMORY } = ddi;
const levelOf = (type: number) =>
  requestOf(STATUS_START, ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, typeData(type));
const set = (type: number, level: number) => commandOf(COMMAND_START, levelData(type, level));

const rows: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  SoftUMDOpenOPM: {
    'no address': {
      code: S.STATUS_GRAPHICS_INVALID_POINTER,
      refuse: ({ driver }) => driver.SoftUMDOpenOPM(NULL),
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
      refuse: (bench) => bench.random(5n).status,
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
  ...refusalsOfMessages,
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
