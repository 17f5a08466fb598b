import type { TableEntries } from '../../../src/abi/index.js';
import type { D3D11_1DDI_VIDEODEVICEFUNCS } from '../../../src/ddi/index.js';
import type { D3D11Core } from '../d3d11-core.js';

/** What there is to decode with, and decoders: VDEC-1…VDEC-14, VDEC-23, VDGH. */
export function decoderFunctions(_core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  return {};
}
