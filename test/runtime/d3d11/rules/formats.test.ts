import { describe, expect, it } from '@jest/globals';
import { valuesByName } from 'softumd/abi';
import { isDepthStencil, isPlanarVideo } from '../../../../src/runtime/d3d11/rules/formats.js';
import { isFormat, typelessFamily } from '../../../../src/runtime/d3d11/rules/index.js';
import { FORMAT } from './subjects.js';

const formats = Object.entries(valuesByName(FORMAT)).filter(
  ([name]) => name !== 'UNKNOWN' && name !== 'FORCE_UINT',
);
const nameOf = new Map(formats.map(([name, value]) => [value, name]));

/** The bits of a format's channels by its name: R8G8B8A8 has 8, 8, 8 and 8. */
const channelBits = (name: string) =>
  [...name.replace(/_(?:TYPELESS|UNORM|UINT|FLOAT)(?=_)/g, '').matchAll(/[RGBADSXE](\d+)/g)].map(([, bits]) =>
    Number(bits),
  );

/** A format in a family whose name does not say so, or the other way round. */
const odd: Readonly<Record<string, string>> = {
  R10G10B10_XR_BIAS_A2_UNORM: 'R10G10B10_XR_BIAS_A2_UNORM',
  R8G8_B8G8_UNORM: 'R8G8_B8G8_UNORM',
};

describe('formats', () => {
  it.each(formats)('%s is of the family that its name tells', (name, value) => {
    const family = nameOf.get(typelessFamily(value))!;
    const [layout] = name.split('_');
    const typeless = [...nameOf.values()].find(
      (one) =>
        one.endsWith('_TYPELESS') &&
        one.split('_').length === 2 &&
        (one === `${layout!}_TYPELESS` || isDepthOf(name, one)),
    );
    expect(family).toBe(odd[name] ?? typeless ?? name);
    if (!name.startsWith('BC') && family !== name)
      expect(channelBits(name).reduce((sum, bits) => sum + bits, 0)).toBe(
        channelBits(family).reduce((sum, bits) => sum + bits, 0),
      );
  });

  it('are those of the enum, without UNKNOWN and the value that makes it 32 bits wide', () => {
    const known = [...Array(300).keys(), 0xffffffff].filter(isFormat);
    const upTo115 = Array.from({ length: 115 }, (_, at) => at + 1);
    expect(known).toEqual([...upTo115, 130, 131, 132, 189, 190, 191]);
  });

  it('have planes where YUV has', () => {
    const planar = formats.filter(([, value]) => isPlanarVideo(value)).map(([name]) => name);
    expect(planar).toEqual(['NV12', 'P010', 'P016', 'OPAQUE_420', 'NV11', 'P208', 'V208', 'V408']);
  });

  it('are depth-stencil where they say D', () => {
    const depth = formats.filter(([, value]) => isDepthStencil(value)).map(([name]) => name);
    expect(depth).toEqual(formats.map(([name]) => name).filter((name) => name.startsWith('D')));
  });
});

/** Depth formats have the family of the channels that hold them. */
function isDepthOf(name: string, typeless: string): boolean {
  return (
    {
      D16_UNORM: 'R16_TYPELESS',
      D32_FLOAT: 'R32_TYPELESS',
      D24_UNORM_S8_UINT: 'R24G8_TYPELESS',
      R24_UNORM_X8_TYPELESS: 'R24G8_TYPELESS',
      X24_TYPELESS_G8_UINT: 'R24G8_TYPELESS',
      D32_FLOAT_S8X24_UINT: 'R32G8X24_TYPELESS',
      R32_FLOAT_X8X24_TYPELESS: 'R32G8X24_TYPELESS',
      X32_TYPELESS_G8X24_UINT: 'R32G8X24_TYPELESS',
    }[name] === typeless
  );
}
