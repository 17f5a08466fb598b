import type { ComInterface, Opaque, Out } from '../kit/index.js';
import { comInterface, evenWhenRemoved, nothing, objectOut, opaque, valueOut } from '../kit/index.js';
import { ID3D11DeviceChild } from './device-child.js';
import type { ID3D11Resource } from './resource.js';
import { D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC } from './video-structs.js';

/** ID3D11View: a way to look at a resource, which it keeps alive (api REF-17). */
export interface ID3D11View extends ID3D11DeviceChild {
  /** That resource, with a reference. */
  GetResource(ppResource: Out<ID3D11Resource>): void;
}

export const ID3D11View: ComInterface<ID3D11View> = comInterface<ID3D11View, ID3D11DeviceChild>(
  'ID3D11View',
  '839d1216-bb2e-412b-b7f4-a9dbebe08ed1',
  ID3D11DeviceChild,
  {
    GetResource: evenWhenRemoved(nothing([objectOut('ppResource', 'ID3D11Resource')])),
  },
);

/** ID3D11VideoDecoderOutputView: where a decoder writes. */
export interface ID3D11VideoDecoderOutputView extends ID3D11View {
  /** A copy of the description that it was made with. */
  GetDesc(pDesc: Out<D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC>): void;
}

export const ID3D11VideoDecoderOutputView: ComInterface<ID3D11VideoDecoderOutputView> = comInterface<
  ID3D11VideoDecoderOutputView,
  ID3D11View
>('ID3D11VideoDecoderOutputView', 'c2931aea-2a85-4f20-860f-fba1fd256e18', ID3D11View, {
  GetDesc: evenWhenRemoved(nothing([valueOut('pDesc', D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC)])),
});

/** ID3D11VideoProcessorInputView: what a processor reads. Its one method is a slot that is not emulated. */
export interface ID3D11VideoProcessorInputView extends ID3D11View {
  GetDesc: Opaque<undefined>;
}

export const ID3D11VideoProcessorInputView: ComInterface<ID3D11VideoProcessorInputView> = comInterface<
  ID3D11VideoProcessorInputView,
  ID3D11View
>('ID3D11VideoProcessorInputView', '11ec5a5f-51dc-4945-ab34-6e8c21300ea5', ID3D11View, {
  GetDesc: opaque.nothing,
});

/** ID3D11VideoProcessorOutputView: what a processor writes. Its one method is a slot that is not emulated. */
export interface ID3D11VideoProcessorOutputView extends ID3D11View {
  GetDesc: Opaque<undefined>;
}

export const ID3D11VideoProcessorOutputView: ComInterface<ID3D11VideoProcessorOutputView> = comInterface<
  ID3D11VideoProcessorOutputView,
  ID3D11View
>('ID3D11VideoProcessorOutputView', 'a048285e-25a9-4527-bd93-d68b68c44254', ID3D11View, {
  GetDesc: opaque.nothing,
});
