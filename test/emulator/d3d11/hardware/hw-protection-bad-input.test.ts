/** HW_PROTECTION with blocks that lie: the documented HRESULT, nothing changed, nothing written past the room given (D-42). */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Address } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { EmulatedProfile } from 'softumd/emulator';
import { AccessViolation, ArenaMemory } from 'softumd/memory';
import { caught } from '../../../support/caught.js';
import type { Bench } from '../bench.js';
import {
  envelopeBytes,
  exchange,
  hardwareBench,
  IN_PRIVATE,
  inputBytes,
  message,
  OUT_PRIVATE,
  outputBytes,
  vendorSession,
} from './hardware-bench.js';
import type { Message, MessageParts } from './hardware-bench.js';
import { runs } from '../../../support/runs.js';

const { S_OK, E_INVALIDARG, NULL } = ddi;
const ECHO = 0x9000_0001;
const at = (address: number) => address as Address;
const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 7);

/** All that a bench sees, and how often the DRM component was asked. */
function watched(profile: Partial<EmulatedProfile> = {}) {
  const asked = { times: 0 };
  const execute = () => {
    asked.times += 1;
    return { status: S_OK };
  };
  const bench = hardwareBench(profile, { drm: { execute } });
  bench.driver.control.refusals.keep(true);
  return { bench, asked, session: vendorSession(bench) };
}

/** Sends a message that is refused: nothing has changed and nobody was asked. */
function refused(make: (bench: Bench) => Message, DataSize = 32, profile: Partial<EmulatedProfile> = {}) {
  const { bench, asked, session } = watched(profile);
  const sent = make(bench);
  const before = bench.snapshot();
  expect(exchange(bench, session, sent, DataSize)).toBe(E_INVALIDARG);
  expect(bench.snapshot()).toEqual(before);
  expect(asked.times).toBe(0);
  return bench.driver.control.refusals.take();
}

describe('HW_PROTECTION is refused', () => {
  it.each([0, 1, 12, 16, 31, 33, 40, 256, 0xffff_ffff])('for data of %i bytes (NCS-9)', (bytes) => {
    expect(refused((bench) => message(bench), bytes)).toMatchObject({
      ...{ function: 'NegotiateCryptoSessionKeyExchange', clause: 'NCS-9', argument: 'DataSize' },
      ...{ expected: '32', received: String(bytes) },
    });
  });

  it.each<[string, MessageParts, object]>([
    [
      'an input for a driver without bytes of its own',
      { inputPrivate: 0 },
      { clause: 'HWP-1, GCPD-1', received: '0' },
    ],
    ['an input with one byte too many', { inputPrivate: 17 }, { clause: 'HWP-1, GCPD-1', expected: '16' }],
    ['an output with one byte too few', { outputPrivate: 23 }, { clause: 'HWP-2, GCPD-1', received: '23' }],
    [
      'an output with as many as the input has',
      { outputPrivate: 16 },
      { clause: 'HWP-2, GCPD-1', expected: '24' },
    ],
    [
      'one byte of data more than there is',
      { data, told: 8 },
      { clause: 'HWP-1, D-42', expected: 'at most 23 bytes' },
    ],
    ['data to the end of 32 bits', { data, told: 0xffff_ffff }, { received: String(0xffff_ffff + 16) }],
    ['sizes that are few in 32 bits', { data, told: 0xffff_fff0 }, { received: String(2 ** 32) }],
    [
      'one byte of result more than there is room',
      { max: 9, outputRoom: 32 },
      { clause: 'HWP-2, D-42', received: '33' },
    ],
    ['a result to the end of 32 bits', { max: 0xffff_ffff, outputRoom: 64 }, { clause: 'HWP-2, D-42' }],
    [
      'a result that is short in 32 bits',
      { max: 0xffff_ffe8, outputRoom: 64 },
      { received: String(2 ** 32) },
    ],
    ['no input', { pInputData: NULL }, { clause: 'D-13', rule: 'pInputData is NULL' }],
    ['no output', { pOutputData: NULL }, { clause: 'D-13', rule: 'pOutputData is NULL' }],
  ])('for %s', (_what, parts, cause) => {
    expect(refused((bench) => message(bench, parts))).toMatchObject({ argument: 'pData', ...cause });
  });

  // Its last byte may be the first of an output: 24.
  const parts = { data: new Uint8Array(40).fill(24), max: 40 };
  const inOne = (
    bench: Bench,
    places: readonly [envelope: number, input: number, output: number],
  ): Message => {
    const block = bench.bytes(512);
    const [pData, pInputData, pOutputData] = places.map((place) => at(block + place)) as [
      Address,
      Address,
      Address,
    ];
    bench.memory.copyIn(pData, envelopeBytes(ECHO, pInputData, pOutputData));
    bench.memory.copyIn(pOutputData, outputBytes(parts));
    bench.memory.copyIn(pInputData, inputBytes(parts));
    if (pData > Math.max(pInputData, pOutputData))
      bench.memory.copyIn(pData, envelopeBytes(ECHO, pInputData, pOutputData));
    return { pData, pInputData, pOutputData };
  };

  // The input has 8 + 16 + 40 bytes, the output 32 + 24 + 40.
  it.each<[string, [number, number, number]]>([
    ['an output that begins in the input’s last byte', [400, 0, 63]],
    ['an input that begins in the output’s last byte', [400, 95, 0]],
    ['an envelope in the input’s last byte', [63, 0, 100]],
    ['an envelope in the middle of the output', [240, 0, 200]],
    ['an output over the envelope’s last byte', [0, 200, 31]],
  ])('for %s', (_what, places) => {
    const told = refused((bench) => inOne(bench, places));
    expect(told).toMatchObject({ rule: 'the blocks lie into each other' });
  });

  it('for one block that is both', () => {
    const same = (bench: Bench) => {
      const block = bench.bytes(200);
      bench.memory.copyIn(block, Uint8Array.from([16, 0, 0, 0, 24, 0, 0, 0]));
      return message(bench, { pInputData: block, pOutputData: block });
    };
    const hwProtection = { privateInputBytes: 16, privateOutputBytes: 16, commands: [] };
    expect(refused(same, 32, { hwProtection })).toMatchObject({ rule: 'the blocks lie into each other' });
  });

  it('for no more than that: blocks that touch are apart', () => {
    const { bench, session } = watched();
    expect(exchange(bench, session, inOne(bench, [64, 0, 96]))).toBe(S_OK);
  });
});

describe('a pointer of HW_PROTECTION outside live memory', () => {
  const where: Readonly<Record<string, (bench: Bench) => Address>> = {
    'far away': () => at(0x7fff_0000_0000),
    'at a small number': () => at(8),
    'of more bits than an address has': () => at(2 ** 52),
    'of memory that was freed': (bench) => {
      const block = bench.bytes(200);
      bench.memory.free(block);
      return block;
    },
    'less than a head before the end': (bench) => at(bench.bytes(100) + 97),
  };

  it.each(
    Object.entries(where).flatMap(([what, make]) =>
      (['pInputData', 'pOutputData'] as const).map((pointer) => [pointer, what, make] as const),
    ),
  )('%s, %s, is an access violation that names it (D-13)', (pointer, _what, make) => {
    const { bench, asked, session } = watched();
    const sent = message(bench, { data, max: 7, [pointer]: make(bench) });
    const before = bench.snapshot();
    const error = caught(() => exchange(bench, session, sent));
    expect(error).toBeInstanceOf(AccessViolation);
    expect((error as AccessViolation).culprit).toEqual({
      functionName: 'NegotiateCryptoSessionKeyExchange',
      parameter: `pData->${pointer}`,
    });
    expect([bench.snapshot(), asked.times]).toEqual([before, 0]);
  });

  it('is one for the structure itself', () => {
    const { bench, session } = watched();
    const short = { pData: bench.bytes(31), pInputData: NULL, pOutputData: NULL };
    expect(caught(() => exchange(bench, session, short))).toMatchObject({ culprit: { parameter: 'pData' } });
  });

  it('is one where the command frees the caller’s memory: nothing of the answer is written', () => {
    const bench: Bench = hardwareBench(
      {},
      {
        drm: {
          execute: () => {
            bench.memory.free(sent.pData);
            return { status: S_OK, data };
          },
        },
      },
    );
    const sent = message(bench, { max: 7 });
    const before = bench.memory.copyOut(sent.pOutputData, 63);
    expect(caught(() => exchange(bench, vendorSession(bench), sent))).toBeInstanceOf(AccessViolation);
    expect(bench.memory.copyOut(sent.pOutputData, 63)).toEqual(before);
  });
});

const { UINT } = ddi;
const hugeSizes = [0, 1, 8, 15, 16, 17, 23, 24, 25, 64, 0x7fff_ffff, 0xffff_fff0, 0xffff_ffff];

/** Any members that are numbers, by the declaration of a structure: sizes that fit, and sizes that lie. */
function anyMembers(struct: ddi.Struct) {
  const numbers = struct.members.filter(({ type }) => type.name === UINT.name);
  return fc.record(
    Object.fromEntries(
      numbers.map(({ name }) => [
        name,
        fc.oneof(fc.constantFrom(...hugeSizes), fc.nat({ max: 80 }), fc.nat()),
      ]),
    ),
  );
}

const INPUT = ddi.D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_INPUT_DATA;
const OUTPUT = ddi.D3DWDDM2_0DDI_KEY_EXCHANGE_HW_PROTECTION_OUTPUT_DATA;

describe('any blocks of HW_PROTECTION', () => {
  it('are answered, refused or a violation; what is refused has changed nothing, and no byte behind the room is written', () => {
    const place = fc.nat({ max: 256 });
    fc.assert(
      fc.property(
        fc.record({
          layout: fc.constantFrom('documented' as const, 'payload-first' as const),
          input: anyMembers(INPUT as unknown as ddi.Struct),
          output: anyMembers(OUTPUT as unknown as ddi.Struct),
          rightSizes: fc.boolean(),
          blockBytes: fc.integer({ min: 32, max: 320 }),
          places: fc.tuple(place, place, place),
          DataSize: fc.oneof({ weight: 8, arbitrary: fc.constant(32) }, { weight: 1, arbitrary: fc.nat() }),
          resultBytes: fc.nat({ max: 400 }),
        }),
        ({ layout, input, output, rightSizes, blockBytes, places, DataSize, resultBytes }) => {
          const memory = new ArenaMemory({ limitBytes: 1 << 22, redZones: true });
          const execute = () => ({ status: S_OK, data: new Uint8Array(resultBytes).fill(0xbb) });
          const bench = hardwareBench({ hwProtectionLayout: layout }, { drm: { execute }, memory });
          const session = vendorSession(bench);
          const block = memory.allocate(blockBytes, 'test: blocks');
          const [pData, pInputData, pOutputData] = places.map((one) => at(block + (one % blockBytes))) as [
            Address,
            Address,
            Address,
          ];
          const put = (address: Address, bytes: Uint8Array) => {
            memory.copyIn(address, bytes.subarray(0, block + blockBytes - address));
          };
          const sizes = rightSizes
            ? [{ PrivateDataSize: IN_PRIVATE }, { PrivateDataSize: OUT_PRIVATE }]
            : [{}, {}];
          put(pOutputData, OUTPUT.toBytes({ ...output, ...sizes[1] }));
          put(pInputData, INPUT.toBytes({ ...input, ...sizes[0] }));
          put(pData, envelopeBytes(ECHO, pInputData, pOutputData));
          const before = memory.copyOut(block, blockBytes);
          let code: number | undefined;
          const error = caught(() => {
            code = exchange(bench, session, { pData, pInputData, pOutputData }, DataSize);
          });
          expect(memory.damage()).toEqual([]);
          if (error !== undefined) expect(error).toBeInstanceOf(AccessViolation);
          else expect([S_OK, E_INVALIDARG]).toContain(code);
          const after = memory.copyOut(block, blockBytes);
          if (code !== S_OK) {
            expect(after).toEqual(before);
            return;
          }
          // What may be written: Status, the output's size and times, and as much result as there was room for.
          const max = new DataView(before.buffer).getUint32(pOutputData - block + 4, true);
          const resultAt = pOutputData - block + 32 + (layout === 'documented' ? OUT_PRIVATE : 0);
          const mayChange = new Set([
            ...Array.from({ length: 4 }, (_, index) => pData - block + 24 + index),
            ...Array.from({ length: 24 }, (_, index) => pOutputData - block + 8 + index),
            ...Array.from({ length: Math.min(max, resultBytes) }, (_, index) => resultAt + index),
          ]);
          const changed = [...after.keys()].filter((index) => after[index] !== before[index]);
          expect(changed.filter((index) => !mayChange.has(index))).toEqual([]);
        },
      ),
      { numRuns: runs(300) },
    );
  });
});
