import type { TableEntries } from '../../../src/abi/index.js';
import {
  D3D11_1DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_0DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_4DDI_VIDEODEVICEFUNCS,
  D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0,
  E_INVALIDARG,
  S_OK,
  VideoDecoderBeginFrame,
  VideoDecoderEndFrame,
  VideoDecoderSubmitBuffers,
  VideoDecoderSubmitBuffers1,
  VideoDecoderSubmitBuffers2,
} from '../../../src/ddi/index.js';
import type { D3D11Core } from '../d3d11-core.js';
import { beginFrame } from './begin-frame.js';
import { noFrame } from './causes.js';
import { endFrame } from './end-frame.js';
import { submitBuffers } from './submit-buffers.js';

type LaterFrameEntries<
  T extends typeof D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0 | typeof D3DWDDM2_4DDI_VIDEODEVICEFUNCS,
> = Pick<TableEntries<T>, 'pfnVideoDecoderBeginFrame' | 'pfnVideoDecoderSubmitBuffers2'>;

/** BeginFrame, SubmitBuffers, EndFrame of D3D11.1 (VDBF, VDEC-15…VDEC-20). */
export function frameFunctions(core: D3D11Core): TableEntries<typeof D3D11_1DDI_VIDEODEVICEFUNCS> {
  const { ofDevice, refusals } = core;
  const [refuseBegin, refuseEnd] = [refusals.of(VideoDecoderBeginFrame), refusals.of(VideoDecoderEndFrame)];
  const refuseSubmit = refusals.of(VideoDecoderSubmitBuffers);
  return ofDevice.guarded(D3D11_1DDI_VIDEODEVICEFUNCS, {
    pfnVideoDecoderBeginFrame: (device, decoder, pBeginFrame) =>
      beginFrame(core, refuseBegin, device, decoder, { form: '11.1', pBeginFrame }),

    pfnVideoDecoderSubmitBuffers: (device, decoder, BufferCount, pBufferDesc) =>
      submitBuffers(core, refuseSubmit, { device, decoder }, { form: '11.1', BufferCount, pBufferDesc }),

    pfnVideoDecoderEndFrame: (_device, decoder) => {
      if (!decoder.frame) return refuseEnd(E_INVALIDARG, noFrame);
      endFrame(core, decoder);
      return S_OK;
    },
  });
}

/** SubmitBuffers1 (VDEC-19). */
export function frameFunctions2_0(
  core: D3D11Core,
): Pick<TableEntries<typeof D3DWDDM2_0DDI_VIDEODEVICEFUNCS>, 'pfnVideoDecoderSubmitBuffers1'> {
  const refuse = core.refusals.of(VideoDecoderSubmitBuffers1);
  return core.ofDevice.guarded(D3DWDDM2_0DDI_VIDEODEVICEFUNCS, {
    pfnVideoDecoderSubmitBuffers1: (device, decoder, BufferCount, pBufferDesc) =>
      submitBuffers(core, refuse, { device, decoder }, { form: '2.0', BufferCount, pBufferDesc }),
  });
}

/** BeginFrame with its histograms, SubmitBuffers2 (VDEC-25). */
export function frameFunctionsRs4(
  core: D3D11Core,
): LaterFrameEntries<typeof D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0> {
  const refuseBegin = core.refusals.of(VideoDecoderBeginFrame);
  const refuseSubmit = core.refusals.of(VideoDecoderSubmitBuffers2);
  return core.ofDevice.guarded(D3DWDDM2_4DDI_VIDEODEVICEFUNCS_RS4_0, {
    pfnVideoDecoderBeginFrame: (device, decoder, pBeginFrame) =>
      beginFrame(core, refuseBegin, device, decoder, { form: 'RS4_0', pBeginFrame }),

    pfnVideoDecoderSubmitBuffers2: (device, decoder, BufferCount, pBufferDesc) =>
      submitBuffers(core, refuseSubmit, { device, decoder }, { form: '2.4', BufferCount, pBufferDesc }),
  });
}

/** The same of WDDM 2.4. */
export function frameFunctions2_4(core: D3D11Core): LaterFrameEntries<typeof D3DWDDM2_4DDI_VIDEODEVICEFUNCS> {
  const refuseBegin = core.refusals.of(VideoDecoderBeginFrame);
  const refuseSubmit = core.refusals.of(VideoDecoderSubmitBuffers2);
  return core.ofDevice.guarded(D3DWDDM2_4DDI_VIDEODEVICEFUNCS, {
    pfnVideoDecoderBeginFrame: (device, decoder, pBeginFrame) =>
      beginFrame(core, refuseBegin, device, decoder, { form: '2.4', pBeginFrame }),

    pfnVideoDecoderSubmitBuffers2: (device, decoder, BufferCount, pBufferDesc) =>
      submitBuffers(core, refuseSubmit, { device, decoder }, { form: '2.4', BufferCount, pBufferDesc }),
  });
}
