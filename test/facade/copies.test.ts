import { describe, expect, it } from '@jest/globals';
import type { Resource } from 'softumd';
import { createDevice } from 'softumd';
import { DXGI_FORMAT } from 'softumd/d3d11';
import { createCallLog } from 'softumd/ddi';
import { counted } from './counted.js';

const size = { format: DXGI_FORMAT.R8_UNORM, width: 4, height: 4 };

function setup() {
  const device = createDevice();
  const surface = device.createTexture('protected', size, new Uint8Array(16));
  const rows = (): number[][] => {
    const staging = device.createTexture('staging', size);
    device.copyResource(staging, surface);
    const bytes = [...staging.read()];
    return [0, 4, 8, 12].map((at) => bytes.slice(at, at + 4));
  };
  return { device, surface, rows };
}

describe('copyRegion', () => {
  it('puts a box of one subresource where it is told in another', () => {
    const { device, surface, rows } = setup();
    const source = device.createTexture('staging', { ...size, arraySize: 2 }, counted(32));
    const box = { left: 1, top: 0, right: 3, bottom: 2 };
    device.copyRegion(surface, { x: 2, y: 1 }, source, { subresource: 1, box });
    expect(rows()).toEqual([
      [0, 0, 0, 0],
      [0, 0, 18, 19],
      [0, 0, 22, 23],
      [0, 0, 0, 0],
    ]);
  });

  it('copies all of subresource 0 to the first texel by default', () => {
    const { device, surface, rows } = setup();
    device.copyRegion(surface, {}, device.createTexture('staging', size, counted(16)));
    expect(rows().flat()).toEqual([...counted(16)]);
  });

  it('copies bytes of buffers', () => {
    const device = createDevice();
    const [target, source] = [device.createBuffer('staging', 8), device.createBuffer('staging', counted(8))];
    const box = { left: 2, top: 0, right: 4, bottom: 1 };
    device.copyRegion(target, { x: 5 }, source, { box });
    expect([...target.read()]).toEqual([0, 0, 0, 0, 0, 3, 4, 0]);
  });

  it('says what is wrong, which a player would not hear', () => {
    const { device, surface } = setup();
    const source = device.createTexture('staging', size);
    const box = { left: 0, top: 0, right: 5, bottom: 1 };
    expect(() => {
      device.copyRegion(surface, {}, source, { box });
    }).toThrow('Device.copyRegion failed with E_INVALIDARG');
    expect(() => {
      device.copyRegion(surface, { subresource: 1 }, source);
    }).toThrow('COPYSUBRESOURCEREGION_INVALIDDESTINATIONSUBRESOURCE');
    expect(() => {
      device.copyRegion(surface, { x: 1.5 }, source);
    }).toThrow(new TypeError('Device.copyRegion: x: expected a whole number from 0, received 1.5'));
    expect(() => {
      device.copyRegion(surface, {}, source.api as never);
    }).toThrow(new TypeError('Device.copyRegion: source: expected a Resource, received an object'));
  });
});

describe('updateResource', () => {
  it('writes all of a resource that the CPU cannot map', () => {
    const { device, surface, rows } = setup();
    device.updateResource(surface, counted(16));
    expect(rows().flat()).toEqual([...counted(16)]);
  });

  it('writes a box, of rows as far apart as they are', () => {
    const { device, surface, rows } = setup();
    const box = { left: 1, top: 2, right: 3, bottom: 4 };
    device.updateResource(surface, new Uint8Array([1, 2, 3, 4]), { box });
    expect(rows()).toEqual([
      [0, 0, 0, 0],
      [0, 0, 0, 0],
      [0, 1, 2, 0],
      [0, 3, 4, 0],
    ]);
    device.updateResource(surface, new Uint8Array([5, 6, 0, 7, 8]), { box, rowPitch: 3 });
    expect(rows().slice(2)).toEqual([
      [0, 5, 6, 0],
      [0, 7, 8, 0],
    ]);
  });

  it('writes a level, and bytes of a buffer', () => {
    const device = createDevice();
    const options = { ...size, mipLevels: 2 };
    const surface = device.createTexture('protected', options, new Uint8Array(20));
    device.updateResource(surface, counted(4), { subresource: 1 });
    const staging = device.createTexture('staging', options);
    device.copyResource(staging, surface);
    expect([...staging.read(0), ...staging.read(1)]).toEqual([...new Uint8Array(16), 1, 2, 3, 4]);
    const buffer = device.createBuffer('protected', new Uint8Array(4));
    device.updateResource(buffer, counted(2), { box: { left: 1, top: 0, right: 3, bottom: 1 } });
    const back = device.createBuffer('staging', 4);
    device.copyResource(back, buffer);
    expect([...back.read()]).toEqual([0, 1, 2, 0]);
  });

  it('says what is wrong, which a player would not hear', () => {
    const { device, surface } = setup();
    const update = (resource: Resource, bytes: number, options = {}) => {
      return () => {
        device.updateResource(resource, new Uint8Array(bytes), options);
      };
    };
    expect(update(surface, 15)).toThrow('expected at least 16 bytes, received 15');
    expect(update(device.createTexture('staging', size), 16)).toThrow(
      'UPDATESUBRESOURCE_INVALIDDESTINATIONSTATE',
    );
    const outside = { left: 0, top: 0, right: 5, bottom: 1 };
    expect(update(surface, 16, { box: outside })).toThrow('UPDATESUBRESOURCE_INVALIDDESTINATIONBOX');
    expect(update(surface, 16, { pitch: 4 })).toThrow('Device.updateResource: pitch: unknown option');
  });
});

describe('flush', () => {
  it('reaches the driver, and hears that the device is gone', () => {
    const log = createCallLog();
    const device = createDevice({ interposer: log.interposer });
    const before = log.lines().length;
    device.flush();
    expect(log.lines().slice(before).join('\n')).toContain('Flush(');
    device.remove();
    expect(() => {
      device.flush();
    }).toThrow('DXGI_ERROR_DEVICE_REMOVED');
  });
});
