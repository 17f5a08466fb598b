import { describe, expect, it } from '@jest/globals';
import {
  bytesRead,
  fullMipLevels,
  keptTexture2DDesc,
  mappedBytes,
  shortBufferData,
  shortTextureData,
  subresourceCount,
  subresourceExtent,
  subresourceRows,
} from '../../../../src/runtime/d3d11/rules/index.js';
import { FORMAT, createTexture2D } from './subjects.js';

const shape = (change: Parameters<typeof createTexture2D>[0]) => createTexture2D(change).desc;
const data = (bytes: number, SysMemPitch: number) => ({
  pSysMem: new Uint8Array(bytes),
  SysMemPitch,
  SysMemSlicePitch: 0,
});

describe('levels', () => {
  it.each([
    [512, 512, 10], // Wine's test_create_texture2d
    [1, 1, 1],
    [2, 1, 2],
    [3, 3, 2],
    [1, 1024, 11],
    [16384, 16384, 15],
  ])('of %dx%d are %d (CT-5)', (width, height, levels) => {
    expect(fullMipLevels(width, height)).toBe(levels);
  });

  it('are in the description that a texture keeps (CT-5)', () => {
    const desc = shape({ MipLevels: 0 });
    const kept = keptTexture2DDesc(desc);
    expect(kept).toEqual({ ...desc, MipLevels: 10 });
    expect(kept.SampleDesc).not.toBe(desc.SampleDesc);
    expect(keptTexture2DDesc(shape({ MipLevels: 3 })).MipLevels).toBe(3);
    expect(keptTexture2DDesc(shape({ MipLevels: 99 })).MipLevels).toBe(10);
  });
});

describe('subresources', () => {
  it('are the levels of each slice (RES-25)', () => {
    const desc = shape({ Width: 20, Height: 6, MipLevels: 0, ArraySize: 3 });
    expect(subresourceCount(desc)).toBe(15);
    const sizes = [0, 1, 2, 3, 4, 5, 14].map((subresource) => subresourceExtent(desc, subresource));
    expect(sizes.map(({ width, height }) => `${width}x${height}`)).toEqual([
      '20x6',
      '10x3',
      '5x1',
      '2x1',
      '1x1',
      '20x6',
      '1x1',
    ]);
  });

  it.each([
    // Rows of 640x360 as DXGI_FORMAT's page has the formats, and bytes of picture in each.
    ['NV12', FORMAT.NV12, 540, 640],
    ['P010', FORMAT.P010, 540, 1280],
    ['P016', FORMAT.P016, 540, 1280],
    ['YUY2', FORMAT.YUY2, 360, 1280],
    ['AYUV', FORMAT.AYUV, 360, 2560],
    ['B8G8R8A8_UNORM', FORMAT.B8G8R8A8_UNORM, 360, 2560],
    ['R8G8B8A8_UNORM_SRGB', FORMAT.R8G8B8A8_UNORM_SRGB, 360, 2560],
    ['R8_UNORM', FORMAT.R8_UNORM, 360, 640],
  ])('of %s have rows', (_name, Format, rows, rowBytes) => {
    const found = subresourceRows(shape({ Format, Width: 640, Height: 360 }), 0)!;
    expect(found).toEqual({ rows, rowBytes });
    // A pitch that is wider: whole rows are mapped, and of the last one the picture alone is read.
    expect(mappedBytes(found, rowBytes + 64)).toBe(rows * (rowBytes + 64));
    expect(bytesRead(found, rowBytes + 64)).toBe(rows * (rowBytes + 64) - 64);
  });

  it('of 420_OPAQUE have a layout that only the driver knows (VW-8)', () => {
    expect(subresourceRows(shape({ Format: FORMAT.OPAQUE_420 }), 0)).toBeUndefined();
  });

  it('of YUY2 are never half a pair of texels wide', () => {
    expect(subresourceRows(shape({ Format: FORMAT.YUY2, MipLevels: 0 }), 9)).toEqual({
      rows: 1,
      rowBytes: 4,
    });
  });
});

describe('initial data', () => {
  it('of a buffer has its bytes, whatever the pitch', () => {
    expect(shortBufferData(16, data(16, 0))).toBeUndefined();
    expect(shortBufferData(16, data(15, 4096))).toEqual({ subresource: 0, needed: 16, given: 15 });
    expect(shortBufferData(16, { ...data(0, 0), pSysMem: null })?.given).toBe(0);
  });

  it('of NV12 has Y and UV in one block (CT-22)', () => {
    const desc = shape({ Format: FORMAT.NV12, Width: 64, Height: 32 });
    expect(shortTextureData(desc, [data(47 * 128 + 64, 128)])).toBeUndefined();
    expect(shortTextureData(desc, [data(47 * 128 + 63, 128)])).toEqual({
      subresource: 0,
      needed: 6080,
      given: 6079,
    });
  });

  it('is there for every level of every slice', () => {
    const desc = shape({ Width: 4, Height: 4, MipLevels: 2, ArraySize: 2 });
    const slice = [data(64, 16), data(16, 8)];
    expect(shortTextureData(desc, [...slice, ...slice])).toBeUndefined();
    expect(shortTextureData(desc, [...slice, data(64, 16)])).toEqual({
      subresource: 3,
      needed: 16,
      given: 0,
    });
    expect(shortTextureData(desc, [data(64, 16), data(15, 8)])?.subresource).toBe(1);
  });

  it('of a format without a layout is not looked at', () => {
    expect(shortTextureData(shape({ Format: FORMAT.OPAQUE_420 }), [data(0, 0)])).toBeUndefined();
  });
});
