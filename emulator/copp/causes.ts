/** What is wrong with the calls that functions of this interface refuse: a cause each, for the test that asks. */
import type { Guid } from '../../src/abi/index.js';
import { COPP_DeviceState as STATE, coppGuidName } from '../../src/ddi/index.js';
import type { OutputProtection } from '../../src/driver/index.js';
import type { Cause } from '../core/refusal-recorder.js';
import type { Output } from '../outputs/output.js';
import type { CoppCall } from './policies.js';
import { stateFor } from './policies.js';

const hex = (value: number) => `0x${value.toString(16)}`;
const word = (count: number) => `0 to ${count - 1}`;

export const wrongState = (call: CoppCall, received: number): Cause => ({
  rule: "the session's state does not allow the call",
  clause: 'COPP-10, COPP-12',
  argument: 'pThis',
  expected: STATE.text(stateFor(call)),
  received: STATE.text(received),
});

export const noDevice = (outputs: number, DevID: number, hasOutput: boolean): Cause => ({
  rule: hasOutput ? 'the output has no COPP device' : 'there is no such output',
  clause: 'COPP-40',
  argument: 'DevID',
  expected: outputs === 0 ? 'none' : `an output with COPP, of ${word(outputs)}`,
  received: String(DevID),
});

export const spreadDesktop = (mode: string): Cause => ({
  rule: 'with several monitors the desktop has to be in dual view',
  clause: 'COPP-41',
  argument: 'DevID',
  expected: 'dual-view',
  received: mode,
});

/** The first number of a session is part of a secret, so that the expected one is not told. */
export const wrongNumber = (argument: 'pCommand' | 'pInput', expected: number, received: number): Cause => ({
  rule: 'dwSequence is not the number that follows',
  clause: argument === 'pCommand' ? 'COPP-15, COPP-16, COPP-17' : 'COPP-26, COPP-27',
  argument,
  expected: 'the number after that of the last call that succeeded, or the start number',
  received: `${hex(received)}, which is ${received < expected ? 'below' : 'above'} it`,
});

export const unknownCommand = (received: Guid, known: Iterable<Guid>): Cause => ({
  rule: 'there is no such command',
  clause: 'COPP-18',
  argument: 'pCommand',
  expected: Array.from(known, coppGuidName).join(', '),
  received: coppGuidName(received),
});

export const commandSize = (expected: number, received: number): Cause => ({
  rule: 'cbSizeData is too small for the command',
  clause: 'COPP-18',
  argument: 'pCommand',
  expected: `at least ${expected}`,
  received: String(received),
});

export const wrongMac = (): Cause => ({
  rule: 'macKDI is not the OMAC of the command under the session key',
  clause: 'COPP-13, COPP-14',
  argument: 'pCommand',
  expected: 'OMAC-1 of the bytes from 16 to 4095',
});

/** Of a command or of a level query. */
export const noProtection = (
  argument: 'pCommand' | 'pInput',
  has: readonly OutputProtection[],
  type: number,
): Cause => ({
  rule: 'the output has no such protection',
  clause: argument === 'pCommand' ? 'COPP-18, COPP-19' : 'COPP-28',
  argument,
  expected: `one type of ${has.join(', ') || 'none'}`,
  received: hex(type),
});

export const noLevel = (protection: OutputProtection, level: number): Cause => ({
  rule: `${protection} has no such level`,
  clause: 'COPP-19',
  argument: 'pCommand',
  expected: `a level of ${protection}`,
  received: String(level),
});

export const modeTooLarge = ({ profile, mode }: Output, protection: OutputProtection): Cause => {
  const { maxWidth = 'any', maxHeight = 'any' } =
    profile.protections.find(({ type }) => type === protection) ?? {};
  return {
    rule: `the present mode cannot carry ${protection}`,
    clause: 'COPP-20',
    argument: 'pCommand',
    expected: `at most ${maxWidth} x ${maxHeight}`,
    received: `${mode.width} x ${mode.height}`,
  };
};

export const noStandard = ({ tvStandards }: Output, received: number): Cause => ({
  rule: 'the output has no such television standard, or it is not one alone',
  clause: 'COPP-18',
  argument: 'pCommand',
  expected: `0, or one bit of ${hex(tvStandards)}`,
  received: hex(received),
});

export const unknownQuery = (received: Guid): Cause => ({
  rule: 'there is no such query, and the profile refuses it',
  clause: 'COPP-29, D-51',
  argument: 'pInput',
  received: coppGuidName(received),
});

export const querySize = (expected: number, received: number): Cause => ({
  rule: 'cbSizeData is not what the query has',
  clause: 'COPP-28',
  argument: 'pInput',
  expected: String(expected),
  received: String(received),
});
