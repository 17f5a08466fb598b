/** DecryptionBlt of partly encrypted buffers (EBI, D-23), against OpenSSL and against a model that goes byte by byte. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createCipheriv, randomBytes } from 'node:crypto';
import type { CryptoEngine } from 'softumd/crypto';
import type { HResource } from 'softumd/ddi';
import { DXGI_FORMAT, S_OK } from 'softumd/ddi';
import { engines } from '../../crypto/engines.js';
import { openssl, opensslReason, withOpenssl } from '../../crypto/openssl.js';
import { Bench, type BenchDevice } from './bench.js';
import { applyPartly, type BlockInfo } from './partial-model.js';
import { runs } from '../../support/runs.js';

const bytes = (count: number) => new Uint8Array(randomBytes(count));
const ctr = (key: Uint8Array, iv: Uint8Array, data: Uint8Array) =>
  new Uint8Array(createCipheriv('aes-128-ctr', key, iv).update(data));
const hexBytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hexOf = (data: Uint8Array) => Buffer.from(data).toString('hex');
const key = hexBytes('000102030405060708090a0b0c0d0e0f');
const iv = hexBytes('a1a2a3a4a5a6a7a80000000000000007');
const most = 0xffff_ffff;

/** By what is in a block info: the encrypted places of a buffer, [from, to[, as the documents and D-23 have them. */
const known: readonly (readonly [string, BlockInfo, number, readonly (readonly [number, number])[]])[] = [
  ['(100, 0, 0): the first 100 alone (EBI-3)', [100, 0, 0], 160, [[0, 100]]],
  [
    '(100, 20, 2): 2 of each 22 behind them (EBI-4)',
    [100, 20, 2],
    176,
    [
      [0, 100],
      [120, 122],
      [142, 144],
      [164, 166],
    ],
  ],
  ['(0, 0, 0): nothing', [0, 0, 0], 64, []],
  ['(0, 16, 0): nothing, as there is nothing to encrypt (D-23)', [0, 16, 0], 64, []],
  ['(5, 3, 0): the rest is clear (D-23)', [5, 3, 0], 64, [[0, 5]]],
  ['(0, 0, 7): all, as there is nothing to skip (D-23)', [0, 0, 7], 64, [[0, 64]]],
  ['(3, 0, 1): all', [3, 0, 1], 64, [[0, 64]]],
  [
    '(0, 5, 16): clear bytes first, as a sub-sample has them',
    [0, 5, 16],
    48,
    [
      [5, 21],
      [26, 42],
      [47, 48],
    ],
  ],
  ['(1000, 1, 1): more than there is', [1000, 1, 1], 64, [[0, 64]]],
  ['counts of 2^32 - 1: all', [most, most, most], 64, [[0, 64]]],
  ['(16, 2^32 - 1, 2^32 - 1): a sum of more than 32 bits skips first', [16, most, most], 64, [[0, 16]]],
  ['(0, 48, 2^32 - 48): a sum that is 0 in 32 bits', [0, 48, 2 ** 32 - 48], 64, [[48, 64]]],
  ['(32, 16352, 0), as Chromium rounds up (RC-03)', [32, 16_352, 0], 64, [[0, 32]]],
];

/** The bytes at these places, one after another. */
const gathered = (data: Uint8Array, places: readonly (readonly [number, number])[]) =>
  new Uint8Array(Buffer.concat(places.map(([from, to]) => data.subarray(from, to))));

/** Other bytes at these places. */
function scattered(
  data: Uint8Array,
  places: readonly (readonly [number, number])[],
  others: Uint8Array,
): Uint8Array {
  const result = data.slice();
  let at = 0;
  for (const [from, to] of places) result.set(others.subarray(at, (at += to - from)), from);
  return result;
}

describe.each(engines)('a partly encrypted buffer, by $name', ({ engine }: { engine: CryptoEngine }) => {
  const setUp = (profile = {}) => {
    const bench = new Bench({ engine, profile });
    return { bench, device: bench.device, session: bench.device.keyedSession(key) };
  };

  it.each(known)('%s: one stream over the encrypted bytes (D-23)', (_what, info, count, places) => {
    const { device, session } = setUp();
    const clear = bytes(count);
    const source = device.buffer(scattered(clear, places, ctr(key, iv, gathered(clear, places))));
    const target = device.buffer(bytes(count));
    expect(device.decrypt(session, source, target, iv, { info })).toBe(S_OK);
    expect(device.content(target)).toEqual(clear);
  });

  it.each(known)('%s: one stream over all, by the switch (D-23)', (_what, info, count, places) => {
    const { device, session } = setUp({ partialKeystream: 'whole-buffer' });
    const clear = bytes(count);
    const source = device.buffer(scattered(clear, places, gathered(ctr(key, iv, clear), places)));
    const target = device.buffer(bytes(count));
    expect(device.decrypt(session, source, target, iv, { info })).toBe(S_OK);
    expect(device.content(target)).toEqual(clear);
  });

  withOpenssl(`is what the openssl command makes of it${opensslReason}`, () => {
    const { device, session } = setUp();
    for (const [, info, count, places] of known) {
      const clear = bytes(count);
      const options = ['-aes-128-ctr', '-K', hexOf(key), '-iv', hexOf(iv)];
      const cipher = openssl(['enc', ...options], gathered(clear, places));
      const target = device.buffer(count);
      const source = device.buffer(scattered(clear, places, cipher));
      expect(device.decrypt(session, source, target, iv, { info })).toBe(S_OK);
      expect([info, device.content(target)]).toEqual([info, clear]);
    }
  });

  it('leaves the source alone, and decrypts in place where both are one', () => {
    const { device, session } = setUp();
    const [clear, info] = [bytes(192), [10, 7, 5] as const];
    const cipher = applyPartly(clear, { key, iv, info });
    const surface = device.buffer(cipher);
    const target = device.buffer(192);
    expect(device.decrypt(session, surface, target, iv, { info })).toBe(S_OK);
    expect([device.content(surface), device.content(target)]).toEqual([cipher, clear]);
    expect(device.decrypt(session, surface, surface, iv, { info })).toBe(S_OK);
    expect(device.content(surface)).toEqual(clear);
  });
});

/** Surfaces of every format that textures have, rows padded and not. */
const formats = [
  ['NV12', DXGI_FORMAT.NV12, 1],
  ['P010', DXGI_FORMAT.P010, 2],
  ['YUY2', DXGI_FORMAT.YUY2, 2],
  ['AYUV', DXGI_FORMAT.AYUV, 4],
  ['R8_UNORM', DXGI_FORMAT.R8_UNORM, 1],
  ['B8G8R8A8_UNORM', DXGI_FORMAT.B8G8R8A8_UNORM, 4],
] as const;

function texture(device: BenchDevice, Format: number, size: readonly [number, number]): HResource {
  return device.resource(device.bench.textureArguments({ Format, levels: [size] }));
}

/** The bytes of a subresource as they lie, padding included. */
function raw(device: BenchDevice, resource: HResource): { pitch: number; bytes: Uint8Array } {
  const { pData, RowPitch, DepthPitch } = device.mapped(resource, 0);
  return { pitch: RowPitch, bytes: device.bench.memory.range(pData, DepthPitch) };
}

describe('a partly encrypted picture (D-24)', () => {
  it.each(formats)(
    'of %s: the pattern runs over rows and planes, never over the padding',
    (_name, Format, perTexel) => {
      const [width, height] = [20, 8];
      const device = new Bench({ profile: { blockAlignmentBytes: 0 } }).device;
      const session = device.keyedSession(key);
      const [source, target] = [
        texture(device, Format, [width, height]),
        texture(device, Format, [width, height]),
      ];
      const [from, to] = [raw(device, source), raw(device, target)];
      const rowBytes = width * perTexel;
      const rows = from.bytes.length / from.pitch;
      expect(from.pitch).toBeGreaterThan(rowBytes);
      const clear = bytes(rowBytes * rows);
      const info = [17, 9, 6] as const;
      const cipher = applyPartly(clear, { key, iv, info });
      from.bytes.fill(0xaa);
      to.bytes.fill(0xbb);
      for (let row = 0; row < rows; row += 1)
        from.bytes.set(cipher.subarray(row * rowBytes, (row + 1) * rowBytes), row * from.pitch);
      expect(device.decrypt(session, source, target, iv, { info })).toBe(S_OK);
      expect(device.content(target)).toEqual(clear);
      const padding = (all: Uint8Array) => all.filter((_, at) => at % from.pitch >= rowBytes);
      expect(new Set(padding(from.bytes))).toEqual(new Set([0xaa]));
      expect(new Set(padding(to.bytes))).toEqual(new Set([0xbb]));
    },
  );

  it('of 1080p: (100, 20, 2), and most of it encrypted in long runs', () => {
    const device = new Bench({ profile: { rowPitchBytes: 2048 } }).device;
    const session = device.keyedSession(key);
    const [width, height] = [1920, 1080];
    const clear = bytes(width * height * 1.5);
    const infos: readonly BlockInfo[] = [
      [100, 20, 2],
      [0, 3000, 200_000],
      [most, 0, 0],
    ];
    for (const info of infos) {
      const places: [number, number][] = [[0, Math.min(info[0], clear.length)]];
      for (let at = info[0] + info[1]; at < clear.length && info[2] > 0; at += info[1] + info[2])
        places.push([at, Math.min(at + info[2], clear.length)]);
      const cipher = scattered(clear, places, ctr(key, iv, gathered(clear, places)));
      const [source, target] = [device.nv12(width, height, cipher), device.nv12(width, height)];
      expect(device.decrypt(session, source, target, iv, { info })).toBe(S_OK);
      expect(Buffer.compare(device.content(target), clear)).toBe(0);
    }
  });
});

const count = fc.oneof(fc.nat(40), fc.constantFrom(0, 1, 15, 16, 17, 64, most), fc.nat({ max: most }));

/** Byte by byte, of any block info; counters near the wrap half of the time. */
const property = (sizes: { readonly maxWidth: number; readonly height: number }) =>
  fc.property(
    fc.record({
      info: fc.tuple(count, count, count),
      width: fc.integer({ min: 1, max: sizes.maxWidth }).map((half) => 2 * half),
      keystream: fc.constantFrom('encrypted-only' as const, 'whole-buffer' as const),
      carry: fc.constantFrom('count' as const, 'block' as const),
      seed: fc.uint8Array({ minLength: 16, maxLength: 16 }),
      nearWrap: fc.option(fc.nat(5)),
      engine: fc.constantFrom(...engines),
      inPlace: fc.boolean(),
    }),
    ({ info, width, keystream, carry, seed, nearWrap, engine: { engine }, inPlace }) => {
      const profile = { partialKeystream: keystream, ctrCarry: carry, blockAlignmentBytes: 0 };
      const { device } = new Bench({ engine, profile });
      const start = Buffer.from(seed);
      if (nearWrap !== null) start.writeBigUInt64BE((1n << 64n) - 1n - BigInt(nearWrap), 8);
      const session = device.keyedSession(key);
      const data = bytes(width * sizes.height * 1.5);
      const source = device.nv12(width, sizes.height, data);
      const target = inPlace ? source : device.nv12(width, sizes.height);
      expect(device.decrypt(session, source, target, new Uint8Array(start), { info })).toBe(S_OK);
      const expected = applyPartly(data, { key, iv: start, info, keystream, carry });
      expect(device.content(target)).toEqual(expected);
    },
  );

describe('any block info over any picture', () => {
  it('leaves what the model has, byte by byte', () => {
    fc.assert(property({ maxWidth: 60, height: 4 }), { numRuns: runs(60) });
  });
});
