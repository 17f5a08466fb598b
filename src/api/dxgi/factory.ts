import type { Guid, Hresult } from '../../abi/index.js';
import { BOOL, UINT } from '../../abi/index.js';
import { DXGI_ERROR_INVALID_CALL, GUID } from '../../ddi/index.js';
import type { ComInterface, Opaque, Out, IUnknown } from '../kit/index.js';
import {
  comInterface,
  evenWhenRemoved,
  hresult,
  objectOut,
  objectOutBy,
  opaque,
  returning,
  uint,
  value,
  valueIn,
} from '../kit/index.js';
import type { IDXGIAdapter, IDXGIAdapter1 } from './adapter.js';
import { IDXGIObject } from './object.js';
import { DXGI_GPU_PREFERENCE } from './values.js';
import { LUID } from '../windows-types.js';

/**
 * IDXGIFactory: what enumerates adapters. Windows, swap chains and software adapters are slots that are not emulated.
 */
export interface IDXGIFactory extends IDXGIObject {
  /**
   * One of the adapters: a new object each time (api DX-6).
   * @param Adapter from 0
   * @returns S_OK; DXGI_ERROR_NOT_FOUND behind the last; DXGI_ERROR_INVALID_CALL without ppAdapter
   */
  EnumAdapters(Adapter: number, ppAdapter: Out<IDXGIAdapter>): Hresult;
  MakeWindowAssociation: Opaque;
  GetWindowAssociation: Opaque;
  CreateSwapChain: Opaque;
  CreateSoftwareAdapter: Opaque;
}

export const IDXGIFactory: ComInterface<IDXGIFactory> = comInterface<IDXGIFactory, IDXGIObject>(
  'IDXGIFactory',
  '7b7166ec-21c7-44ae-b21a-c9ae321ae369',
  IDXGIObject,
  {
    EnumAdapters: hresult([uint('Adapter'), objectOut('ppAdapter', 'IDXGIAdapter')], {
      nullCode: DXGI_ERROR_INVALID_CALL,
    }),
    MakeWindowAssociation: opaque.hresult,
    GetWindowAssociation: opaque.hresult,
    CreateSwapChain: opaque.hresult,
    CreateSoftwareAdapter: opaque.hresult,
  },
);

/** IDXGIFactory1: a factory whose list is that of the moment when it was made. */
export interface IDXGIFactory1 extends IDXGIFactory {
  /**
   * One of the adapters: that of the desktop first, then those with outputs, then the rest.
   * @param Adapter from 0
   * @returns S_OK; DXGI_ERROR_NOT_FOUND behind the last; DXGI_ERROR_INVALID_CALL without ppAdapter
   */
  EnumAdapters1(Adapter: number, ppAdapter: Out<IDXGIAdapter1>): Hresult;
  /** FALSE once adapters have come or gone since. */
  IsCurrent(): number;
}

export const IDXGIFactory1: ComInterface<IDXGIFactory1> = comInterface<IDXGIFactory1, IDXGIFactory>(
  'IDXGIFactory1',
  '770aae78-f26f-4dba-a829-253c83d1b387',
  IDXGIFactory,
  {
    EnumAdapters1: hresult([uint('Adapter'), objectOut('ppAdapter', 'IDXGIAdapter1')], {
      nullCode: DXGI_ERROR_INVALID_CALL,
    }),
    IsCurrent: returning(BOOL, []),
  },
);

/** IDXGIFactory2: swap chains without windows, stereo, occlusion. All are slots that are not emulated. */
export interface IDXGIFactory2 extends IDXGIFactory1 {
  IsWindowedStereoEnabled: Opaque<number>;
  CreateSwapChainForHwnd: Opaque;
  CreateSwapChainForCoreWindow: Opaque;
  GetSharedResourceAdapterLuid: Opaque;
  RegisterStereoStatusWindow: Opaque;
  RegisterStereoStatusEvent: Opaque;
  UnregisterStereoStatus: Opaque<undefined>;
  RegisterOcclusionStatusWindow: Opaque;
  RegisterOcclusionStatusEvent: Opaque;
  UnregisterOcclusionStatus: Opaque<undefined>;
  CreateSwapChainForComposition: Opaque;
}

export const IDXGIFactory2: ComInterface<IDXGIFactory2> = comInterface<IDXGIFactory2, IDXGIFactory1>(
  'IDXGIFactory2',
  '50c83a1c-e072-4c48-87b0-3630fa36a6d0',
  IDXGIFactory1,
  {
    IsWindowedStereoEnabled: opaque.bool,
    CreateSwapChainForHwnd: opaque.hresult,
    CreateSwapChainForCoreWindow: opaque.hresult,
    GetSharedResourceAdapterLuid: opaque.hresult,
    RegisterStereoStatusWindow: opaque.hresult,
    RegisterStereoStatusEvent: opaque.hresult,
    UnregisterStereoStatus: opaque.nothing,
    RegisterOcclusionStatusWindow: opaque.hresult,
    RegisterOcclusionStatusEvent: opaque.hresult,
    UnregisterOcclusionStatus: opaque.nothing,
    CreateSwapChainForComposition: opaque.hresult,
  },
);

/** IDXGIFactory3: a factory that knows how it was made. */
export interface IDXGIFactory3 extends IDXGIFactory2 {
  /** The flags that CreateDXGIFactory2 got. */
  GetCreationFlags(): number;
}

export const IDXGIFactory3: ComInterface<IDXGIFactory3> = comInterface<IDXGIFactory3, IDXGIFactory2>(
  'IDXGIFactory3',
  '25483823-cd46-4c7d-86ca-47aa95b837bd',
  IDXGIFactory2,
  {
    GetCreationFlags: evenWhenRemoved(returning(UINT, [])),
  },
);

/** IDXGIFactory4: adapters by LUID. WARP is a slot that is not emulated. */
export interface IDXGIFactory4 extends IDXGIFactory3 {
  /** The adapter of that LUID. @returns S_OK; DXGI_ERROR_NOT_FOUND; E_NOINTERFACE, and null */
  EnumAdapterByLuid(AdapterLuid: LUID, riid: Guid, ppvAdapter: Out<IUnknown>): Hresult;
  EnumWarpAdapter: Opaque;
}

export const IDXGIFactory4: ComInterface<IDXGIFactory4> = comInterface<IDXGIFactory4, IDXGIFactory3>(
  'IDXGIFactory4',
  '1bc6ea02-ef36-464f-bf0c-21ca39e5168a',
  IDXGIFactory3,
  {
    EnumAdapterByLuid: hresult([
      value('AdapterLuid', LUID),
      valueIn('riid', GUID),
      objectOutBy('ppvAdapter', 'riid'),
    ]),
    EnumWarpAdapter: opaque.hresult,
  },
);

/** IDXGIFactory5: features: a slot that is not emulated. */
export interface IDXGIFactory5 extends IDXGIFactory4 {
  CheckFeatureSupport: Opaque;
}

export const IDXGIFactory5: ComInterface<IDXGIFactory5> = comInterface<IDXGIFactory5, IDXGIFactory4>(
  'IDXGIFactory5',
  '7632e1f5-ee65-4dca-87fd-84cd75f8838d',
  IDXGIFactory4,
  {
    CheckFeatureSupport: opaque.hresult,
  },
);

/** IDXGIFactory6: adapters by preference. */
export interface IDXGIFactory6 extends IDXGIFactory5 {
  /**
   * One of the adapters, the preferred first.
   * @param Adapter from 0
   * @param GpuPreference of DXGI_GPU_PREFERENCE
   * @returns S_OK; DXGI_ERROR_NOT_FOUND behind the last; E_NOINTERFACE, and null
   */
  EnumAdapterByGpuPreference(
    Adapter: number,
    GpuPreference: number,
    riid: Guid,
    ppvAdapter: Out<IUnknown>,
  ): Hresult;
}

export const IDXGIFactory6: ComInterface<IDXGIFactory6> = comInterface<IDXGIFactory6, IDXGIFactory5>(
  'IDXGIFactory6',
  'c1b6694f-ff09-44a9-b03c-77900a0a1d17',
  IDXGIFactory5,
  {
    EnumAdapterByGpuPreference: hresult([
      uint('Adapter'),
      value('GpuPreference', DXGI_GPU_PREFERENCE),
      valueIn('riid', GUID),
      objectOutBy('ppvAdapter', 'riid'),
    ]),
  },
);

/** IDXGIFactory7: adapters that come and go: slots that are not emulated. */
export interface IDXGIFactory7 extends IDXGIFactory6 {
  RegisterAdaptersChangedEvent: Opaque;
  UnregisterAdaptersChangedEvent: Opaque;
}

export const IDXGIFactory7: ComInterface<IDXGIFactory7> = comInterface<IDXGIFactory7, IDXGIFactory6>(
  'IDXGIFactory7',
  'a4966eed-76db-44da-84c1-ee9a7afb20a8',
  IDXGIFactory6,
  {
    RegisterAdaptersChangedEvent: opaque.hresult,
    UnregisterAdaptersChangedEvent: opaque.hresult,
  },
);
