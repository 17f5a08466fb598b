/** Addresses where nothing lies, and a monitor that is unplugged at any time: nothing changed, no object left behind. */
import { describe, expect, it } from '@jest/globals';
import { address } from 'softumd/abi';
import * as ddi from 'softumd/ddi';
import {
  Bench,
  COMMAND_START,
  commandOf,
  coppRequestOf,
  coppStartMessage,
  KDI,
  levelData,
  macOf,
  requestOf,
  startMessage,
  STATUS_START,
} from './bench.js';
import { COPP, OPM, TYPE } from './client.js';
import { hdcpOn, refused, untouched, virtualHdcp } from './refused.js';

const { STATUS_SUCCESS } = ddi;

describe('an access violation', () => {
  it('of what a call reads or writes changes nothing', () => {
    refused((bench, handle) => {
      const { memory } = bench.driver;
      const { functions, host } = bench;
      const f = functions as { [K in keyof typeof functions]-?: NonNullable<(typeof functions)[K]> };
      const nowhere = address(16);
      const [pRequest, pCommand, tooSmall] = [4112, 4096, 4095].map((bytes) =>
        memory.allocate(bytes, 'test'),
      ) as [
        ReturnType<typeof memory.allocate>,
        ReturnType<typeof memory.allocate>,
        ReturnType<typeof memory.allocate>,
      ];
      memory.copyIn(pRequest, virtualHdcp);
      memory.copyIn(pCommand, hdcpOn);
      memory.copyIn(tooSmall, new Uint8Array(4095).fill(0xee));
      for (const call of [
        () => f.DxgkDdiOPMGetInformation(host.context, handle, nowhere, pCommand),
        () => f.DxgkDdiOPMGetInformation(host.context, handle, pCommand, pCommand),
        () => f.DxgkDdiOPMGetInformation(host.context, handle, pRequest, nowhere),
        () => f.DxgkDdiOPMGetInformation(host.context, handle, pRequest, tooSmall),
        () => f.DxgkDdiOPMConfigureProtectedOutput(host.context, handle, nowhere, 0, address(0)),
        () => f.DxgkDdiOPMConfigureProtectedOutput(host.context, handle, tooSmall, 0, address(0)),
        () => f.DxgkDdiOPMCreateProtectedOutput(host.context, 0, OPM, nowhere),
        () => f.DxgkDdiOPMSetSigningKeyAndSequenceNumbers(host.context, handle, nowhere),
        () => f.DxgkDdiOPMGetCertificateSize(host.context, 0, nowhere),
        () => f.DxgkDdiOPMGetCertificate(host.context, 0, 3, nowhere),
      ])
        expect(call).toThrow('access violation');
      expect(memory.copyOut(tooSmall, 4095)).toEqual(untouched.subarray(0, 4095));
      expect(memory.copyOut(pCommand, 4096)).toEqual(hdcpOn);
    });
  });

  it('where the random would go gives none out', () => {
    const bench = new Bench();
    const { handle } = bench.create();
    const { DxgkDdiOPMGetRandomNumber: get } = bench.functions;
    expect(() => get!(bench.host.context, handle, address(16))).toThrow('access violation');
    expect(bench.random(handle).status).toBe(STATUS_SUCCESS);
  });

  it('is none where a reply is written over its request', () => {
    const bench = new Bench();
    const handle = bench.started();
    const { memory } = bench.driver;
    const at = memory.allocate(4112, 'test');
    memory.copyIn(at, virtualHdcp);
    expect(bench.functions.DxgkDdiOPMGetInformation!(bench.host.context, handle, at, at)).toBe(
      STATUS_SUCCESS,
    );
    const reply = memory.copyOut(at, 4096);
    expect(reply.subarray(0, 16)).toEqual(macOf(reply));
  });
});

describe('a monitor that is unplugged', () => {
  it.each([
    ['OPM', OPM, startMessage],
    ['COPP', COPP, coppStartMessage],
  ])(
    'between any two calls is told once, and nothing else changes: %s semantics',
    (_name, semantics, message) => {
      const type = semantics === OPM ? TYPE.HDCP : TYPE.COPP_COMPATIBLE_HDCP;
      const of = semantics === OPM ? requestOf : coppRequestOf;
      for (let at = 0; at < 7; at += 1) {
        const bench = new Bench();
        const { outputs } = bench.driver.control;
        let handle = 0n as ddi.HProtectedOutput;
        const flags: number[] = [];
        const ask = (nth: number) => () => {
          const { status, reply } = bench.information(
            handle,
            of(STATUS_START + nth, ddi.OPM_GET_CONNECTOR_TYPE),
          );
          flags.push(Buffer.from(reply).readUInt32LE(36));
          return status;
        };
        const calls: readonly (() => number)[] = [
          () => {
            const created = bench.create(semantics);
            handle = created.handle;
            return created.status;
          },
          () => bench.random(handle).status,
          () => bench.start(handle, message),
          ask(0),
          () => bench.configure(handle, commandOf(COMMAND_START, levelData(type, 1))),
          ask(1),
          () => bench.destroy(handle),
        ];
        for (const [index, call] of calls.entries()) {
          if (index === at) outputs.unplug(0);
          expect([at, index, call()]).toEqual([at, index, STATUS_SUCCESS]);
        }
        expect([at, flags]).toEqual([at, at === 0 || at === 6 ? [0, 0] : at <= 3 ? [1, 0] : [0, 1]]);
        expect(outputs.list()[0]!.openObjects).toBe(0);
        expect(bench.driver.oracle.remembers(KDI)).toBe(false);
      }
    },
  );
});
