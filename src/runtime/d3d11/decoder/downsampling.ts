/**
 * Smaller frames. There are none: pfnVideoDecoderEnableDownsampling, without which nobody can have them, is not declared
 * here. So the questions have an answer, and the calls that would turn them on are refused.
 */
import type { Hresult } from '../../../abi/index.js';
import { valuesByName } from '../../../abi/index.js';
import type { D3D11_VIDEO_DECODER_DESC } from '../../../api/d3d11/index.js';
import { D3D11_VIDEO_SAMPLE_DESC } from '../../../api/d3d11/index.js';
import { DXGI_COLOR_SPACE_TYPE } from '../../../api/dxgi/index.js';
import type { Out } from '../../../api/kit/index.js';
import { S_OK } from '../../../ddi/index.js';
import type { RuntimeDevice } from '../runtime-device.js';
import { refuse } from './refuse.js';

/** What the questions about smaller frames say. */
export interface DownsamplingQuery {
  readonly desc: D3D11_VIDEO_DECODER_DESC;
  readonly colorSpace: number;
  /** Where the caller tells what it wants. */
  readonly sample?: D3D11_VIDEO_SAMPLE_DESC;
}

const colorSpaces: ReadonlySet<number> = new Set(Object.values(valuesByName(DXGI_COLOR_SPACE_TYPE)));

function checkQuery(
  device: RuntimeDevice,
  call: string,
  prefix: 'CHECKVIDEODECODERDOWNSAMPLING' | 'RECOMMENDVIDEODECODERDOWNSAMPLING',
  { desc, colorSpace, sample }: DownsamplingQuery,
): Hresult {
  const strange = [colorSpace, ...(sample ? [sample.ColorSpace] : [])].find((one) => !colorSpaces.has(one));
  if (strange !== undefined)
    return refuse(device, call, {
      name: `${prefix}_INVALIDCOLORSPACE`,
      text: `${strange} is none of DXGI_COLOR_SPACE_TYPE`,
    });
  const sizes = [[desc.SampleWidth, desc.SampleHeight], ...(sample ? [[sample.Width, sample.Height]] : [])];
  const empty = sizes.find((size) => size.includes(0));
  if (!empty) return S_OK;
  const text = `a picture of ${empty.join(' x ')}`;
  return refuse(device, call, { name: `${prefix}_ZEROWIDTHHEIGHT`, text });
}

/** ID3D11VideoDevice1::CheckVideoDecoderDownsampling: FALSE, whatever is asked. */
export function checkDownsampling(
  device: RuntimeDevice,
  query: DownsamplingQuery,
  pSupported: Out<number>,
  pRealTimeHint: Out<number>,
): Hresult {
  const call = 'ID3D11VideoDevice1::CheckVideoDecoderDownsampling';
  const code = checkQuery(device, call, 'CHECKVIDEODECODERDOWNSAMPLING', query);
  if (code !== S_OK) return code;
  pSupported.value = 0;
  pRealTimeHint.value = 0;
  return S_OK;
}

/** ID3D11VideoDevice1::RecommendVideoDecoderDownsampleParameters: a description of zeros, as there is nothing to recommend. */
export function recommendDownsampling(
  device: RuntimeDevice,
  query: DownsamplingQuery,
  pRecommendedOutputDesc: Out<D3D11_VIDEO_SAMPLE_DESC>,
): Hresult {
  const call = 'ID3D11VideoDevice1::RecommendVideoDecoderDownsampleParameters';
  const code = checkQuery(device, call, 'RECOMMENDVIDEODECODERDOWNSAMPLING', query);
  if (code === S_OK) pRecommendedOutputDesc.value = D3D11_VIDEO_SAMPLE_DESC.zero;
  return code;
}

/** ID3D11VideoContext1::DecoderEnableDownsampling. */
export function enableDownsampling(device: RuntimeDevice): Hresult {
  return refuse(device, 'ID3D11VideoContext1::DecoderEnableDownsampling', {
    name: 'VIDEODECODERENABLEDOWNSAMPLING_UNSUPPORTED',
    text: 'the driver writes no smaller frames, as CheckVideoDecoderDownsampling tells',
  });
}

/** ID3D11VideoContext1::DecoderUpdateDownsampling: of what was never enabled. */
export function updateDownsampling(device: RuntimeDevice): Hresult {
  return refuse(device, 'ID3D11VideoContext1::DecoderUpdateDownsampling', {
    name: 'VIDEODECODERUPDATEDOWNSAMPLING_UNSUPPORTED',
    text: 'DecoderEnableDownsampling did not succeed before',
  });
}
