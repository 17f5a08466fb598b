/** Bad input: the documented code, nothing changed, nothing consumed, no object left behind (D-14, D-50, OPM-20, OPM-46). */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { address } from 'softumd/abi';
import { seededRandom } from 'softumd/crypto';
import * as ddi from 'softumd/ddi';
import { runs } from '../../support/runs.js';
import { srmOf } from '../outputs/srm.js';
import {
  Bench,
  COMMAND_START,
  commandOf,
  coppRequestOf,
  createOpmDriver,
  everything,
  KDI,
  levelData,
  macOf,
  requestOf,
  STATUS_START,
  typeData,
  withOutputs,
} from './bench.js';
import { Client, COPP, OPM, TYPE } from './client.js';
import { expectRefused, hdcpOn, refused, virtualHdcp } from './refused.js';

const { NTSTATUSES: S, STATUS_SUCCESS } = ddi;
const invalidInfo = S.STATUS_GRAPHICS_OPM_INVALID_INFORMATION_REQUEST;
const invalidCommand = S.STATUS_GRAPHICS_OPM_INVALID_CONFIGURATION_REQUEST;

const signed = (bytes: Uint8Array, key = KDI) => {
  bytes.set(macOf(bytes, key));
  return bytes;
};
const anyWord = fc.oneof(
  fc.constantFrom(0, 1, 3, 4, 5, 15, 16, 17, 4055, 4056, 4057, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff),
  fc.integer({ min: 0, max: 0xffff_ffff }),
);
const block = (bytes: number) => fc.integer().map((seed) => seededRandom(seed).bytes(bytes));
const anyGuid = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(
  (bytes) =>
    Buffer.from(bytes)
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') as ddi.Guid,
);

describe('blocks of random bytes', () => {
  it('are no requests, no commands and no start messages', () => {
    refused((bench, handle) => {
      fc.assert(
        fc.property(block(4112), (bytes) => {
          expectRefused(bench, handle, bytes, invalidInfo);
          expect(bench.configure(handle, bytes.subarray(0, 4096))).toBe(invalidCommand);
          expect(bench.start(handle, bytes.subarray(0, 256))).toBe(
            S.STATUS_GRAPHICS_OPM_INVALID_ENCRYPTED_PARAMETERS,
          );
        }),
        { numRuns: runs(60) },
      );
    });
  });

  it('are nothing where they are signed either: whatever they say has another number', () => {
    refused((bench, handle) => {
      fc.assert(
        fc.property(block(4112), (bytes) => {
          expectRefused(bench, handle, signed(bytes.slice()), invalidInfo);
          expect(bench.configure(handle, signed(bytes.slice(0, 4096)))).toBe(invalidCommand);
        }),
        { numRuns: runs(30) },
      );
    });
  });

  it('behind what a message needs mean nothing, but are signed (OPM-12, OPM-26)', () => {
    const client = new Client(new Bench());
    const noise = seededRandom(3).bytes(4056);
    noise.set(levelData(TYPE.HDCP, 1));
    expect(client.configure(ddi.OPM_SET_PROTECTION_LEVEL, noise, undefined, 16)).toBe(STATUS_SUCCESS);
    noise.set(typeData(TYPE.HDCP));
    expect(client.request(ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, noise, 4).status).toBe(STATUS_SUCCESS);
    for (const at of [16, 40, 60, 2000, 4095, 4111]) {
      const bytes = requestOf(client.status, ddi.OPM_GET_CONNECTOR_TYPE);
      bytes[at]! ^= 0x80;
      expectRefused(client.bench, client.handle, bytes, invalidInfo);
    }
  });
});

describe('a tag', () => {
  it('that is off by one bit, in whichever byte, is refused', () => {
    refused((bench, handle) => {
      for (let bit = 0; bit < 128; bit += 1) {
        const off = (bytes: Uint8Array) => {
          bytes[bit >> 3]! ^= 1 << (bit & 7);
          return bytes;
        };
        expectRefused(bench, handle, off(virtualHdcp.slice()), invalidInfo);
        expect([bit, bench.configure(handle, off(hdcpOn.slice()))]).toEqual([bit, invalidCommand]);
      }
    });
  });

  it('under another key is refused', () => {
    refused((bench, handle) => {
      expectRefused(bench, handle, signed(virtualHdcp.slice(), new Uint8Array(16)), invalidInfo);
      expect(bench.configure(handle, signed(hdcpOn.slice(), new Uint8Array(16)))).toBe(invalidCommand);
    });
  });

  it('is looked into before the number, both before the request, and that before its size (D-50)', () => {
    refused((bench, handle) => {
      const { refusals } = bench.driver.control;
      refusals.keep(true);
      const rule = () => refusals.take()!.clause;
      const other = '00000000-1111-2222-3333-444444444444' as ddi.Guid;
      const unsigned = commandOf(0, levelData(99, 99), other, 9);
      unsigned[0]! ^= 1;
      const commands = [
        unsigned,
        commandOf(0, levelData(99, 99), other, 9),
        commandOf(COMMAND_START, levelData(99, 99), other, 9),
        commandOf(COMMAND_START, levelData(99, 99), undefined, 9),
        commandOf(COMMAND_START, levelData(99, 99)),
        commandOf(COMMAND_START, levelData(8, 99)),
      ];
      const clauses = commands.map((bytes) => {
        expect(bench.configure(handle, bytes)).toBe(invalidCommand);
        return rule();
      });
      expect(clauses).toEqual([
        ...['OPM-26, OPM-28', 'OPM-27, OPM-28', 'D-57', 'OPM-30, OPM-31', 'OPM-31, OPM-44', 'OPM-31'],
      ]);
    });
  });
});

describe('a number', () => {
  it('that was used, is skipped or is any other is refused, of requests and of commands', () => {
    const client = new Client(new Bench());
    const { bench, handle } = client;
    client.ask(ddi.OPM_GET_CONNECTOR_TYPE);
    client.set(TYPE.HDCP, 1);
    const near = (due: number) =>
      [due - 1, due - 2, due + 1, due ^ 0x8000_0000, 0, 0xffff_ffff].map((n) => n >>> 0);
    for (const number of [...near(STATUS_START + 1), COMMAND_START])
      expectRefused(bench, handle, requestOf(number, ddi.OPM_GET_CONNECTOR_TYPE), invalidInfo);
    for (const number of [...near(COMMAND_START + 1), STATUS_START])
      expect(bench.configure(handle, commandOf(number, levelData(TYPE.HDCP, 0)))).toBe(invalidCommand);
    expect(client.virtual(TYPE.HDCP)).toBe(1);
    expect(client.set(TYPE.HDCP, 0)).toBe(STATUS_SUCCESS);
    // The very messages that were taken are not taken again.
    expectRefused(bench, handle, requestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE), invalidInfo);
    expect(bench.configure(handle, hdcpOn)).toBe(invalidCommand);
  });

  it('goes on with 0 after the last', () => {
    const message = new Uint8Array(40).fill(0xff);
    message.set([...new Uint8Array(Buffer.from('00'.repeat(16), 'hex')), ...KDI]);
    const bench = new Bench(
      createOpmDriver({
        random: { bytes: (bytes) => new Uint8Array(bytes) },
        policies: { openOpmStart: () => ({ valid: true, message: message.slice() }) },
      }),
    );
    const handle = bench.started();
    for (const number of [0xffff_ffff, 0, 1]) {
      expect(bench.configure(handle, commandOf(number, levelData(TYPE.HDCP, 1)))).toBe(STATUS_SUCCESS);
      expect(bench.information(handle, requestOf(number, ddi.OPM_GET_CONNECTOR_TYPE)).status).toBe(0);
    }
    expectRefused(bench, handle, requestOf(1, ddi.OPM_GET_CONNECTOR_TYPE), invalidInfo);
  });
});

describe('a size that lies', () => {
  const requests = [
    [ddi.OPM_GET_CONNECTOR_TYPE, 0],
    [ddi.OPM_GET_SUPPORTED_PROTECTION_TYPES, 0],
    [ddi.OPM_GET_VIRTUAL_PROTECTION_LEVEL, 4],
    [ddi.OPM_GET_ACTUAL_PROTECTION_LEVEL, 4],
    [ddi.OPM_GET_ACTUAL_OUTPUT_FORMAT, 0],
    [ddi.OPM_GET_ADAPTER_BUS_TYPE, 0],
    [ddi.OPM_GET_CURRENT_HDCP_SRM_VERSION, 0],
    [ddi.OPM_GET_OUTPUT_ID, 0],
    [ddi.OPM_GET_DVI_CHARACTERISTICS, 0],
    [ddi.OPM_GET_OUTPUT_HARDWARE_PROTECTION_SUPPORT, 0],
  ] as const;

  it('is refused of every request', () => {
    refused((bench, handle) => {
      fc.assert(
        fc.property(fc.constantFrom(...requests), anyWord, ([guid, bytes], size) => {
          fc.pre(size !== bytes);
          expectRefused(bench, handle, requestOf(STATUS_START, guid, typeData(8), size), invalidInfo);
        }),
        { numRuns: runs(150) },
      );
    });
  });

  it('is refused of every command', () => {
    refused((bench, handle) => {
      const guids = [
        ddi.OPM_SET_PROTECTION_LEVEL,
        ddi.OPM_SET_PROTECTION_LEVEL_ACCORDING_TO_CSS_DVD,
      ] as const;
      fc.assert(
        fc.property(fc.constantFrom(...guids), anyWord, (guid, size) => {
          fc.pre(size !== 16);
          expect(bench.configure(handle, commandOf(COMMAND_START, levelData(8, 1), guid, size))).toBe(
            invalidCommand,
          );
          fc.pre(size !== 4);
          const srm = commandOf(COMMAND_START, typeData(1), ddi.OPM_SET_HDCP_SRM, size);
          expect(bench.configure(handle, srm, srmOf())).toBe(invalidCommand);
        }),
        { numRuns: runs(60) },
      );
    });
  });

  it('of additional parameters is an access violation, or malformed; what is more than memory too', () => {
    refused((bench, handle) => {
      const { memory } = bench.driver;
      const { functions, host } = bench;
      const srm = srmOf();
      const [pCommand, pMore] = [memory.allocate(4096, 'test'), memory.allocate(srm.length, 'test')];
      memory.copyIn(pMore, srm);
      const send = (bytes: Uint8Array, size: number, at = pMore) => {
        memory.copyIn(pCommand, bytes);
        return functions.DxgkDdiOPMConfigureProtectedOutput!(host.context, handle, pCommand, size, at);
      };
      const command = commandOf(COMMAND_START, typeData(1), ddi.OPM_SET_HDCP_SRM);
      for (const size of [1, 8, 47]) expect(send(command, size)).toBe(S.STATUS_GRAPHICS_OPM_INVALID_SRM);
      for (const size of [49, 4096, 0xffff_ffff])
        expect(() => send(command, size)).toThrow('access violation');
      expect(() => send(command, 48, address(16))).toThrow('access violation');
      for (const [size, at] of [
        [0, pMore],
        [48, address(0)],
        [0, address(0)],
      ] as const)
        expect(send(command, size, at)).toBe(invalidCommand);
      for (const [size, at] of [
        [1, address(0)],
        [48, pMore],
      ] as const)
        expect(send(hdcpOn, size, at)).toBe(invalidCommand);
    });
  });
});

describe('every field at its extremes', () => {
  it('types and levels that belong together are taken, no other pair is', () => {
    const small = { ...everything, mode: { ...everything.mode, width: 720, height: 480 } };
    const bench = new Bench(createOpmDriver({ profile: withOutputs(small) }));
    const taken: Readonly<Record<string, Readonly<Record<number, readonly number[]>>>> = {
      [OPM]: { 8: [0, 1], 0x10: [0, 1], 0x20: [0, 1, 2] },
      [COPP]: { 1: [0, 1], 2: [0, 1, 2, 3], 4: [0, 1, 2, 3, 4, 8, 9, 10, 11, 12] },
    };
    const clients = [new Client(bench, OPM), new Client(bench, COPP)];
    const types = fc.oneof(
      fc.constantFrom(0, 1, 2, 4, 8, 16, 32, 3, 12, 0x3f, 64, 0x8000_0000, 0x8000_0008),
      anyWord,
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...clients),
        types,
        fc.oneof(fc.integer({ min: 0, max: 14 }), anyWord),
        (client, type, level) => {
          const isRight = taken[client.semantics]![type]?.includes(level) ?? false;
          expect([type, level, client.set(type, level) === STATUS_SUCCESS]).toEqual([type, level, isRight]);
        },
      ),
      { numRuns: runs(400) },
    );
  });

  it('GUIDs that nobody knows, and those of the other semantics, are refused', () => {
    const others = [
      ddi.OPM_GET_CONNECTED_HDCP_DEVICE_INFORMATION,
      ddi.OPM_GET_ACP_AND_CGMSA_SIGNALING,
    ] as const;
    const notCopp = S.STATUS_GRAPHICS_OPM_PROTECTED_OUTPUT_DOES_NOT_HAVE_COPP_SEMANTICS;
    refused((bench, handle) => {
      for (const guid of others) expectRefused(bench, handle, requestOf(STATUS_START, guid), notCopp);
      expectRefused(bench, handle, coppRequestOf(STATUS_START, ddi.OPM_GET_CONNECTOR_TYPE), notCopp);
      const signaling = commandOf(COMMAND_START, new Uint8Array(64), ddi.OPM_SET_ACP_AND_CGMSA_SIGNALING);
      expect(bench.configure(handle, signaling)).toBe(notCopp);
      fc.assert(
        fc.property(anyGuid, (guid) => {
          expectRefused(bench, handle, requestOf(STATUS_START, guid), invalidInfo);
          expect(bench.configure(handle, commandOf(COMMAND_START, levelData(8, 1), guid))).toBe(
            invalidCommand,
          );
        }),
        { numRuns: runs(30) },
      );
    });
  });
});
