/** Causes that every interface has. */
import type { Parameter } from '../../src/abi/index.js';
import type { Cause } from './refusal-recorder.js';

/**
 * NULL where an address is needed (D-13).
 * @param member the structure's, where it is one of a structure that `argument` points to
 */
export const nullPointer = (argument: string, member?: string): Cause => ({
  rule: member === undefined ? 'a required pointer is NULL' : `${member} is NULL`,
  clause: 'D-13',
  argument,
  expected: 'an address',
  received: 'NULL',
});

/**
 * A handle behind which there is nothing that may be used (D-09, D-61).
 * @param received what the handle is, in words
 * @param owners the parameter whose object has to have made it; undefined for that parameter itself
 */
export const deadHandle = ({ name, type }: Parameter, received: string, owners?: string): Cause => ({
  rule: 'the handle is dead',
  clause: owners === undefined ? 'D-09, D-61' : 'CCS-3, D-09, D-61',
  argument: name,
  expected: owners === undefined ? `a live ${type.name}` : `a live ${type.name} of this ${owners}`,
  received,
});

/** The block in which an object was to be made has one already (D-61). */
export const blockInUse = (argument: string, received: string): Cause => ({
  rule: 'the private memory is in use',
  clause: 'D-61',
  argument,
  expected: 'memory without a live object',
  received,
});

export const deviceRemoved = (argument: string): Cause => ({
  rule: 'the device is removed',
  clause: 'D-15',
  argument,
});

/** The driver asked for memory and got none, as a test may order. */
export const noMemory = (clause: string): Cause => ({ rule: 'the driver gets no memory', clause });
