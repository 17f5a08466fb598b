/** The entry, DxgkDdiQueryInterface, versions 1 and 4, and displays of another machine (OPM-49). */
import { describe, expect, it } from '@jest/globals';
import { NULL } from 'softumd/abi';
import type { Address } from 'softumd/abi';
import * as ddi from 'softumd/ddi';
import { HostOpm } from '../../../src/host/index.js';
import type { EmulatedDriver, EmulatedProfile } from 'softumd/emulator';
import {
  Bench,
  createOpmDriver,
  everything,
  issued,
  KDI,
  requestOf,
  startMessage,
  STATUS_START,
  withOutputs,
} from './bench.js';
import { Client, COPP, OPM, TYPE } from './client.js';

const { NTSTATUSES: S, STATUS_NO_MEMORY, STATUS_SUCCESS } = ddi;

const driverOf = (interfaceVersion: 1 | 4) =>
  createOpmDriver({
    profile: { ...withOutputs(everything, everything), opm: { interfaceVersion, hardwareScan: 'passed' } },
  });

/** DxgkDdiQueryInterface with any members: the code, and what lies in 200 bytes that were full of 0xee. */
function query(
  driver: EmulatedDriver,
  guid: ddi.Guid,
  Version: number,
  Size: number,
  change: { InterfaceType?: Address; Interface?: Address } = {},
) {
  const { memory, code } = driver;
  const room = (bytes: number) => memory.allocate(bytes, 'test: query');
  const [pOpen, pGuid, pTable, pQuery] = [room(64), room(16), room(200), room(ddi.QUERY_INTERFACE.bytes)];
  expect(driver.SoftUMDOpenOPM(pOpen)).toBe(STATUS_SUCCESS);
  const { MiniportDeviceContext, pfnQueryInterface } = ddi.SOFTUMDARG_OPENOPM.decode(memory, pOpen);
  ddi.GUID.write(memory, pGuid, guid, 'x64');
  memory.copyIn(pTable, new Uint8Array(200).fill(0xee));
  ddi.QUERY_INTERFACE.encode(memory, pQuery, {
    InterfaceType: pGuid,
    Size,
    Version,
    Interface: pTable,
    ...change,
  });
  const status = code.functionAt(ddi.DxgkDdiQueryInterface, pfnQueryInterface)(MiniportDeviceContext, pQuery);
  return { status, table: memory.copyOut(pTable, 200) };
}

const [one, four] = [ddi.OPM_INTERFACES[1], ddi.OPM_INTERFACES[4]];
const untouched = new Uint8Array(200).fill(0xee);

describe('DxgkDdiQueryInterface', () => {
  it('fills a table of 104 bytes in version 1, of 128 in version 4, and not a byte more', () => {
    for (const [wanted, version, bytes] of [
      [one, 1, 104],
      [four, 4, 128],
    ] as const) {
      for (const Size of [bytes, bytes + 8, 0xffff]) {
        const { status, table } = query(driverOf(4), wanted.guid, version, Size);
        expect([version, Size, status]).toEqual([version, Size, STATUS_SUCCESS]);
        const view = Buffer.from(table);
        expect([view.readUInt16LE(0), view.readUInt16LE(2), view.readBigUInt64LE(8)]).toEqual([
          bytes,
          version,
          0n,
        ]);
        for (let slot = 16; slot < bytes; slot += 8) expect(view.readBigUInt64LE(slot)).not.toBe(0n);
        expect(table.subarray(bytes)).toEqual(untouched.subarray(bytes));
      }
    }
  });

  it('refuses another GUID, another version, too little room, and writes nothing then', () => {
    const driver = driverOf(4);
    const other = '00000000-1111-2222-3333-444444444444' as ddi.Guid;
    for (const [guid, version, size] of [
      [other, 1, 104],
      [one.guid, 4, 128],
      [four.guid, 1, 128],
      [one.guid, 0, 104],
      [one.guid, 2, 200],
      [four.guid, 3, 128],
      [one.guid, 1, 103],
      [four.guid, 4, 127],
      [one.guid, 1, 0],
    ] as const)
      expect({ guid, version, size, ...query(driver, guid, version, size) }).toEqual({
        ...{ guid, version, size },
        ...{ status: S.STATUS_NOT_SUPPORTED, table: untouched },
      });
    for (const change of [{ InterfaceType: NULL }, { Interface: NULL }])
      expect(query(driver, one.guid, 1, 104, change).status).toBe(S.STATUS_GRAPHICS_INVALID_POINTER);
  });

  it('has version 1 alone where the profile says so, which is legal', () => {
    const driver = driverOf(1);
    expect(query(driver, four.guid, 4, 128)).toEqual({ status: S.STATUS_NOT_SUPPORTED, table: untouched });
    expect(query(driver, one.guid, 1, 104).status).toBe(STATUS_SUCCESS);
    const bench = new Bench(driver);
    expect([bench.host.version, bench.functions.DxgkDdiOPMSetSrmList]).toEqual([1, null]);
    const client = new Client(bench);
    client.set(TYPE.HDCP, 1);
    expect(client.virtual(TYPE.HDCP)).toBe(1);
  });

  it('has none where the profile says so, and no adapter where the device does not work', () => {
    const open = (opm: EmulatedProfile['opm']) =>
      HostOpm.open(createOpmDriver({ profile: { ...withOutputs(everything), opm } }));
    expect(open({ interfaceVersion: 0, hardwareScan: 'passed' })).toEqual({
      status: S.STATUS_NOT_SUPPORTED,
      opm: null,
    });
    expect(open({ interfaceVersion: 4, hardwareScan: 'device-failed' })).toEqual({
      status: S.STATUS_UNSUCCESSFUL,
      opm: null,
    });
  });

  it('is there in both versions at once, with the same objects behind it', () => {
    const driver = driverOf(4);
    const [old, newer] = [new Bench(driver, [1]), new Bench(driver, [4])];
    expect([old.host.version, newer.host.version]).toEqual([1, 4]);
    const client = new Client(old);
    expect(newer.destroy(client.handle)).toBe(STATUS_SUCCESS);
    expect(client.destroy()).toBe(S.STATUS_GRAPHICS_OPM_INVALID_HANDLE);
  });
});

describe('SoftUMDOpenOPM', () => {
  it('tells every target of the profile, and the same adapter each time', () => {
    const driver = driverOf(4);
    const [first, second] = [0, 1].map(() => HostOpm.open(driver as Required<EmulatedDriver>).opm!);
    expect(first!.targets).toEqual([0, 1]);
    expect(first!.context).toBe(second!.context);
    const many = new Bench(
      createOpmDriver({ profile: withOutputs(...Array<typeof everything>(32).fill(everything)) }),
    );
    expect(many.host.targets).toHaveLength(32);
    expect(new Bench(createOpmDriver({ profile: withOutputs() })).host.targets).toEqual([]);
    expect(driver.SoftUMDOpenOPM(NULL)).toBe(S.STATUS_GRAPHICS_INVALID_POINTER);
  });
});

describe('a display of another machine', () => {
  const format = {
    ulDisplayWidth: 1024,
    ulDisplayHeight: 768,
    dsfSampleInterleaveFormat: 2,
    d3dFormat: 21,
    ulFrequencyNumerator: 50,
    ulFrequencyDenominator: 1,
  };
  const id = 0x1234_5678_9abc_def0n;

  function create(bench: Bench, semantics: number = OPM, connector = 15) {
    const { memory } = bench.driver;
    const [pFormat, pHandle] = [memory.allocate(44, 'test: format'), memory.allocate(8, 'test: handle')];
    memory.copyIn(pFormat, ddi.OPM_ACTUAL_OUTPUT_FORMAT.toBytes(format));
    const { DxgkDdiOPMCreateProtectedOutputNonLocalDisplay: call } = bench.functions;
    const status = call!(bench.host.context, semantics, 7n, pFormat, id, connector, pHandle);
    return { status, handle: memory.readU64(pHandle) as ddi.HProtectedOutput };
  }

  /** The payload of its nth reply. */
  function ask(bench: Bench, handle: ddi.HProtectedOutput, nth: number, guid: ddi.Guid) {
    const { status, reply } = bench.information(handle, requestOf(STATUS_START + nth, guid));
    expect(status).toBe(STATUS_SUCCESS);
    return Buffer.from(reply.subarray(20));
  }

  it('has the format, the id and the connector that the caller tells', () => {
    const bench = new Bench(driverOf(4));
    const { status, handle } = create(bench);
    expect(status).toBe(STATUS_SUCCESS);
    expect(bench.random(handle).random).toEqual(issued);
    expect(bench.start(handle, startMessage)).toBe(STATUS_SUCCESS);
    const told = ask(bench, handle, 0, ddi.OPM_GET_ACTUAL_OUTPUT_FORMAT);
    expect(Array.from({ length: 6 }, (_, at) => told.readUInt32LE(20 + 4 * at))).toEqual([
      1024, 768, 2, 21, 50, 1,
    ]);
    expect(ask(bench, handle, 1, ddi.OPM_GET_OUTPUT_ID).readBigUInt64LE(20)).toBe(id);
    expect(ask(bench, handle, 2, ddi.OPM_GET_CONNECTOR_TYPE).readUInt32LE(20)).toBe(15);
    expect(bench.destroy(handle)).toBe(STATUS_SUCCESS);
    expect(bench.driver.oracle.remembers(KDI)).toBe(false);
  });

  it('shares no level with an output of the adapter', () => {
    const bench = new Bench(driverOf(4));
    const client = new Client(bench);
    const { handle } = create(bench);
    client.set(TYPE.HDCP, 1);
    bench.random(handle);
    bench.start(handle, startMessage);
    const request = requestOf(
      STATUS_START,
      ddi.OPM_GET_ACTUAL_PROTECTION_LEVEL,
      new Uint8Array([8, 0, 0, 0]),
    );
    expect(Buffer.from(bench.information(handle, request).reply).readUInt32LE(40)).toBe(0);
  });

  it('has OPM semantics alone, and its creation can run out of memory', () => {
    const bench = new Bench(driverOf(4));
    expect(create(bench, COPP)).toEqual({ status: S.STATUS_GRAPHICS_COPP_NOT_SUPPORTED, handle: 0n });
    expect(create(bench, 2)).toEqual({ status: S.STATUS_GRAPHICS_OPM_NOT_SUPPORTED, handle: 0n });
    bench.driver.control.failAllocation(1);
    expect(create(bench)).toEqual({ status: STATUS_NO_MEMORY, handle: 0n });
    expect(create(bench, OPM, 0x7777).status).toBe(STATUS_SUCCESS);
  });
});
