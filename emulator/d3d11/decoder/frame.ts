import type { TableEntries } from '../../../src/abi/index.js';
import type {
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_0DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_4DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0,
} from '../../../src/ddi/index.js';
import type { D3D11Core } from '../d3d11-core.js';

/** BeginFrame, SubmitBuffers, EndFrame, Extension of D3D11.1 (VDBF, VDEC-15…VDEC-20, VDEC-24). */
export function frameFunctions(_core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  return {};
}

/** SubmitBuffers1 (VDEC-19). */
export function frameFunctions2_0(
  _core: D3D11Core,
): Pick<TableEntries<typeof D3DWDDM2_0DDI_VIDEODEVICEFUNCS>, 'pfnVideoDecoderSubmitBuffers1'> {
  return {};
}

/** BeginFrame with its histograms, SubmitBuffers2 (VDEC-25). */
export function frameFunctionsRs4(
  _core: D3D11Core,
): Pick<
  TableEntries<typeof D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0>,
  'pfnVideoDecoderBeginFrame' | 'pfnVideoDecoderSubmitBuffers2'
> {
  return {};
}

/** The same of WDDM 2.4. */
export function frameFunctions2_4(
  _core: D3D11Core,
): Pick<
  TableEntries<typeof D3DWDDM2_4DDI_VIDEODEVICEFUNCS>,
  'pfnVideoDecoderBeginFrame' | 'pfnVideoDecoderSubmitBuffers2'
> {
  return {};
}
