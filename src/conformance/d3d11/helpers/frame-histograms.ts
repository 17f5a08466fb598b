/** BeginFrame with histograms: the structures of 88 bytes that WDDM 2.4 and its forerunner RS4_0 have (VDEC-25). */
import type { Address, Hresult } from '../../../abi/index.js';
import type { HResource } from '../../../ddi/index.js';
import {
  D3DWDDM2_4DDI_VIDEO_DECODER_HISTOGRAM as HISTOGRAM,
  D3DWDDM2_4DDIARG_VIDEODECODERBEGINFRAME as BEGIN,
  VIDEO_TABLES,
} from '../../../ddi/index.js';
import type { D3D11Case } from '../fixture.js';
import type { TestDecoder, TestView } from './decoders.js';
import { requireTable } from './video-tables.js';

/** The tables whose BeginFrame has histograms. */
export type HistogramForm = 'RS4_0' | '2.4';

/** One component's histogram. */
export interface TestHistogram {
  readonly hBuffer: HResource;
  /** The eight bytes in which Offset lies: all of them in RS4_0, the lower four in WDDM 2.4. */
  readonly offset: bigint;
}

/** Components that a frame can have histograms of. */
export const mostHistograms = 4;

/** VideoDecoderBeginFrame of the table of a form, with a histogram for each component that is not undefined. */
export function beginWithHistograms(
  t: D3D11Case,
  { device, handle }: TestDecoder,
  view: Pick<TestView, 'handle'>,
  { form, histograms = [] }: { form: HistogramForm; histograms?: readonly (TestHistogram | undefined)[] },
): Hresult {
  const call = t.filled(
    'pfnVideoDecoderBeginFrame',
    form === 'RS4_0'
      ? requireTable(t, device, VIDEO_TABLES.RS4_0).functions.pfnVideoDecoderBeginFrame
      : requireTable(t, device, VIDEO_TABLES.D3DWDDM2_4).functions.pfnVideoDecoderBeginFrame,
  );
  // On x64 both forms have their members at the same places.
  const pBeginFrame = t.struct(BEGIN, { hOutputView: view.handle });
  histograms.forEach((histogram, index) => {
    if (!histogram) return;
    const entry = (pBeginFrame + BEGIN.offset.Histograms + index * HISTOGRAM.bytes) as Address;
    t.memory.writeU64((entry + HISTOGRAM.offset.Offset) as Address, histogram.offset);
    t.memory.writeU64((entry + HISTOGRAM.offset.hBuffer) as Address, BigInt(histogram.hBuffer));
  });
  return call(device.hDevice, handle, pBeginFrame);
}
