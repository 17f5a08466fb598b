import { describe, expect, it } from '@jest/globals';
import { D3D11_FORMAT_SUPPORT as SUPPORT } from '../../../../src/api/d3d11/index.js';
import { createTexture2DRules } from '../../../../src/runtime/d3d11/rules/index.js';
import { BIND, FORMAT, answerOf, createTexture2D, limits } from './subjects.js';

const answer = (change: Parameters<typeof createTexture2D>[0]) =>
  answerOf(createTexture2DRules, createTexture2D(change));

describe('what a device can', () => {
  it('asks a typeless format for what one of its family can (CT-10)', () => {
    const depth = {
      ...limits,
      formatSupport: (format: number) =>
        format === FORMAT.D32_FLOAT ? SUPPORT.TEXTURE2D | SUPPORT.DEPTH_STENCIL : SUPPORT.TEXTURE2D,
    };
    const answers = [FORMAT.R32_TYPELESS, FORMAT.D32_FLOAT, FORMAT.R32_FLOAT, FORMAT.R16_TYPELESS].map(
      (Format) => answer({ Format, BindFlags: BIND.DEPTH_STENCIL, limits: depth }),
    );
    const refused = ['CT-10', 'CREATETEXTURE2D_UNSUPPORTEDFORMAT'];
    expect(answers).toEqual([null, null, refused, refused]);
  });

  it('asks a typeless format for the samples of its family (CT-7)', () => {
    const multisampled = {
      ...limits,
      multisampleQualityLevels: (format: number) => (format === FORMAT.B8G8R8A8_UNORM ? 3 : 0),
    };
    const ask = (Format: number, quality: number) =>
      answer({ Format, SampleDesc: { Count: 4, Quality: quality }, limits: multisampled });
    expect(ask(FORMAT.B8G8R8A8_TYPELESS, 2)).toBeNull();
    expect(ask(FORMAT.B8G8R8A8_TYPELESS, 3)).toEqual(['CT-7', 'CREATETEXTURE2D_INVALIDSAMPLES']);
    expect(ask(FORMAT.B8G8R8A8_UNORM_SRGB, 0)).toEqual(['CT-7', 'CREATETEXTURE2D_INVALIDSAMPLES']);
  });
});
