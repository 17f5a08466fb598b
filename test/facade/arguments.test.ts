import { describe, expect, it } from '@jest/globals';
import { createDevice } from 'softumd';

describe('counts of bytes and texels', () => {
  it.each([
    [0, '0'],
    [-1, '-1'],
    [1.5, '1.5'],
    [Number.NaN, 'NaN'],
    [Infinity, 'Infinity'],
    ['64', "'64'"],
    [64n, '64n'],
    [undefined, 'undefined'],
  ])('%p is none', (wrong, received) => {
    const device = createDevice();
    const before = device.messages.length;
    const refused = (call: () => unknown, name: string) => {
      expect(call).toThrow(
        new TypeError(`Device.${name}: expected a whole number above 0, received ${received}`),
      );
    };
    const size = wrong as number;
    if (typeof wrong === 'number') {
      refused(() => device.createBuffer('staging', size), 'createBuffer: content');
    }
    refused(
      () => device.createNv12Texture('staging', { width: size, height: 2 }),
      'createNv12Texture: width',
    );
    refused(
      () => device.createNv12Texture('staging', { width: 2, height: size }),
      'createNv12Texture: height',
    );
    expect(device.messages).toHaveLength(before);
  });

  it('go from 1 on', () => {
    const device = createDevice();
    expect(device.createBuffer('staging', 1).bytes).toBe(1);
    expect(device.createNv12Texture('staging', { width: 2, height: 2 }).bytes).toBe(6);
    // A count for the argument check; odd sizes of NV12 are the runtime's to refuse (api CT-21).
    expect(() => device.createNv12Texture('staging', { width: 1, height: 2 })).toThrow('E_INVALIDARG');
  });
});
