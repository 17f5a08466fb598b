import type { ComInterface, Opaque, Out } from '../kit/index.js';
import { comInterface, evenWhenRemoved, nothing, opaque, valueOut } from '../kit/index.js';
import { ID3D11DeviceChild } from './device-child.js';
import {
  D3D11_VIDEO_PROCESSOR_CONTENT_DESC,
  D3D11_VIDEO_PROCESSOR_RATE_CONVERSION_CAPS,
} from './video-structs.js';

/** ID3D11VideoProcessor: a video processor. */
export interface ID3D11VideoProcessor extends ID3D11DeviceChild {
  /** A copy of what its enumerator was made with. */
  GetContentDesc(pDesc: Out<D3D11_VIDEO_PROCESSOR_CONTENT_DESC>): void;
  /** What it can do to the frame rate. */
  GetRateConversionCaps(pCaps: Out<D3D11_VIDEO_PROCESSOR_RATE_CONVERSION_CAPS>): void;
}

export const ID3D11VideoProcessor: ComInterface<ID3D11VideoProcessor> = comInterface<
  ID3D11VideoProcessor,
  ID3D11DeviceChild
>('ID3D11VideoProcessor', '1d7b0652-185f-41c6-85ce-0c5be3d4ae6c', ID3D11DeviceChild, {
  GetContentDesc: evenWhenRemoved(nothing([valueOut('pDesc', D3D11_VIDEO_PROCESSOR_CONTENT_DESC)])),
  GetRateConversionCaps: evenWhenRemoved(
    nothing([valueOut('pCaps', D3D11_VIDEO_PROCESSOR_RATE_CONVERSION_CAPS)]),
  ),
});

/** ID3D11VideoProcessorEnumerator: what video processors there are: slots that are not emulated. */
export interface ID3D11VideoProcessorEnumerator extends ID3D11DeviceChild {
  GetVideoProcessorContentDesc: Opaque;
  CheckVideoProcessorFormat: Opaque;
  GetVideoProcessorCaps: Opaque;
  GetVideoProcessorRateConversionCaps: Opaque;
  GetVideoProcessorCustomRate: Opaque;
  GetVideoProcessorFilterRange: Opaque;
}

export const ID3D11VideoProcessorEnumerator: ComInterface<ID3D11VideoProcessorEnumerator> = comInterface<
  ID3D11VideoProcessorEnumerator,
  ID3D11DeviceChild
>('ID3D11VideoProcessorEnumerator', '31627037-53ab-4200-9061-05faa9ab45f9', ID3D11DeviceChild, {
  GetVideoProcessorContentDesc: opaque.hresult,
  CheckVideoProcessorFormat: opaque.hresult,
  GetVideoProcessorCaps: opaque.hresult,
  GetVideoProcessorRateConversionCaps: opaque.hresult,
  GetVideoProcessorCustomRate: opaque.hresult,
  GetVideoProcessorFilterRange: opaque.hresult,
});

/** ID3D11VideoProcessorEnumerator1: the same with colour spaces: a slot that is not emulated. */
export interface ID3D11VideoProcessorEnumerator1 extends ID3D11VideoProcessorEnumerator {
  CheckVideoProcessorFormatConversion: Opaque;
}

export const ID3D11VideoProcessorEnumerator1: ComInterface<ID3D11VideoProcessorEnumerator1> = comInterface<
  ID3D11VideoProcessorEnumerator1,
  ID3D11VideoProcessorEnumerator
>('ID3D11VideoProcessorEnumerator1', '465217f2-5568-43cf-b5b9-f61d54531ca1', ID3D11VideoProcessorEnumerator, {
  CheckVideoProcessorFormatConversion: opaque.hresult,
});
