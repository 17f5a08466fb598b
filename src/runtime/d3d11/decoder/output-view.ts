import type { Guid, Hresult } from '../../../abi/index.js';
import { failed, NULL } from '../../../abi/index.js';
import type { D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC } from '../../../api/d3d11/index.js';
import { D3D11_VDOV_DIMENSION, ID3D11VideoDecoderOutputView } from '../../../api/d3d11/index.js';
import type { Implementation, Implementor, Offer, Out } from '../../../api/kit/index.js';
import { offer } from '../../../api/kit/index.js';
import type { HRTVideoDecoderOutputView, HVideoDecoderOutputView } from '../../../ddi/index.js';
import {
  CreateVideoDecoderOutputView,
  D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW,
  DestroyVideoDecoderOutputView,
  DXGI_FORMAT,
  GUID,
  S_FALSE,
} from '../../../ddi/index.js';
import { decoderOutputViewKind, DriverObject, withStruct } from '../../../host/index.js';
import { D3D11_BIND } from '../constants.js';
import type { ResourceMaker } from '../create-resource.js';
import { DriverChild } from '../device-child.js';
import type { AnyResource } from '../resource.js';
import { Texture2D } from '../resource.js';
import type { RuntimeDevice } from '../runtime-device.js';
import { isFormatOf, isProfile } from './decoder-queries.js';
import type { Mistake } from './refuse.js';
import { refuse } from './refuse.js';

const call = 'ID3D11VideoDevice::CreateVideoDecoderOutputView';
const destruction = {
  declaration: DestroyVideoDecoderOutputView,
  call: 'ID3D11VideoDecoderOutputView::Release',
};

/** What a view is made of. */
interface ViewParts {
  readonly object: DriverObject<HVideoDecoderOutputView>;
  readonly texture: Texture2D;
  readonly desc: D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC;
}

/** ID3D11VideoDecoderOutputView: one slice of a texture. It holds the texture (api REF-17). */
export class VideoDecoderOutputView
  extends DriverChild<HVideoDecoderOutputView>
  implements Implementation<ID3D11VideoDecoderOutputView>
{
  constructor(
    device: Implementor,
    runtime: RuntimeDevice,
    private readonly parts: ViewParts,
  ) {
    super(device, runtime, parts.object, destruction);
    parts.texture.com.AddRef();
  }

  get liveKind() {
    return 'DECODEROUTPUTVIEW' as const;
  }

  protected override offers(): readonly Offer[] {
    return [offer(ID3D11VideoDecoderOutputView, this)];
  }

  /** What a decoder writes is no longer undefined. */
  get texture(): Texture2D {
    return this.parts.texture;
  }

  protected override unreferenced(): void {
    super.unreferenced();
    this.parts.texture.com.Release();
  }

  GetResource(ppResource: Out<Implementor>): void {
    ppResource.value = this.parts.texture;
  }

  GetDesc(pDesc: Out<D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC>): void {
    const { desc } = this.parts;
    pDesc.value = { ...desc, Texture2D: { ...desc.Texture2D } };
  }
}

/** What of the resource and the description is wrong, whatever the driver says (VDEC-21, api VW-3…VW-5). */
function mistakeOf(
  resource: AnyResource,
  { ViewDimension, Texture2D: { ArraySlice } }: D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC,
): Mistake | undefined {
  if (!(resource instanceof Texture2D))
    return { name: 'CREATEVIDEODECODEROUTPUTVIEW_INVALIDTYPE', text: 'pResource: expected a 2D texture' };
  if (ViewDimension !== D3D11_VDOV_DIMENSION.TEXTURE2D) {
    const text = `ViewDimension: expected TEXTURE2D, received ${D3D11_VDOV_DIMENSION.text(ViewDimension)}`;
    return { name: 'CREATEVIDEODECODEROUTPUTVIEW_INVALIDDIMENSION', text };
  }
  const { BindFlags, ArraySize } = resource.desc;
  if ((BindFlags & D3D11_BIND.DECODER) === 0)
    return {
      name: 'CREATEVIDEODECODEROUTPUTVIEW_INVALIDBIND',
      text: 'pResource: expected D3D11_BIND_DECODER',
    };
  if (ArraySlice < ArraySize) return undefined;
  const text = `ArraySlice: expected below ${ArraySize}, received ${ArraySlice}`;
  return { name: 'CREATEVIDEODECODEROUTPUTVIEW_INVALIDARRAY', text };
}

/** Whether the texture has a format that the profile is decoded into: S_OK, or what the call is answered with. */
function checkFormat(runtime: RuntimeDevice, DecodeProfile: Guid, { desc: { Format } }: Texture2D): Hresult {
  const profile = GUID.text(DecodeProfile);
  const name = 'CREATEVIDEODECODEROUTPUTVIEW_UNSUPPORTEDFORMAT';
  const known = isProfile(runtime, call, DecodeProfile);
  if (failed(known.hresult)) return known.hresult;
  if (!known.value)
    return refuse(runtime, call, { name, text: `DecodeProfile: the driver does not decode ${profile}` });
  const supported = isFormatOf(runtime, call, DecodeProfile, Format);
  if (failed(supported.hresult) || supported.value) return supported.hresult;
  const text = `pResource: ${profile} is not decoded into ${DXGI_FORMAT.text(Format)}`;
  return refuse(runtime, call, { name, text });
}

/** ID3D11VideoDevice::CreateVideoDecoderOutputView. Without a place for the view it only tests (api VW-6). */
export function createVideoDecoderOutputView(
  device: ResourceMaker,
  resource: AnyResource,
  desc: D3D11_VIDEO_DECODER_OUTPUT_VIEW_DESC,
  ppVDOVView: Out<Implementor> | null,
): Hresult {
  const { runtime } = device;
  const mistake = mistakeOf(resource, desc);
  if (mistake) return refuse(runtime, call, mistake);
  const texture = resource as Texture2D; // as was looked at
  const { DecodeProfile } = desc;
  const format = checkFormat(runtime, DecodeProfile, texture);
  if (failed(format)) return format;
  if (!ppVDOVView) return S_FALSE;
  const layout = D3D11_1DDIARG_CREATEVIDEODECODEROUTPUTVIEW;
  const slice = { MipSlice: 0, FirstArraySlice: desc.Texture2D.ArraySlice, ArraySize: 1 }; // VDEC-22
  const create = { hDrvResource: texture.hResource, DecodeProfile, ...slice };
  return withStruct(runtime.memory, layout, create, (pCreate) => {
    const request = { pCreate, runtimeHandle: 0xd0f0_0001 as HRTVideoDecoderOutputView };
    const object = DriverObject.create(runtime.host, decoderOutputViewKind, request);
    if (object.handle === NULL) return runtime.shortage(call, object.code);
    const hresult = runtime.judge(CreateVideoDecoderOutputView, call, object.code);
    if (failed(hresult)) object.discard();
    else ppVDOVView.value = new VideoDecoderOutputView(device, runtime, { object, texture, desc });
    return hresult;
  });
}
