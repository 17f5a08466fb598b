/** Buffers of frames, decrypted: against the openssl command, and against a model that goes block by block. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCipheriv, randomBytes } from 'node:crypto';
import type { Guid } from 'softumd/ddi';
import {
  D3DWDDM2_0DDI_VIDEO_DECODER_BUFFER_DESC1 as DESC_2_0,
  D3DWDDM2_4DDI_VIDEO_DECODER_BUFFER_DESC as DESC_2_4,
  E_INVALIDARG,
  NULL_GUID,
  S_OK,
  VIDEO_TABLES,
} from 'softumd/ddi';
import { engines } from '../../../crypto/engines.js';
import { openssl, opensslReason, withOpenssl } from '../../../crypto/openssl.js';
import { applyPartly } from '../partial-model.js';
import type { Map } from './decoder-bench.js';
import { BUFFER_TYPE, CBCS, CENC, DecoderBench, frameSession, HW_CENC } from './decoder-bench.js';
import { runs } from '../../../support/runs.js';

const bytes = (count: number) => new Uint8Array(randomBytes(count));
const hexOf = (data: Uint8Array) => Buffer.from(data).toString('hex');
const key = new Uint8Array(Buffer.from('000102030405060708090a0b0c0d0e0f', 'hex'));
const iv = new Uint8Array(Buffer.from('a1a2a3a4a5a6a7a80000000000000007', 'hex'));

type Encrypt = (clear: Uint8Array, iv: Uint8Array) => Uint8Array;
const byNode =
  (mode: 'ctr' | 'cbc'): Encrypt =>
  (clear, start) =>
    new Uint8Array(createCipheriv(`aes-128-${mode}`, key, start).setAutoPadding(false).update(clear));
const byCommand =
  (mode: 'ctr' | 'cbc'): Encrypt =>
  (clear, start) =>
    clear.length === 0
      ? clear
      : openssl(['enc', `-aes-128-${mode}`, '-nopad', '-K', hexOf(key), '-iv', hexOf(start)], clear);

/** The places of protected bytes that are encrypted, one of 16 bytes or less after another. */
function placesOf(map: Map, [encrypted, clear]: readonly [number, number]): number[][] {
  let at = 0;
  return map.map(([clearBytes, protectedBytes]) => {
    at += clearBytes;
    const places: number[] = [];
    for (let inside = 0; inside < protectedBytes; inside += 1) {
      const block = Math.floor(inside / 16);
      const isWhole = 16 * (block + 1) <= protectedBytes;
      const isOn = encrypted === 0 || (isWhole && block % (encrypted + clear) < encrypted);
      if (isOn) places.push(at + inside);
    }
    at += protectedBytes;
    return places;
  });
}

/** A buffer as a packager makes it: CTR is one stream, CBCS begins again with each sub-sample. */
function packaged(
  clear: Uint8Array,
  {
    map,
    stripes,
    mode,
    encrypt,
  }: {
    readonly map: Map;
    readonly stripes: readonly [number, number];
    readonly mode: 'ctr' | 'cbc';
    readonly encrypt: Encrypt;
  },
): Uint8Array {
  const result = clear.slice();
  const bySubSample = placesOf(map, stripes);
  const chains = mode === 'ctr' || stripes[0] === 0 ? [bySubSample.flat()] : bySubSample;
  for (const places of chains) {
    const cipher = encrypt(
      Uint8Array.from(places, (place) => clear[place]!),
      iv,
    );
    places.forEach((place, index) => (result[place] = cipher[index]!));
  }
  return result;
}

/** A bench whose frames name a session with the key. */
function named(encryption: Guid, options = {}, profile = {}) {
  const decoding = new DecoderBench({ encryption }, profile, options);
  const hCryptoSession = decoding.device.keyedSession(key);
  return { decoding, session: hCryptoSession, frameKey: frameSession({ hCryptoSession }) };
}

const sizeOf = (map: Map) => map.flat().reduce((sum, size) => sum + size, 0);
const none = [0, 0] as const;

const samples: readonly (readonly [string, Guid, 'ctr' | 'cbc', Map, readonly [number, number]])[] = [
  ['a whole buffer', HW_CENC, 'ctr', [[0, 100]], none],
  [
    'sub-samples',
    CENC,
    'ctr',
    [
      [5, 20],
      [0, 3],
      [30, 0],
      [1, 64],
    ],
    none,
  ],
  [
    'sub-samples after pairs of zeros (RC-04)',
    HW_CENC,
    'ctr',
    [
      [0, 0],
      [0, 0],
      [9, 33],
      [2, 16],
    ],
    none,
  ],
  [
    'stripes of a key stream',
    CENC,
    'ctr',
    [
      [7, 170],
      [3, 35],
    ],
    [1, 2],
  ],
  [
    'CBCS 1:9',
    CBCS,
    'cbc',
    [
      [7, 16 * 25 + 5],
      [3, 15],
      [0, 16],
      [4, 16 * 11],
    ],
    [1, 9],
  ],
  [
    'CBCS with stripes of several blocks',
    CBCS,
    'cbc',
    [
      [0, 16 * 9 + 1],
      [0, 0],
      [1, 16 * 6],
    ],
    [3, 2],
  ],
  [
    'CBC1, which has no stripes',
    CBCS,
    'cbc',
    [
      [3, 32],
      [5, 64],
    ],
    none,
  ],
];

describe.each(engines)('buffers of a frame, by $name', ({ engine }) => {
  withOpenssl.each(samples)(
    `%s: as the openssl command encrypts it${opensslReason}`,
    (_what, encryption, mode, map, stripes) => {
      const { decoding, frameKey } = named(encryption, { engine });
      const clear = bytes(sizeOf(map));
      const data = packaged(clear, { map, stripes, mode, encrypt: byCommand(mode) });
      expect(data).not.toEqual(clear);
      expect(decoding.frameOf({ data, iv, map, stripes }, frameKey)).toEqual(clear);
    },
  );

  withOpenssl(`block info: as the openssl command encrypts it${opensslReason}`, () => {
    const { decoding, frameKey } = named(HW_CENC, { engine });
    const clear = bytes(176);
    const places = [...Array(100).keys(), 120, 121, 142, 143, 164, 165];
    const cipher = byCommand('ctr')(
      Uint8Array.from(places, (place) => clear[place]!),
      iv,
    );
    const data = clear.slice();
    places.forEach((place, index) => (data[place] = cipher[index]!));
    expect(decoding.frameOf({ data, iv, info: [100, 20, 2] }, frameKey)).toEqual(clear);
  });
});

describe('any sub-sample map and stripes', () => {
  const size = fc.oneof(fc.nat(50), fc.constantFrom(0, 15, 16, 17, 160));
  const maps = fc.array(fc.tuple(size, size), { minLength: 1, maxLength: 8 });
  const pattern = fc.oneof(
    fc.constant(none),
    fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 9 })),
  );

  it.each([
    ['ctr', CENC],
    ['cbc', CBCS],
  ] as const)('comes to what a packager encrypted by %s', (mode, encryption) => {
    const { decoding, frameKey } = named(encryption);
    fc.assert(
      fc.property(maps, pattern, (map, stripes) => {
        // CBC1 packs whole blocks.
        fc.pre(mode === 'ctr' || stripes[0] !== 0 || map.every(([, encrypted]) => encrypted % 16 === 0));
        const clear = bytes(sizeOf(map));
        const data = packaged(clear, { map, stripes, mode, encrypt: byNode(mode) });
        expect(decoding.frameOf({ data, iv, map, stripes }, frameKey)).toEqual(clear);
      }),
      { numRuns: runs(150) },
    );
  });

  it('and any block info comes to what the model has, by the switch too (D-23)', () => {
    for (const keystream of ['encrypted-only', 'whole-buffer'] as const) {
      const { decoding, frameKey } = named(HW_CENC, {}, { partialKeystream: keystream });
      fc.assert(
        fc.property(fc.tuple(size, size, size), fc.integer({ min: 1, max: 300 }), (info, count) => {
          const clear = bytes(count);
          const data = applyPartly(clear, { key, iv, info, keystream });
          expect(decoding.frameOf({ data, iv, info }, frameKey)).toEqual(clear);
        }),
        { numRuns: runs(60) },
      );
    }
  });
});

describe('a buffer', () => {
  it('without an IV is in clear, in a protected frame too (VDEC-17)', () => {
    const { decoding, frameKey } = named(CENC);
    const data = bytes(40);
    expect(decoding.frameOf({ data, map: [[0, 40]] }, frameKey)).toEqual(data);
  });

  it('has its Count from 0 on with an IV of 8 bytes, with CENC alone', () => {
    const short = iv.slice(0, 8);
    for (const encryption of [HW_CENC, CENC]) {
      const { decoding, frameKey } = named(encryption);
      const clear = bytes(50);
      const whole = new Uint8Array(16);
      whole.set(short);
      expect(decoding.frameOf({ data: byNode('ctr')(clear, whole), iv: short }, frameKey)).toEqual(clear);
    }
    const { decoding, frameKey } = named(CBCS);
    decoding.begin(frameKey);
    expect(decoding.submit([{ data: bytes(32), iv: short }])).toBe(E_INVALIDARG);
  });

  it('is a copy: the resource stays as it is, and what was submitted before it comes first', () => {
    const { decoding, frameKey } = named(HW_CENC);
    const [parameters, clear] = [bytes(20), bytes(64)];
    const data = byNode('ctr')(clear, iv);
    decoding.begin(frameKey);
    const type = BUFFER_TYPE.PICTURE_PARAMETERS;
    expect(decoding.submit([{ data: parameters, type }])).toBe(S_OK);
    expect(decoding.submit11([{ data, iv }])).toBe(S_OK);
    const source = decoding.device.resources.at(-1)!;
    expect(decoding.decoded()).toBeNull();
    expect(decoding.end()).toBe(S_OK);
    expect(decoding.decoded()).toEqual([
      { type, bytes: parameters },
      { type: BUFFER_TYPE.BITSTREAM, bytes: clear },
    ]);
    expect(decoding.device.content(source)).toEqual(data);
  });

  it('is shorter than its resource where DataSize is', () => {
    const { decoding, frameKey } = named(CENC);
    const clear = bytes(64);
    decoding.begin(frameKey);
    expect(decoding.submit([{ data: byNode('ctr')(clear, iv), iv }], { DataSize: 21 })).toBe(S_OK);
    decoding.end();
    expect(decoding.decoded()![0]!.bytes).toEqual(clear.slice(0, 21));
  });

  it('goes by WDDM 2.0’s shorter description in SubmitBuffers1', () => {
    const { decoding, frameKey } = named(CENC);
    const { bench, device, decoder } = decoding;
    const video = device.host.videoFunctions(VIDEO_TABLES.D3DWDDM2_0)!;
    const map: Map = [
      [4, 30],
      [1, 29],
    ];
    const clear = bytes(64);
    const data = packaged(clear, { map, stripes: none, mode: 'ctr', encrypt: byNode('ctr') });
    // It ends where the stripes of WDDM 2.4 begin.
    const [one, two] = [{ data, iv, map }, { data: clear }].map((buffer) =>
      DESC_2_4.toBytes(decoding.described(buffer)).slice(0, DESC_2_0.bytes),
    );
    decoding.begin(frameKey);
    const pBufferDesc = bench.bytes(new Uint8Array([...one!, ...two!]));
    expect(video.pfnVideoDecoderSubmitBuffers1!(device.hDevice, decoder, 2, pBufferDesc)).toBe(S_OK);
    decoding.end();
    expect(decoding.decoded()!.map((buffer) => buffer.bytes)).toEqual([clear, clear]);
  });
});

it('a frame of a decoder without encryption takes bytes as they are', () => {
  const decoding = new DecoderBench();
  const data = bytes(48);
  expect(decoding.frameOf({ data, iv })).toEqual(data);
  const bound = new DecoderBench({ encryption: NULL_GUID });
  expect(bound.frameOf({ data, iv })).toEqual(data);
});
