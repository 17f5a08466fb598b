/** Calls that are refused, and what must be so afterwards. */
import { expect } from '@jest/globals';
import * as ddi from 'softumd/ddi';
import { Bench, COMMAND_START, commandOf, levelData, requestOf, STATUS_START, typeData } from './bench.js';
import { TYPE } from './client.js';

const { STATUS_SUCCESS } = ddi;

/** What lies in an output that nobody wrote to. */
export const untouched = new Uint8Array(4096).fill(0xee);
export const virtualHdcp = requestOf(STATUS_START, ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, typeData(TYPE.HDCP));
export const hdcpOn = commandOf(COMMAND_START, levelData(TYPE.HDCP, 1));

/** After whatever was refused: nothing is set, nothing was told, and both numbers are those of the start. */
function expectAsNew(bench: Bench, handle: ddi.HProtectedOutput): void {
  const { status, reply } = bench.information(handle, virtualHdcp);
  expect(status).toBe(STATUS_SUCCESS);
  const { ulStatusFlags, ulInformation } = ddi.OPM_STANDARD_INFORMATION.fromBytes(reply.subarray(20, 52));
  expect([ulStatusFlags, ulInformation]).toEqual([2, 0]);
  expect(bench.configure(handle, hdcpOn)).toBe(STATUS_SUCCESS);
  expect(bench.driver.control.outputs.list()[0]!.openObjects).toBe(1);
}

/** One object serves many refused calls, since none of them changes it; an event that it has to tell waits. */
export function refused(send: (bench: Bench, handle: ddi.HProtectedOutput) => void): void {
  const bench = new Bench();
  const handle = bench.started();
  bench.driver.control.outputs.changeMode(0, {});
  send(bench, handle);
  expectAsNew(bench, handle);
}

export function expectRefused(
  bench: Bench,
  handle: ddi.HProtectedOutput,
  request: Uint8Array,
  code: number,
): void {
  const { status, reply } = bench.information(handle, request);
  expect(status).toBe(code);
  expect(Buffer.compare(reply, untouched)).toBe(0);
}
