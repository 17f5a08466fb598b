import { describe, expect, it } from '@jest/globals';
import { createDevice } from 'softumd';
import { D3D11_MAP, DXGI_ERROR_WAS_STILL_DRAWING, DXGI_FORMAT } from 'softumd/d3d11';
import { caught } from '../support/caught.js';
import { counted } from './counted.js';

describe('map', () => {
  it('opens a subresource with its pitches, and writes come back', () => {
    const options = { format: DXGI_FORMAT.R8_UNORM, width: 4, height: 2, arraySize: 2 };
    const texture = createDevice().createTexture('staging', options, counted(16));
    const mapping = texture.map(D3D11_MAP.READ_WRITE, { subresource: 1 });
    const { bytes, rowPitch, depthPitch } = mapping;
    expect(rowPitch).toBeGreaterThanOrEqual(4);
    expect(depthPitch).toBeGreaterThanOrEqual(2 * rowPitch);
    expect([...bytes.subarray(rowPitch, rowPitch + 4)]).toEqual([13, 14, 15, 16]);
    bytes[rowPitch + 1] = 99;
    mapping.unmap();
    expect([...texture.read(1)]).toEqual([9, 10, 11, 12, 13, 99, 15, 16]);
    expect([...texture.read(0)]).toEqual([...counted(8)]);
  });

  it('is dead after unmap', () => {
    const device = createDevice();
    const buffer = device.createBuffer('staging', counted(16));
    const mapping = buffer.map();
    const { bytes } = mapping;
    mapping.unmap();
    expect([bytes.length, mapping.bytes.length]).toEqual([0, 0]);
    bytes[0] = 99;
    expect(buffer.read()).toEqual(counted(16));
    expect(() => {
      mapping.unmap();
    }).toThrow('Mapping.unmap failed with E_INVALIDARG');
  });

  it('for reading changes nothing', () => {
    const buffer = createDevice().createBuffer('staging', counted(16));
    const mapping = buffer.map(D3D11_MAP.READ);
    mapping.bytes.fill(0);
    mapping.unmap();
    expect(buffer.read()).toEqual(counted(16));
  });

  it('tells that the GPU draws, to those who do not wait', () => {
    const device = createDevice();
    const buffer = device.createBuffer('staging', counted(16));
    device.driver.control.stillDrawing(1);
    const error = caught(() => buffer.map(D3D11_MAP.READ, { doNotWait: true }));
    expect(error).toMatchObject({ hresult: DXGI_ERROR_WAS_STILL_DRAWING, call: 'Resource.map' });
    buffer.map(D3D11_MAP.READ, { doNotWait: true }).unmap();
  });

  it('refuses what the CPU cannot reach, and what is mapped', () => {
    const device = createDevice();
    expect(() => device.createBuffer('protected', 16).map()).toThrow('E_INVALIDARG');
    const buffer = device.createBuffer('staging', 16);
    buffer.map();
    expect(() => buffer.map()).toThrow('E_INVALIDARG');
    expect(() => buffer.map(D3D11_MAP.READ, { doNotwait: true } as object)).toThrow(
      'Resource.map: doNotwait: unknown option; did you mean doNotWait?',
    );
    expect(() => buffer.map(undefined, { subresource: 1 })).toThrow('E_INVALIDARG');
  });

  it('of a removed device can be ended', () => {
    const device = createDevice();
    const mapping = device.createBuffer('staging', 16).map();
    device.remove();
    mapping.unmap();
    expect(mapping.bytes).toHaveLength(0);
  });
});
