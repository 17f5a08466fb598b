import { describe, expect, it } from '@jest/globals';
import * as d3d11 from 'softumd/d3d11';
import { ruleTests } from '../rule-tests.js';
import { Machine } from './machine.js';

const { S_OK, E_FAIL, E_INVALIDARG, DXGI_FORMAT, D3D11_FEATURE } = d3d11;
const noFormat = 0xffff;

const said = (device: d3d11.ID3D11Device, call: () => void) => {
  const { count } = d3d11.infoQueueOf(device);
  call();
  return d3d11
    .infoQueueOf(device)
    .since(count)
    .map(({ name }) => name);
};

ruleTests('FS', {
  'FS-1': () => {
    const device = new Machine().device();
    for (const format of [noFormat, 0xffff_ffff]) {
      const support = { value: 77 };
      const messages = said(device, () => {
        expect(device.CheckFormatSupport(format, support)).toBe(E_FAIL);
      });
      expect([support.value, messages]).toEqual([0, ['CHECKFORMATSUPPORT_FORMAT_NOT_SUPPORTED']]);
    }
    expect(device.CheckFormatSupport(DXGI_FORMAT.NV12, null as never)).toBe(E_INVALIDARG);
  },
  'FS-2': () => {
    const device = new Machine().device();
    const prefix = 'DEVICE_CHECKFEATURESUPPORT_';
    const cases = [
      [D3D11_FEATURE.THREADING, 7, 'MISMATCHED_DATA_SIZE'],
      [D3D11_FEATURE.THREADING, 9, 'MISMATCHED_DATA_SIZE'],
      [D3D11_FEATURE.FORMAT_SUPPORT, 4, 'MISMATCHED_DATA_SIZE'],
      [0x7777, 8, 'UNRECOGNIZED_FEATURE'],
    ] as const;
    for (const [feature, size, name] of cases) {
      const data = new Uint8Array(16).fill(9);
      const messages = said(device, () => {
        expect(device.CheckFeatureSupport(feature, data, size)).toBe(E_INVALIDARG);
      });
      expect(messages).toEqual([`${prefix}${name}`, `${prefix}INVALIDARG_RETURN`]);
      expect(new Set(data)).toEqual(new Set([9]));
    }
    expect(device.CheckFeatureSupport(D3D11_FEATURE.THREADING, null as never, 8)).toBe(E_INVALIDARG);
  },
  'FS-3': () => {
    const device = new Machine().device();
    for (const count of [0, 33, 0xffff_ffff]) {
      const levels = { value: 77 };
      expect(device.CheckMultisampleQualityLevels(DXGI_FORMAT.B8G8R8A8_UNORM, count, levels)).toBe(E_FAIL);
      expect(levels.value).toBe(0);
    }
  },
  'FS-4': () => {
    const device = new Machine().device();
    for (const format of [DXGI_FORMAT.B8G8R8A8_UNORM, DXGI_FORMAT.UNKNOWN]) {
      const levels = { value: 77 };
      expect(device.CheckMultisampleQualityLevels(format, 1, levels)).toBe(S_OK);
      expect(levels.value).toBe(1);
    }
    const levels = { value: 77 };
    expect(device.CheckMultisampleQualityLevels(DXGI_FORMAT.B8G8R8A8_UNORM, 32, levels)).toBe(S_OK);
    expect(levels.value).toBe(0);
  },
  'FS-5': () => {
    const device = new Machine().device();
    for (const count of [0, 1, 2]) {
      const levels = { value: 77 };
      const messages = said(device, () => {
        expect(device.CheckMultisampleQualityLevels(noFormat, count, levels)).toBe(E_INVALIDARG);
      });
      expect([levels.value, messages]).toEqual([77, ['CHECKMULTISAMPLEQUALITYLEVELS_FORMAT_DEPRECATED']]);
    }
  },
  'FS-6': () => {
    const device = new Machine().device();
    expect(device.CheckMultisampleQualityLevels(DXGI_FORMAT.NV12, 1, null as never)).toBe(E_INVALIDARG);
  },
});

describe('format queries', () => {
  it('tell the same of a format whichever way they are asked', () => {
    const device = new Machine().device();
    const support = { value: 0 };
    expect(device.CheckFormatSupport(DXGI_FORMAT.NV12, support)).toBe(S_OK);
    expect(support.value & d3d11.D3D11_FORMAT_SUPPORT.TEXTURE2D).not.toBe(0);
    const data = d3d11.D3D11_FEATURE_DATA_FORMAT_SUPPORT.toBytes({ InFormat: DXGI_FORMAT.NV12 });
    expect(device.CheckFeatureSupport(D3D11_FEATURE.FORMAT_SUPPORT, data, data.length)).toBe(S_OK);
    expect(d3d11.D3D11_FEATURE_DATA_FORMAT_SUPPORT.fromBytes(data)).toEqual({
      InFormat: DXGI_FORMAT.NV12,
      OutFormatSupport: support.value,
    });
  });

  it('say of options that there are none', () => {
    const device = new Machine().device();
    const data = new Uint8Array(8).fill(9);
    expect(device.CheckFeatureSupport(D3D11_FEATURE.THREADING, data, 8)).toBe(S_OK);
    expect(new Set(data)).toEqual(new Set([0]));
  });
});
