/** What is wrong with the calls that channels refuse: a cause each, for the test that asks. */
import type { Guid } from '../../src/abi/index.js';
import { guidName } from '../../src/ddi/index.js';
import type { Cause } from '../core/refusal-recorder.js';
import type { Counter } from './sequence-numbers.js';

const hex = (value: bigint | number) => `0x${value.toString(16)}`;

export const noSuchType = (type: number): Cause => ({
  rule: 'the caps have no channel of this type',
  clause: 'CAC-5, CAC-7',
  argument: 'pCreateData',
  expected: 'a ChannelType that goes with SOFTWARE or HARDWARE of the caps',
  received: String(type),
});

export const negotiatedAlready = (): Cause => ({
  rule: 'the channel has a key already, and the profile refuses another',
  clause: 'D-04',
  argument: 'hCAuthChannel',
});

export const keyBufferSize = (bytes: number): Cause => ({
  rule: 'a key buffer has 256 bytes',
  clause: 'NAC-1, NAC-5',
  argument: 'DataSize',
  expected: '256',
  received: String(bytes),
});

export const noChannelKey = (): Cause => ({
  rule: 'the channel has no key',
  clause: 'D-10',
  argument: 'hCAuthChannel',
  expected: 'a channel whose key was negotiated',
});

/** @param argument InputDataSize or OutputDataSize */
export const messageSize = (argument: string, clause: string, needed: number, given: number): Cause => ({
  rule: 'the size is not that of the message',
  clause,
  argument,
  expected: String(needed),
  received: String(given),
});

export const otherChannel = (argument: string, expected: bigint, received: bigint): Cause => ({
  rule: 'hChannel of the message is not what CreateAuthenticatedChannel wrote',
  clause: 'QAC-13, D-34',
  argument,
  expected: hex(expected),
  received: hex(received),
});

export const unknownMessage = (argument: string, type: Guid, known: Iterable<Guid>): Cause => ({
  rule: 'channels of this type do not take this message',
  clause: 'QAC-5, CFG-7, ACH-28',
  argument,
  expected: [...known].map(guidName).join(', '),
  received: guidName(type),
});

export const notInitialised = (argument: string): Cause => ({
  rule: 'no INITIALIZE came before',
  clause: 'QAC-2, CFG-5',
  argument,
});

export const initialisedTwice = (): Cause => ({
  rule: 'INITIALIZE comes once',
  clause: 'CFG-12, D-33',
  argument: 'pInputData',
});

export const wrongOmac = (): Cause => ({
  rule: 'the OMAC is not that of the bytes behind it under the key of the channel',
  clause: 'CFG-3, CFG-11, D-30',
  argument: 'pInputData',
});

export const wrongNumber = (counter: Counter, least: number, received: number): Cause => ({
  rule: `the sequence number is not above that of the ${counter === 'query' ? 'query' : 'command'} before`,
  clause: counter === 'query' ? 'QAC-3, D-32' : 'CFG-4, D-32',
  argument: 'pInputData',
  expected: `${least} or more`,
  received: String(received),
});

export const reservedFlags = (flags: number): Cause => ({
  rule: 'bits 2 to 31 of the flags are reserved',
  clause: 'CFG-19',
  argument: 'pInputData',
  expected: '0 to 3',
  received: hex(flags),
});

export const unknownHandle = (member: string, received: bigint): Cause => ({
  rule: `${member} is none of the device of this channel`,
  clause: 'CFG-16, D-09',
  argument: 'pInputData',
  expected: 'what the driver told for it',
  received: hex(received),
});

export const noSuchProcessType = (received: number): Cause => ({
  rule: 'a process is the DWM or named by its handle',
  clause: 'CFG-17',
  argument: 'pInputData',
  expected: 'ProcessType DWM or HANDLE',
  received: String(received),
});

export const noSuchIndex = (member: string, count: number, received: number): Cause => ({
  rule: `there is nothing at this ${member}`,
  clause: 'D-16',
  argument: 'pInputData',
  expected: count === 0 ? 'none' : `0 to ${count - 1}`,
  received: String(received),
});

export const unknownEncryption = (received: Guid, offered: readonly Guid[]): Cause => ({
  rule: 'accessible memory is not encrypted so',
  clause: 'D-16',
  argument: 'pInputData',
  expected: [...offered.map(guidName), 'NULL_GUID'].join(', '),
  received: guidName(received),
});
