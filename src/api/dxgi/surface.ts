import type { Hresult } from '../../abi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import { comInterface, evenWhenRemoved, hresult, opaque, valueOut } from '../kit/index.js';
import { IDXGIDeviceSubObject } from './object.js';
import { DXGI_SURFACE_DESC } from './structs.js';

/**
 * IDXGISurface: a texture with one mip and one slice as DXGI sees it (api REF-15). Mapping it is a slot that is not
 * emulated.
 */
export interface IDXGISurface extends IDXGIDeviceSubObject {
  /** A copy of its size and format. @returns S_OK */
  GetDesc(pDesc: Out<DXGI_SURFACE_DESC>): Hresult;
  Map: Opaque;
  Unmap: Opaque;
}

export const IDXGISurface: ComInterface<IDXGISurface> = comInterface<IDXGISurface, IDXGIDeviceSubObject>(
  'IDXGISurface',
  'cafcb56c-6ac3-4889-bf47-9e23bbd260ec',
  IDXGIDeviceSubObject,
  {
    GetDesc: evenWhenRemoved(hresult([valueOut('pDesc', DXGI_SURFACE_DESC)])),
    Map: opaque.hresult,
    Unmap: opaque.hresult,
  },
);

/** IDXGISurface1: a surface for GDI: slots that are not emulated. */
export interface IDXGISurface1 extends IDXGISurface {
  GetDC: Opaque;
  ReleaseDC: Opaque;
}

export const IDXGISurface1: ComInterface<IDXGISurface1> = comInterface<IDXGISurface1, IDXGISurface>(
  'IDXGISurface1',
  '4ae63092-6327-4c1b-80ae-bfe12ea32b86',
  IDXGISurface,
  {
    GetDC: opaque.hresult,
    ReleaseDC: opaque.hresult,
  },
);

/** IDXGISurface2: the texture that a surface is part of: a slot that is not emulated. */
export interface IDXGISurface2 extends IDXGISurface1 {
  GetResource: Opaque;
}

export const IDXGISurface2: ComInterface<IDXGISurface2> = comInterface<IDXGISurface2, IDXGISurface1>(
  'IDXGISurface2',
  'aba496dd-b617-4cb8-a866-bc44d7eb1fa2',
  IDXGISurface1,
  {
    GetResource: opaque.hresult,
  },
);
