/** Bad input: the documented code, nothing changed, no number consumed (COPP-15…COPP-18, COPP-26…COPP-28, D-14, D-50). */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { seededRandom } from 'softumd/crypto';
import * as ddi from 'softumd/ddi';
import {
  ACP,
  bytesOf,
  CGMSA,
  COMMAND_START,
  commandOf,
  CoppBench,
  createCoppDriver,
  everyProtection,
  examples,
  HDCP,
  levelData,
  macOf,
  requestOf,
  STATUS_START,
  startMessage,
  withOutputs,
  word,
} from './bench.js';
import { runs } from '../../support/runs.js';

const untouched = new Uint8Array(4096).fill(0xee);
const hdcpOn = commandOf(COMMAND_START, levelData(HDCP, 1));
const localHdcp = requestOf(STATUS_START, ddi.DXVA_COPPQueryLocalProtectionLevel, word(HDCP));

/** After whatever came before: nothing is set, and both numbers are the ones that the session started with. */
function expectAsNew(bench: CoppBench, session: ddi.HCOPPSession): void {
  const { code, reply } = bench.query(session, localHdcp);
  expect(code).toBe(ddi.S_OK);
  expect(Buffer.from(reply).readUInt32LE(40)).toBe(0);
  expect(bench.command(session, hdcpOn)).toBe(ddi.S_OK);
}

/** One session serves many refused calls, since none of them changes it. */
function refused(send: (bench: CoppBench, session: ddi.HCOPPSession) => void): void {
  const bench = new CoppBench();
  const session = bench.active();
  send(bench, session);
  expectAsNew(bench, session);
}

const anyWord = fc.oneof(
  fc.constantFrom(0, 1, 3, 4, 5, 15, 16, 17, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff),
  fc.integer({ min: 0, max: 0xffff_ffff }),
);
const block = (bytes: number) => fc.integer().map((seed) => seededRandom(seed).bytes(bytes));

describe('start messages', () => {
  it('of random bytes are E_UNEXPECTED, and the right one is taken afterwards (COPP-9)', () => {
    const bench = new CoppBench();
    const session = bench.exchanged();
    fc.assert(
      fc.property(block(256), (bytes) => {
        expect(bench.start(session, bytes)).toBe(ddi.E_UNEXPECTED);
      }),
      { numRuns: runs(30) },
    );
    for (const bytes of [new Uint8Array(256), new Uint8Array(256).fill(0xff)])
      expect(bench.start(session, bytes)).toBe(ddi.E_UNEXPECTED);
    expect(bench.start(session, startMessage)).toBe(ddi.S_OK);
  });
});

describe('commands', () => {
  it('of random bytes have another number: E_INVALIDARG', () => {
    refused((bench, session) => {
      fc.assert(
        fc.property(block(4096), (bytes) => {
          fc.pre(Buffer.from(bytes).readUInt32LE(32) !== COMMAND_START);
          expect(bench.command(session, bytes)).toBe(ddi.E_INVALIDARG);
        }),
        { numRuns: runs(20) },
      );
    });
  });

  it('with a bit of the tag turned are E_UNEXPECTED, whichever byte it is in', () => {
    refused((bench, session) => {
      for (let bit = 0; bit < 128; bit += 1) {
        const bytes = hdcpOn.slice();
        bytes[bit >> 3]! ^= 1 << (bit & 7);
        expect([bit, bench.command(session, bytes)]).toEqual([bit, ddi.E_UNEXPECTED]);
      }
    });
  });

  it('with a byte turned that no member uses are E_UNEXPECTED (COPP-14)', () => {
    refused((bench, session) => {
      for (const index of [40 + 8, 40 + 16, 2000, 4095]) {
        const bytes = hdcpOn.slice();
        bytes[index]! ^= 0x80;
        expect([index, bench.command(session, bytes)]).toEqual([index, ddi.E_UNEXPECTED]);
      }
    });
    const noise = commandOf(
      COMMAND_START,
      new Uint8Array(4056).fill(0x5a).map((byte, at) => levelData(HDCP, 1)[at] ?? byte),
    );
    const bench = new CoppBench();
    expect(bench.command(bench.active(), noise)).toBe(ddi.S_OK);
  });

  it('are looked into number first, then command, size, MAC, level (COPP-18, D-50)', () => {
    const unsigned = (bytes: Uint8Array) => {
      bytes.fill(0, 0, 16);
      return bytes;
    };
    const other = '00000000-1111-2222-3333-444444444444' as ddi.Guid;
    refused((bench, session) => {
      const codes = [
        unsigned(commandOf(COMMAND_START + 1, levelData(HDCP, 1))),
        unsigned(commandOf(COMMAND_START, levelData(HDCP, 1), other)),
        unsigned(commandOf(COMMAND_START, levelData(HDCP, 1), ddi.DXVA_COPPSetProtectionLevel, 15)),
        unsigned(commandOf(COMMAND_START, levelData(HDCP, 7))),
        commandOf(COMMAND_START, levelData(HDCP, 7)),
      ].map((bytes) => bench.command(session, bytes));
      const { E_INVALIDARG, E_UNEXPECTED } = ddi;
      expect(codes).toEqual([E_INVALIDARG, E_INVALIDARG, E_INVALIDARG, E_UNEXPECTED, E_INVALIDARG]);
    });
  });

  it('take any type and level that belong together, and no other pair (COPP-19)', () => {
    const levels: Readonly<Record<number, readonly number[]>> = {
      [HDCP]: [0, 1],
      [ACP]: [0, 1, 2, 3],
      [CGMSA]: [0, 1, 2, 3, 4, 8, 9, 10, 11, 12],
    };
    const small = { ...everyProtection, mode: { ...everyProtection.mode, width: 720, height: 480 } };
    const bench = new CoppBench(createCoppDriver({ profile: withOutputs(small) }));
    const session = bench.active();
    let number = COMMAND_START;
    const types = fc.oneof(fc.constantFrom(0, 1, 2, 4, 3, 5, 7, 8, 0x8000_0001, 0x8000_0000), anyWord);
    fc.assert(
      fc.property(types, fc.oneof(fc.integer({ min: 0, max: 20 }), anyWord), (type, level) => {
        const isRight = levels[type]?.includes(level) ?? false;
        const code = bench.command(session, commandOf(number, levelData(type, level)));
        expect([type, level, code]).toEqual([type, level, isRight ? ddi.S_OK : ddi.E_INVALIDARG]);
        if (isRight) number += 1;
      }),
      { numRuns: runs(300) },
    );
  });

  it('with too little data are E_INVALIDARG, with more than they need they are taken (COPP-18)', () => {
    const bench = new CoppBench();
    const session = bench.active();
    let number = COMMAND_START;
    fc.assert(
      fc.property(fc.oneof(anyWord, fc.constantFrom(4056, 4057)), (size) => {
        const isRight = size >= 16;
        const code = bench.command(
          session,
          commandOf(number, levelData(HDCP, 0), ddi.DXVA_COPPSetProtectionLevel, size),
        );
        expect([size, code]).toEqual([size, isRight ? ddi.S_OK : ddi.E_INVALIDARG]);
        if (isRight) number += 1;
      }),
    );
  });

  it('with the number repeated, skipped or of before are E_INVALIDARG (COPP-15, COPP-17)', () => {
    const bench = new CoppBench();
    const session = bench.active();
    expect(bench.command(session, hdcpOn)).toBe(ddi.S_OK);
    for (const number of [COMMAND_START, COMMAND_START + 2, COMMAND_START - 1, 0, 0xffff_ffff, STATUS_START])
      expect(bench.command(session, commandOf(number, levelData(HDCP, 0)))).toBe(ddi.E_INVALIDARG);
    expect(bench.command(session, commandOf(COMMAND_START + 1, levelData(HDCP, 0)))).toBe(ddi.S_OK);
  });

  it('are signed with KDI, not with another key', () => {
    refused((bench, session) => {
      const bytes = hdcpOn.slice();
      bytes.set(macOf(bytes, new Uint8Array(16)));
      expect(bench.command(session, bytes)).toBe(ddi.E_UNEXPECTED);
    });
  });
});

describe('requests', () => {
  const sizes: readonly (readonly [ddi.Guid, number])[] = [
    [ddi.DXVA_COPPQueryConnectorType, 0],
    [ddi.DXVA_COPPQueryProtectionType, 0],
    [ddi.DXVA_COPPQueryLocalProtectionLevel, 4],
    [ddi.DXVA_COPPQueryGlobalProtectionLevel, 4],
    [ddi.DXVA_COPPQueryDisplayData, 0],
    [ddi.DXVA_COPPQueryHDCPKeyData, 0],
    [ddi.DXVA_COPPQueryBusData, 0],
    [ddi.DXVA_COPPQuerySignaling, 0],
  ];

  it.each(sizes)(
    '%s: of another size of input are E_INVALIDARG and write nothing (COPP-28)',
    (guid, bytes) => {
      refused((bench, session) => {
        fc.assert(
          fc.property(anyWord, (size) => {
            fc.pre(size !== bytes);
            const { code, reply } = bench.query(session, requestOf(STATUS_START, guid, word(HDCP), size));
            expect(code).toBe(ddi.E_INVALIDARG);
            expect(Buffer.compare(reply, untouched)).toBe(0);
          }),
          { numRuns: runs(20) },
        );
      });
    },
  );

  it('ask for one type that the output has (COPP-28)', () => {
    const bench = new CoppBench(
      createCoppDriver({ profile: withOutputs({ ...everyProtection, protections: [{ type: 'HDCP' }] }) }),
    );
    const session = bench.active();
    let number = STATUS_START;
    const types = fc.oneof(fc.constantFrom(0, 1, 2, 4, 3, 5, 8, 0x8000_0001, 0x8000_0000), anyWord);
    fc.assert(
      fc.property(types, (type) => {
        for (const guid of [
          ddi.DXVA_COPPQueryLocalProtectionLevel,
          ddi.DXVA_COPPQueryGlobalProtectionLevel,
        ]) {
          const { code } = bench.query(session, requestOf(number, guid, word(type)));
          expect([type, code]).toEqual([type, type === HDCP ? ddi.S_OK : ddi.E_INVALIDARG]);
          if (code === ddi.S_OK) number += 1;
        }
      }),
    );
  });

  it('with another number are E_INVALIDARG, write nothing and tell nothing (COPP-26, COPP-31)', () => {
    refused((bench, session) => {
      fc.assert(
        fc.property(anyWord, (number) => {
          fc.pre(number !== STATUS_START);
          const { code, reply } = bench.query(session, requestOf(number, ddi.DXVA_COPPQueryBusData));
          expect(code).toBe(ddi.E_INVALIDARG);
          expect(Buffer.compare(reply, untouched)).toBe(0);
        }),
      );
    });
  });

  it('that are unknown are refused where the profile says so, and count for nothing then (D-51)', () => {
    const profile = { ...withOutputs(everyProtection), coppUnknownQuery: 'refuse' } as const;
    const bench = new CoppBench(createCoppDriver({ profile }));
    const session = bench.active();
    const other = '00000000-1111-2222-3333-444444444444' as ddi.Guid;
    const { code, reply } = bench.query(session, requestOf(STATUS_START, other));
    expect(code).toBe(ddi.E_INVALIDARG);
    expect(Buffer.compare(reply, untouched)).toBe(0);
    expectAsNew(bench, session);
  });

  it('that are unknown count where they are answered, and no flag is told by them (COPP-27, COPP-29)', () => {
    const bench = new CoppBench();
    const session = bench.active();
    bench.driver.control.outputs.unplug(0);
    const other = '00000000-1111-2222-3333-444444444444' as ddi.Guid;
    expect(bench.query(session, requestOf(STATUS_START, other)).code).toBe(ddi.S_OK);
    expect(bench.query(session, localHdcp).code).toBe(ddi.E_INVALIDARG);
    const { reply } = bench.query(session, requestOf(STATUS_START + 1, ddi.DXVA_COPPQueryBusData));
    expect(Buffer.from(reply).readUInt32LE(36)).toBe(1);
  });
});

describe('numbers', () => {
  /** A session that starts with both numbers at the last one there is. */
  function atTheEnd(): readonly [CoppBench, ddi.HCOPPSession] {
    const bench = new CoppBench(
      createCoppDriver({
        policies: {
          openCoppStart: () => {
            const message = new Uint8Array(256);
            message.set(bytesOf(examples['copp_handshake']!['plaintext']!));
            return message.fill(0xff, 32, 40);
          },
        },
      }),
    );
    return [bench, bench.active()];
  }

  it('go on with 0 after the last', () => {
    const [bench, session] = atTheEnd();
    for (const number of [0xffff_ffff, 0, 1]) {
      expect(bench.command(session, commandOf(number, levelData(HDCP, 1)))).toBe(ddi.S_OK);
      expect(bench.query(session, requestOf(number, ddi.DXVA_COPPQueryBusData)).code).toBe(ddi.S_OK);
    }
  });
});
