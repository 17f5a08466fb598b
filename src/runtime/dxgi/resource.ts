import type { Guid, Hresult } from '../../abi/index.js';
import type { DXGI_SURFACE_DESC, IDXGIResource1, IDXGISurface2 } from '../../api/dxgi/index.js';
import type { Implementation, Implementor, Out } from '../../api/kit/index.js';
import { E_INVALIDARG, S_OK } from '../../ddi/index.js';
import type { PrivateData } from '../private-data.js';
import { DxgiObject } from './object.js';

/** A resource of a device, as DXGI sees it. */
export interface ResourceOfDevice extends Implementor {
  readonly device: Implementor;
  readonly privateData: PrivateData;
  /** The handle by which other devices open it; undefined where they cannot. */
  sharedHandle(): bigint | undefined;
  SetEvictionPriority(EvictionPriority: number): void;
  GetEvictionPriority(): number;
}

/** IDXGIDeviceSubObject: what belongs to a device, and tells it. */
class DeviceSubObject extends DxgiObject {
  constructor(protected readonly resource: ResourceOfDevice) {
    super();
  }

  get com() {
    return this.resource.com;
  }

  get privateData() {
    return this.resource.privateData;
  }

  protected get parent(): Implementor {
    return this.resource.device;
  }

  GetDevice(_riid: Guid, ppDevice: Out<Implementor>): Hresult {
    ppDevice.value = this.resource.device;
    return S_OK;
  }
}

/** Declared, and not emulated. */
export type NotOfDxgiResource = 'GetUsage';

/** IDXGIResource: every buffer and texture has it. */
export class DxgiResource
  extends DeviceSubObject
  implements Implementation<IDXGIResource1, NotOfDxgiResource>
{
  GetSharedHandle(pSharedHandle: Out<bigint>): Hresult {
    const handle = this.resource.sharedHandle();
    if (handle !== undefined) pSharedHandle.value = handle;
    else {
      const text =
        'the resource was made without D3D11_RESOURCE_MISC_SHARED, or its driver has not announced it';
      this.com.environment.complain('IDXGIResource::GetSharedHandle', 'ARGUMENT', text, E_INVALIDARG);
    }
    return handle === undefined ? E_INVALIDARG : S_OK;
  }

  SetEvictionPriority(EvictionPriority: number): Hresult {
    this.resource.SetEvictionPriority(EvictionPriority);
    return S_OK;
  }

  GetEvictionPriority(pEvictionPriority: Out<number>): Hresult {
    pEvictionPriority.value = this.resource.GetEvictionPriority();
    return S_OK;
  }
}

/** A texture of one picture. */
interface PictureOfDevice extends ResourceOfDevice {
  readonly surface: DXGI_SURFACE_DESC;
}

/** IDXGISurface: a texture of one mip level and one slice (REF-15). */
export class DxgiSurface extends DeviceSubObject implements Implementation<IDXGISurface2> {
  constructor(private readonly picture: PictureOfDevice) {
    super(picture);
  }

  GetDesc(pDesc: Out<DXGI_SURFACE_DESC>): Hresult {
    pDesc.value = this.picture.surface;
    return S_OK;
  }
}
