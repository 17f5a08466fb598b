import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { randomBytes } from 'node:crypto';
import type { Address, HResource } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { BenchDevice, Texture } from './bench.js';
import { Bench } from './bench.js';

const { S_OK, E_INVALIDARG, NULL, DXGI_FORMAT } = ddi;
const bytes = (count: number) => new Uint8Array(randomBytes(count));
const at = (address: number) => address as Address;

/** Rows, and bytes of picture in a row, by RES-12 and by the size of a texel: of no table of ours. */
const rowsOf: Readonly<Record<number, (width: number, height: number) => readonly [number, number]>> = {
  [DXGI_FORMAT.R8_UNORM]: (width, height) => [height, width],
  [DXGI_FORMAT.R8G8B8A8_UNORM]: (width, height) => [height, width * 4],
  [DXGI_FORMAT.B8G8R8A8_UNORM]: (width, height) => [height, width * 4],
  [DXGI_FORMAT.AYUV]: (width, height) => [height, width * 4],
  [DXGI_FORMAT.YUY2]: (width, height) => [height, width * 2],
  [DXGI_FORMAT.NV12]: (width, height) => [height * 1.5, width],
  [DXGI_FORMAT.P010]: (width, height) => [height * 1.5, width * 2],
  [DXGI_FORMAT.P016]: (width, height) => [height * 1.5, width * 2],
};
const single = [DXGI_FORMAT.NV12, DXGI_FORMAT.P010, DXGI_FORMAT.P016, DXGI_FORMAT.YUY2];
const chained = [
  DXGI_FORMAT.R8_UNORM,
  DXGI_FORMAT.R8G8B8A8_UNORM,
  DXGI_FORMAT.B8G8R8A8_UNORM,
  DXGI_FORMAT.AYUV,
];

/** The full chain below a size, each level half of the one before and no side less than 1. */
function levelsBelow(width: number, height: number): (readonly [number, number])[] {
  const rest =
    width === 1 && height === 1 ? [] : levelsBelow(Math.max(1, width >> 1), Math.max(1, height >> 1));
  return [[width, height], ...rest];
}

interface Content {
  readonly rows: number;
  readonly rowBytes: number;
  readonly bytes: Uint8Array;
}

/** One random picture a subresource, in the order of RES-25. */
function contentsOf({ Format, levels, ArraySize = 1 }: Texture): readonly Content[] {
  return Array.from({ length: ArraySize }, () => levels)
    .flat()
    .map(([width, height]) => {
      const [rows, rowBytes] = rowsOf[Format]!(width, height);
      return { rows, rowBytes, bytes: bytes(rows * rowBytes) };
    });
}

const withData = (texture: Texture, contents: readonly Content[]): Texture => ({
  ...texture,
  data: contents.map((one) => ({ bytes: one.bytes, pitch: one.rowBytes })),
});

/** What lies in a subresource, row by row, as a map shows it. */
function read(device: BenchDevice, resource: HResource, subresource: number, { rows, rowBytes }: Content) {
  const { pData, RowPitch } = device.mapped(resource, subresource);
  const found = Array.from({ length: rows }, (_, row) =>
    device.bench.memory.copyOut(at(pData + row * RowPitch), rowBytes),
  );
  return new Uint8Array(Buffer.concat(found));
}

const readAll = (device: BenchDevice, resource: HResource, contents: readonly Content[]) =>
  contents.map((content, index) => read(device, resource, index, content));
const bytesOf = (contents: readonly Content[]) => contents.map((one) => one.bytes);

const side = fc.integer({ min: 1, max: 40 });
const anyTexture: fc.Arbitrary<Texture> = fc.oneof(
  fc.record({
    Format: fc.constantFrom(...chained),
    levels: fc
      .tuple(side, side, fc.integer({ min: 1, max: 6 }))
      .map(([width, height, count]) => levelsBelow(width, height).slice(0, count)),
    ArraySize: fc.integer({ min: 1, max: 3 }),
  }),
  fc.record({
    Format: fc.constantFrom(...single),
    levels: fc.tuple(side, side).map(([width, height]) => [[width * 2, height * 2] as const]),
    ArraySize: fc.integer({ min: 1, max: 3 }),
  }),
);

describe('the subresources of a texture', () => {
  it('never overlap, begin at 16 bytes, and each keeps what it was made with (property)', () => {
    const bench = new Bench();
    const { device } = bench;
    fc.assert(
      fc.property(anyTexture, (texture) => {
        const contents = contentsOf(texture);
        const resource = device.resource(bench.textureArguments(withData(texture, contents)));
        const places = contents.map((_, index) => device.mapped(resource, index));
        expect(bench.reported()).toBe(S_OK);
        const sorted = [...places].sort((a, b) => a.pData - b.pData);
        sorted.forEach(({ pData, DepthPitch }, index) => {
          expect(pData % 16).toBe(0);
          if (sorted[index + 1]) expect(pData + DepthPitch).toBeLessThanOrEqual(sorted[index + 1]!.pData);
        });
        contents.forEach(({ rows, rowBytes }, index) => {
          const { RowPitch, DepthPitch } = places[index]!;
          expect(RowPitch).toBeGreaterThanOrEqual(rowBytes);
          expect(DepthPitch).toBe(RowPitch * rows);
        });
        expect(readAll(device, resource, contents)).toEqual(bytesOf(contents));
        const copy = device.resource(bench.textureArguments(texture));
        device.functions.pfnResourceCopy(device.hDevice, copy, resource);
        expect(bench.reported()).toBe(S_OK);
        expect(readAll(device, copy, contents)).toEqual(bytesOf(contents));
        device.functions.pfnDestroyResource(device.hDevice, resource);
        device.functions.pfnDestroyResource(device.hDevice, copy);
      }),
      { numRuns: 60 },
    );
  });

  it('are counted mip + slice * MipLevels, and there is none behind the last (RES-25)', () => {
    const bench = new Bench();
    const { device } = bench;
    const levels = levelsBelow(16, 4);
    const texture = { Format: DXGI_FORMAT.B8G8R8A8_UNORM, levels, ArraySize: 2 };
    const resource = device.resource(bench.textureArguments(texture));
    const depths = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((index) => device.mapped(resource, index).DepthPitch);
    // Rows of 64, 32, 16, 8, 4 bytes, each padded to 64: 4, 2, 1, 1, 1 of them.
    expect(depths).toEqual([256, 128, 64, 64, 64, 256, 128, 64, 64, 64]);
    expect(bench.reported()).toBe(S_OK);
    device.functions.pfnStagingResourceMap(device.hDevice, resource, 10, 1, 0, bench.bytes(16));
    expect(bench.reported()).toBe(E_INVALIDARG);
    device.functions.pfnStagingResourceUnmap(device.hDevice, resource, 10);
    expect(bench.reported()).toBe(E_INVALIDARG);
  });
});

describe('of a mip chain', () => {
  const texture: Texture = { Format: DXGI_FORMAT.AYUV, levels: levelsBelow(8, 4), ArraySize: 2 };

  function furnished() {
    const bench = new Bench();
    const { device } = bench;
    const contents = contentsOf(texture);
    const resource = device.resource(bench.textureArguments(withData(texture, contents)));
    return { bench, device, contents, resource, found: () => readAll(device, resource, contents) };
  }

  it('a box is copied from one level to another, and no other level changes (RES-30)', () => {
    const { bench, device, contents, resource, found } = furnished();
    // Texels 6 and 7 of the last row of level 0, to the second row of level 1 of the other slice, which is 4x2.
    const box = bench.bytes(ddi.D3D10_DDI_BOX.toBytes({ left: 6, top: 3, right: 8, bottom: 4, back: 1 }));
    device.functions.pfnResourceCopyRegion(device.hDevice, resource, 5, 2, 1, 0, resource, 0, box, 0);
    expect(bench.reported()).toBe(S_OK);
    const expected = bytesOf(contents).map((one) => one.slice());
    expected[5]!.set(contents[0]!.bytes.subarray(3 * 32 + 24, 3 * 32 + 32), 16 + 8);
    expect(found()).toEqual(expected);
  });

  it('a box that lies in the largest level alone is refused for another (RES-31, D-14)', () => {
    const { bench, device, contents, resource, found } = furnished();
    const box = bench.bytes(ddi.D3D10_DDI_BOX.toBytes({ right: 5, bottom: 1, back: 1 }));
    const { functions, hDevice } = device;
    functions.pfnResourceCopyRegion(hDevice, resource, 1, 0, 0, 0, resource, 0, box, 0);
    expect(bench.reported()).toBe(E_INVALIDARG);
    functions.pfnResourceCopyRegion(hDevice, resource, 0, 0, 0, 0, resource, 1, box, 0);
    expect(bench.reported()).toBe(E_INVALIDARG);
    functions.pfnResourceUpdateSubresourceUP(hDevice, resource, 1, box, bench.bytes(64), 64, 0, 0);
    expect(bench.reported()).toBe(E_INVALIDARG);
    expect(found()).toEqual(bytesOf(contents));
  });

  it('one level is updated whole where there is no box (RES-32)', () => {
    const { bench, device, contents, resource, found } = furnished();
    const content = bytes(4 * 4 * 2);
    const { functions, hDevice } = device;
    functions.pfnResourceUpdateSubresourceUP(hDevice, resource, 1, NULL, bench.bytes(content), 16, 0, 0);
    expect(bench.reported()).toBe(S_OK);
    expect(found()).toEqual(bytesOf(contents).map((one, index) => (index === 1 ? content : one)));
  });

  it.each<[string, Partial<Texture>]>([
    ['fewer levels', { levels: levelsBelow(8, 4).slice(0, 3) }],
    ['fewer slices', { ArraySize: 1 }],
    ['as many bytes in another format', { Format: DXGI_FORMAT.R8G8B8A8_UNORM }],
    ['another size of the smallest level', { levels: [...levelsBelow(8, 4).slice(0, 3), [1, 2]] }],
  ])('nothing is copied to one with %s (RES-28, D-14)', (_name, changes) => {
    const { bench, device, contents, resource, found } = furnished();
    const other = { ...texture, ...changes };
    const otherContents = contentsOf(other);
    const target = device.resource(bench.textureArguments(withData(other, otherContents)));
    for (const [to, from] of [
      [target, resource],
      [resource, target],
    ] as const) {
      device.functions.pfnResourceCopy(device.hDevice, to, from);
      expect(bench.reported()).toBe(E_INVALIDARG);
    }
    expect(found()).toEqual(bytesOf(contents));
    expect(readAll(device, target, otherContents)).toEqual(bytesOf(otherContents));
  });

  it('a blt moves the largest level of the first slice, and nothing else (D-24)', () => {
    const { bench, device, contents, resource, found } = furnished();
    const empty = device.resource(bench.textureArguments(texture));
    const session = device.keyedSession(bytes(16));
    const iv = bytes(16);
    expect(device.decrypt(session, resource, empty, iv)).toBe(S_OK);
    const decrypted = readAll(device, empty, contents);
    expect(decrypted[0]).not.toEqual(contents[0]!.bytes);
    decrypted.slice(1).forEach((level) => {
      expect(level.every((byte) => byte === 0)).toBe(true);
    });
    // The key stream, run over it again, takes itself away.
    expect(device.decrypt(session, empty, resource, iv)).toBe(S_OK);
    expect(found()).toEqual(bytesOf(contents));
  });
});

describe('a box of a format', () => {
  it.each([
    ['AYUV', DXGI_FORMAT.AYUV, { left: 1, top: 1, right: 3, bottom: 2 }, [[1 * 32 + 4, 8]]],
    ['YUY2', DXGI_FORMAT.YUY2, { left: 2, top: 1, right: 4, bottom: 2 }, [[1 * 16 + 4, 4]]],
    [
      'P010, its chroma below its luma (RES-12)',
      DXGI_FORMAT.P010,
      { left: 2, top: 2, right: 4, bottom: 4 },
      [2, 3, 5].map((row) => [row * 16 + 4, 4]),
    ],
  ] as const)('%s is counted in texels (RES-30)', (_name, Format, box, runs) => {
    const bench = new Bench();
    const { device } = bench;
    const texture = { Format, levels: [[8, 4]] } as const;
    const [content, before] = [contentsOf(texture), contentsOf(texture)];
    const [source, target] = [content, before].map((one) =>
      device.resource(bench.textureArguments(withData(texture, one))),
    ) as [HResource, HResource];
    const pBox = bench.bytes(ddi.D3D10_DDI_BOX.toBytes({ ...box, back: 1 }));
    const place = [box.left, box.top, 0] as const;
    device.functions.pfnResourceCopyRegion(device.hDevice, target, 0, ...place, source, 0, pBox, 0);
    expect(bench.reported()).toBe(S_OK);
    const expected = before[0]!.bytes.slice();
    for (const [from, count] of runs) expected.set(content[0]!.bytes.subarray(from, from + count), from);
    expect(device.content(target)).toEqual(expected);
  });

  it.each([
    ['YUY2 with half a pair of texels on the left', DXGI_FORMAT.YUY2, { left: 1 }, E_INVALIDARG],
    ['YUY2 with half a pair of texels on the right', DXGI_FORMAT.YUY2, { right: 3 }, E_INVALIDARG],
    ['YUY2 of odd rows', DXGI_FORMAT.YUY2, { top: 1 }, S_OK],
    ['P016 with half a sample of chroma', DXGI_FORMAT.P016, { bottom: 1 }, E_INVALIDARG],
    ['R8_UNORM anywhere', DXGI_FORMAT.R8_UNORM, { left: 1, top: 1, right: 2 }, S_OK],
  ])('%s', (_name, Format, box, code) => {
    const bench = new Bench();
    const { device } = bench;
    const resource = device.resource(bench.textureArguments({ Format, levels: [[8, 4]] }));
    const pBox = bench.bytes(
      ddi.D3D10_DDI_BOX.toBytes({ left: 0, top: 0, right: 4, bottom: 2, back: 1, ...box }),
    );
    const { functions, hDevice } = device;
    functions.pfnResourceUpdateSubresourceUP(hDevice, resource, 0, pBox, bench.bytes(256), 64, 0, 0);
    expect(bench.reported()).toBe(code);
  });
});
