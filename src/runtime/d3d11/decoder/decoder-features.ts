import type { Hresult } from '../../../abi/index.js';
import { D3D11_FEATURE_DATA_VIDEO_DECODER_HISTOGRAM, D3D11_FEATURE_VIDEO } from '../../../api/d3d11/index.js';
import { S_OK } from '../../../ddi/index.js';
import type { RuntimeDevice } from '../runtime-device.js';
import { refuse } from './refuse.js';

/**
 * ID3D11VideoDevice2::CheckFeatureSupport. Nothing is decoded, so no decoder counts: histograms of no component, in no bins.
 * @param data exactly the feature's structure, of which the description is left as it is
 */
export function videoFeatureSupport(
  device: RuntimeDevice,
  feature: number,
  data: Uint8Array,
  size: number,
): Hresult {
  const call = 'ID3D11VideoDevice2::CheckFeatureSupport';
  const layout = D3D11_FEATURE_DATA_VIDEO_DECODER_HISTOGRAM;
  const wrong = (text: string) => refuse(device, call, { name: 'ARGUMENT', text });
  if (feature !== D3D11_FEATURE_VIDEO.DECODER_HISTOGRAM)
    return wrong(`Feature: ${feature} is not known here`);
  if (size !== layout.bytes)
    return wrong(`FeatureSupportDataSize: expected ${layout.bytes}, received ${size}`);
  data.fill(0, layout.offset.Components, size);
  return S_OK;
}
