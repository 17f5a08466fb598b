import type { TableEntries } from '../../../src/abi/index.js';
import type { D3D11_1DDI_VIDEODEVICEFUNCS } from '../../../src/ddi/index.js';
import type { D3D11Core } from '../d3d11-core.js';

/** Output views of decoders: VDEC-21…VDEC-23. */
export function outputViewFunctions(_core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  return {};
}
