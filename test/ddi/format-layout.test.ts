import { describe, expect, it } from '@jest/globals';
import { DXGI_FORMAT, fitsFormat, pictureRows } from 'softumd/ddi';

describe('the layout of a format', () => {
  it.each([
    // Bytes of a 4x2 picture as Microsoft's page on recommended 8-bit YUV formats and its 10- and 16-bit twin have them.
    ['NV12', DXGI_FORMAT.NV12, { rows: 3, rowBytes: 4 }],
    ['P010', DXGI_FORMAT.P010, { rows: 3, rowBytes: 8 }],
    ['P016', DXGI_FORMAT.P016, { rows: 3, rowBytes: 8 }],
    ['YUY2', DXGI_FORMAT.YUY2, { rows: 2, rowBytes: 8 }],
    ['R8_UNORM', DXGI_FORMAT.R8_UNORM, { rows: 2, rowBytes: 4 }],
    ['B8G8R8A8_UNORM', DXGI_FORMAT.B8G8R8A8_UNORM, { rows: 2, rowBytes: 16 }],
    ['B8G8R8A8_TYPELESS', DXGI_FORMAT.B8G8R8A8_TYPELESS, { rows: 2, rowBytes: 16 }],
    ['B8G8R8A8_UNORM_SRGB', DXGI_FORMAT.B8G8R8A8_UNORM_SRGB, { rows: 2, rowBytes: 16 }],
    ['R8G8B8A8_UNORM', DXGI_FORMAT.R8G8B8A8_UNORM, { rows: 2, rowBytes: 16 }],
    ['R8G8B8A8_TYPELESS', DXGI_FORMAT.R8G8B8A8_TYPELESS, { rows: 2, rowBytes: 16 }],
    ['R8G8B8A8_UNORM_SRGB', DXGI_FORMAT.R8G8B8A8_UNORM_SRGB, { rows: 2, rowBytes: 16 }],
    ['AYUV', DXGI_FORMAT.AYUV, { rows: 2, rowBytes: 16 }],
    ['420_OPAQUE', DXGI_FORMAT.OPAQUE_420, undefined],
    ['UNKNOWN', DXGI_FORMAT.UNKNOWN, undefined],
  ])('%s: rows and bytes of a 4x2 picture', (_name, format, rows) => {
    expect(pictureRows(format, 4, 2)).toEqual(rows);
  });

  it.each([
    // Bits a pixel as DirectXTex has them (BitsPerPixel): NV12 12, P010 and P016 24, R8_UNORM 8, the others 32.
    ['NV12', DXGI_FORMAT.NV12, 1920, 1080, 3_110_400],
    ['NV12', DXGI_FORMAT.NV12, 70, 6, 630],
    ['P010', DXGI_FORMAT.P010, 1920, 1080, 6_220_800],
    ['P016', DXGI_FORMAT.P016, 70, 6, 1260],
    ['R8_UNORM', DXGI_FORMAT.R8_UNORM, 1920, 1080, 2_073_600],
    ['B8G8R8A8_UNORM', DXGI_FORMAT.B8G8R8A8_UNORM, 1920, 1080, 8_294_400],
    ['R8G8B8A8_UNORM', DXGI_FORMAT.R8G8B8A8_UNORM, 1920, 1080, 8_294_400],
    ['AYUV', DXGI_FORMAT.AYUV, 71, 7, 1988],
  ])('%s: bytes of a frame without padding (RES-12)', (_name, format, width, height, bytes) => {
    const { rows, rowBytes } = pictureRows(format, width, height)!;
    expect(rows * rowBytes).toBe(bytes);
  });

  it.each([
    // RES-12: 4:2:0 even both ways, 4:2:2 even across.
    ['NV12', DXGI_FORMAT.NV12, [true, false, false, false]],
    ['P010', DXGI_FORMAT.P010, [true, false, false, false]],
    ['P016', DXGI_FORMAT.P016, [true, false, false, false]],
    ['YUY2', DXGI_FORMAT.YUY2, [true, true, false, false]],
    ['R8_UNORM', DXGI_FORMAT.R8_UNORM, [true, true, true, true]],
    ['AYUV', DXGI_FORMAT.AYUV, [true, true, true, true]],
    ['420_OPAQUE', DXGI_FORMAT.OPAQUE_420, [false, false, false, false]],
  ])('%s: which of 4x2, 4x3, 3x2, 3x3 there can be (RES-12)', (_name, format, fits) => {
    const sizes = [
      [4, 2],
      [4, 3],
      [3, 2],
      [3, 3],
    ] as const;
    expect(sizes.map(([width, height]) => fitsFormat(format, width, height))).toEqual(fits);
    for (const [width, height] of [
      [0, 2],
      [2, 0],
      [-2, 2],
    ] as const)
      expect(fitsFormat(format, width, height)).toBe(false);
  });
});
