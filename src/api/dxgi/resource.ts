import type { Hresult } from '../../abi/index.js';
import { HANDLE, UINT } from '../../abi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import { comInterface, evenWhenRemoved, hresult, opaque, uint, valueOut } from '../kit/index.js';
import { IDXGIDeviceSubObject } from './object.js';

/** IDXGIResource: a resource as DXGI sees it. */
export interface IDXGIResource extends IDXGIDeviceSubObject {
  /**
   * The handle by which other devices open it, the same one each time. @returns S_OK; E_INVALIDARG where it is not shared
   */
  GetSharedHandle(pSharedHandle: Out<bigint>): Hresult;
  /**
   * What it is for: DXGI_USAGE_*. @returns S_OK
   * @remarks Not emulated yet: E_NOTIMPL, 0 or nothing, and a message.
   */
  GetUsage(pUsage: Out<number>): Hresult;
  /** What should stay in memory when it runs short: DXGI_RESOURCE_PRIORITY_*. @returns S_OK */
  SetEvictionPriority(EvictionPriority: number): Hresult;
  /** That priority. @returns S_OK */
  GetEvictionPriority(pEvictionPriority: Out<number>): Hresult;
}

export const IDXGIResource: ComInterface<IDXGIResource> = comInterface<IDXGIResource, IDXGIDeviceSubObject>(
  'IDXGIResource',
  '035f3ab4-482e-4e50-b41f-8a7f8bd8960b',
  IDXGIDeviceSubObject,
  {
    GetSharedHandle: evenWhenRemoved(hresult([valueOut('pSharedHandle', HANDLE)])),
    GetUsage: evenWhenRemoved(hresult([valueOut('pUsage', UINT)])),
    SetEvictionPriority: evenWhenRemoved(hresult([uint('EvictionPriority')])),
    GetEvictionPriority: evenWhenRemoved(hresult([valueOut('pEvictionPriority', UINT)])),
  },
);

/** IDXGIResource1: surfaces of subresources and named handles: slots that are not emulated. */
export interface IDXGIResource1 extends IDXGIResource {
  CreateSubresourceSurface: Opaque;
  CreateSharedHandle: Opaque;
}

export const IDXGIResource1: ComInterface<IDXGIResource1> = comInterface<IDXGIResource1, IDXGIResource>(
  'IDXGIResource1',
  '30961379-4609-4a41-998e-54fe567ee0c1',
  IDXGIResource,
  {
    CreateSubresourceSurface: opaque.hresult,
    CreateSharedHandle: opaque.hresult,
  },
);
