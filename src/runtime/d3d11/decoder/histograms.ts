import { NULL } from '../../../abi/index.js';
import { D3D11_USAGE } from '../../../api/d3d11/index.js';
import type { HResource } from '../../../ddi/index.js';
import type { Buffer } from '../resource.js';
import type { Mistake } from './refuse.js';

/** One entry of the begin-frame argument; a disabled one is zero (VDEC-25). */
export interface Histogram {
  readonly Offset: number;
  readonly hBuffer: HResource;
}

/** The three parameters of DecoderBeginFrame1. */
export interface HistogramParameters {
  readonly NumComponentHistograms: number;
  readonly pHistogramOffsets: readonly number[] | null;
  readonly ppHistogramBuffers: readonly (Buffer | null)[] | null;
}

const mostComponents = 4;
const offsetUnit = 256;

const disabled: Histogram = { Offset: 0, hBuffer: NULL as number as HResource };

/** What is wrong with one component's place. How long a histogram is only the driver knows; it has one byte at least. */
function placeMistake(buffer: Buffer, offset: number): Mistake | undefined {
  if (offset % offsetUnit !== 0) {
    const text = `pHistogramOffsets: expected multiples of ${offsetUnit}, received ${offset}`;
    return { name: 'DECODERBEGINFRAME_INVALID_HISTOGRAM_BUFFER_OFFSET', text };
  }
  if (buffer.desc.Usage !== D3D11_USAGE.DEFAULT) {
    const text = `ppHistogramBuffers: expected DEFAULT, received ${D3D11_USAGE.text(buffer.desc.Usage)}`;
    return { name: 'DECODERBEGINFRAME_INVALID_HISTOGRAM_BUFFER_USAGE', text };
  }
  if (offset < buffer.desc.ByteWidth) return undefined;
  const text = `ppHistogramBuffers: the offset ${offset} is behind ${buffer.desc.ByteWidth} bytes`;
  return { name: 'DECODERBEGINFRAME_INVALID_HISTOGRAM_BUFFER_SIZE', text };
}

/** The four entries, or what is wrong with the parameters. */
export function histogramsOf({
  NumComponentHistograms: count,
  pHistogramOffsets,
  ppHistogramBuffers,
}: HistogramParameters): readonly Histogram[] | Mistake {
  if (count > mostComponents) {
    const text = `NumComponentHistograms: expected at most ${mostComponents}, received ${count}`;
    return { name: 'DECODERBEGINFRAME_INVALID_HISTOGRAM_COMPONENT_COUNT', text };
  }
  const entries: Histogram[] = [];
  for (let at = 0; at < mostComponents; at += 1) {
    const buffer = at < count ? (ppHistogramBuffers?.[at] ?? null) : null;
    const offset = (at < count && pHistogramOffsets?.[at]) || 0;
    const mistake = buffer ? placeMistake(buffer, offset) : undefined;
    if (mistake) return mistake;
    entries.push(buffer ? { Offset: offset, hBuffer: buffer.hResource } : disabled);
  }
  return entries;
}
