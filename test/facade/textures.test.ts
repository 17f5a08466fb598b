/** Textures of every known format, and how their bytes get in and out. */
import { describe, expect, it } from '@jest/globals';
import type { Device, Resource, TextureOptions } from 'softumd';
import { createDevice } from 'softumd';
import { D3D11_USAGE, DXGI_FORMAT } from 'softumd/d3d11';
import { counted } from './counted.js';

/** Bytes of an 8x4 picture, by the definitions of the formats. */
const formats: readonly (readonly [string, number, number])[] = [
  ['NV12', DXGI_FORMAT.NV12, 48],
  ['P010', DXGI_FORMAT.P010, 96],
  ['P016', DXGI_FORMAT.P016, 96],
  ['YUY2', DXGI_FORMAT.YUY2, 64],
  ['AYUV', DXGI_FORMAT.AYUV, 128],
  ['B8G8R8A8_UNORM', DXGI_FORMAT.B8G8R8A8_UNORM, 128],
  ['R8G8B8A8_UNORM', DXGI_FORMAT.R8G8B8A8_UNORM, 128],
  ['R8_UNORM', DXGI_FORMAT.R8_UNORM, 32],
];

/** What a protected texture holds, read back through a staging one. */
function readBack(device: Device, surface: Resource, options: TextureOptions, subresource = 0): Uint8Array {
  const staging = device.createTexture('staging', options);
  device.copyResource(staging, surface);
  return staging.read(subresource);
}

describe('createTexture', () => {
  it.each(formats)('%s (%d): %d bytes of an 8x4 picture come back as they went in', (_, format, bytes) => {
    const device = createDevice();
    const options = { format, width: 8, height: 4 };
    const [picture, other] = [counted(bytes), counted(bytes, 100)];
    const texture = device.createTexture('staging', options, picture);
    expect(texture.bytes).toBe(bytes);
    expect(texture.read()).toEqual(picture);
    texture.write(other);
    expect(texture.read()).toEqual(other);
    if (format === DXGI_FORMAT.YUY2) return; // no render target
    const surface = device.createTexture('protected', options, picture);
    expect(readBack(device, surface, options)).toEqual(picture);
  });

  it('takes levels and slices, the levels of the first slice first', () => {
    const device = createDevice();
    const options = { format: DXGI_FORMAT.B8G8R8A8_UNORM, width: 4, height: 4, mipLevels: 0, arraySize: 2 };
    const slice = 4 * (16 + 4 + 1);
    const content = counted(2 * slice);
    const surface = device.createTexture('protected', options, content);
    expect(surface.subresources).toBe(6);
    expect([0, 1, 2, 3, 4, 5].map((one) => surface.bytesOf(one))).toEqual([64, 16, 4, 64, 16, 4]);
    expect(readBack(device, surface, options, 1)).toEqual(content.subarray(64, 80));
    expect(readBack(device, surface, options, 5)).toEqual(content.subarray(slice + 80));
  });

  it('writes one subresource and leaves the others', () => {
    const options = { format: DXGI_FORMAT.R8_UNORM, width: 4, height: 2, mipLevels: 2, arraySize: 2 };
    const texture = createDevice().createTexture('staging', options, new Uint8Array(20));
    texture.write(new Uint8Array([7, 8]), 3);
    expect([0, 1, 2, 3].map((one) => [...texture.read(one)])).toEqual([
      [0, 0, 0, 0, 0, 0, 0, 0],
      [0, 0],
      [0, 0, 0, 0, 0, 0, 0, 0],
      [7, 8],
    ]);
  });

  it('tells how it was made', () => {
    const device = createDevice();
    const options = { format: DXGI_FORMAT.R8G8B8A8_UNORM, width: 8, height: 4, mipLevels: 0 };
    expect(device.createTexture('protected', options).description).toMatchObject({
      ...{ Format: DXGI_FORMAT.R8G8B8A8_UNORM, Width: 8, Height: 4, MipLevels: 4, ArraySize: 1 },
      Usage: D3D11_USAGE.DEFAULT,
    });
    expect(device.createBuffer('staging', 64).description).toMatchObject({
      ...{ ByteWidth: 64, Usage: D3D11_USAGE.STAGING },
    });
  });

  it('tells it on a removed device too, and never once released', () => {
    const device = createDevice();
    const [texture, released] = [1, 2].map((height) =>
      device.createTexture('staging', { format: DXGI_FORMAT.R8_UNORM, width: 4, height }),
    );
    released!.release();
    expect(() => released!.description).toThrow('Resource.description failed with E_INVALIDARG');
    expect(() => released!.read()).toThrow('E_INVALIDARG');
    device.remove();
    expect(texture!.bytes).toBe(4);
  });

  it('names what is wrong with an argument', () => {
    const device = createDevice();
    const options = { format: DXGI_FORMAT.R8_UNORM, width: 4, height: 4 } as TextureOptions;
    const create = (changes: object, content?: Uint8Array) => () =>
      device.createTexture('staging', { ...options, ...changes }, content);
    const refused = 'Device.createTexture: ';
    expect(create({ format: DXGI_FORMAT.R32_FLOAT })).toThrow(
      new TypeError(
        `${refused}format: expected one whose layout is known, such as DXGI_FORMAT.NV12, received ${DXGI_FORMAT.R32_FLOAT}`,
      ),
    );
    expect(create({ width: 0 })).toThrow(
      new TypeError(`${refused}width: expected a whole number above 0, received 0`),
    );
    expect(create({ mipLevel: 2 })).toThrow(`${refused}mipLevel: unknown option; did you mean mipLevels?`);
    expect(create({}, new Uint8Array(15))).toThrow(
      new TypeError(`${refused}content: expected 16 bytes, received 15`),
    );
    expect(() => device.createTexture('default' as 'staging', options)).toThrow(
      new TypeError(`${refused}kind: expected 'staging', 'protected' or 'decoded', received 'default'`),
    );
    const texture = device.createTexture('staging', options);
    expect(() => texture.read(-1)).toThrow(
      new TypeError('Resource.read: subresource: expected a whole number from 0, received -1'),
    );
    expect(device.messages).toEqual([]);
  });

  it('leaves to the runtime what it alone can say', () => {
    const device = createDevice();
    const odd = { format: DXGI_FORMAT.NV12, width: 4, height: 3 };
    expect(() => device.createTexture('staging', odd)).toThrow('E_INVALIDARG');
    expect(() => device.createTexture('staging', odd, new Uint8Array(18))).toThrow('E_INVALIDARG');
    const yuy2 = { format: DXGI_FORMAT.YUY2, width: 4, height: 4 };
    expect(() => device.createTexture('protected', yuy2)).toThrow('UNSUPPORTEDFORMAT');
    const levels = { format: DXGI_FORMAT.NV12, width: 4, height: 4, mipLevels: 2 };
    expect(() => device.createTexture('staging', levels)).toThrow('E_INVALIDARG');
    const texture = device.createTexture('staging', { ...odd, height: 4 });
    expect(() => texture.read(1)).toThrow('E_INVALIDARG');
  });
});
