/** Ways to be refused by the driver of OPM: the call, its code, and what its cause says. */
import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { expect } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import type { Refusal } from 'softumd/driver';
import type { EmulatedDriver, EmulatedProfile, OutputProfile } from 'softumd/emulator';
import { driverKey } from '../copp/bench.js';
import type { Bench } from './bench.js';
import {
  bytesOf,
  COMMAND_START,
  commandOf,
  coppRequestOf,
  createOpmDriver,
  examples,
  everything,
  levelData,
  requestOf,
  STATUS_START,
  withOutputs,
} from './bench.js';
import { OPM, TYPE } from './client.js';

const { NTSTATUSES: S } = ddi;
export const other = '00000000-1111-2222-3333-444444444444' as ddi.Guid;
export const plain = bytesOf(examples['opm_handshake']!['plaintext']!);
export const publicKey = createPublicKey(driverKey);
export const sealed = (message: Uint8Array, oaepHash = 'sha512', oaepLabel?: Uint8Array) =>
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
export const turned = (bytes: Uint8Array, at = 0) =>
  bytes.map((byte, index) => (index === at ? byte ^ 1 : byte));

export interface Row {
  readonly driver?: () => EmulatedDriver;
  readonly code: number;
  readonly refuse: (bench: Bench) => number;
  readonly cause: Readonly<Partial<Refusal>>;
}

export const driverOf =
  (change: Partial<EmulatedProfile>, output: Partial<OutputProfile> = {}) =>
  () =>
    createOpmDriver({ profile: { ...withOutputs({ ...everything, ...output }), ...change } });

export const starting =
  (message: Uint8Array, semantics: number = OPM) =>
  (bench: Bench) => {
    const { handle } = bench.create(semantics);
    bench.random(handle);
    return bench.start(handle, message);
  };
export const untouched = new Uint8Array(4096).fill(0xee);
/** A request to a fresh object, which leaves the output as it is and counts for nothing where it is refused. */
export const asking =
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
export const commanding =
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
export const kept = new WeakMap<Bench, Refusal | null>();

export const invalidInfo = S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST;
export const invalidCommand = S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST;
export const invalidStart = S.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS;
export const notCopp = S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS;
export const notOpm = S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_OPM_SEMANTICS;
