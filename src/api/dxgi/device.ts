import type { Hresult } from '../../abi/index.js';
import { HANDLE, INT, UINT } from '../../abi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import {
  comInterface,
  evenWhenRemoved,
  hresult,
  nothing,
  objectOut,
  opaque,
  uint,
  value,
  valueOut,
} from '../kit/index.js';
import type { IDXGIAdapter } from './adapter.js';
import { IDXGIObject } from './object.js';

/** IDXGIDevice: a device as DXGI sees it. Surfaces and residency are slots that are not emulated. */
export interface IDXGIDevice extends IDXGIObject {
  /** Its adapter. @returns S_OK */
  GetAdapter(pAdapter: Out<IDXGIAdapter>): Hresult;
  CreateSurface: Opaque;
  QueryResourceResidency: Opaque;
  /**
   * How its work stands to that of others.
   * @param Priority from -7 to 7, 0 at first
   * @returns S_OK; E_INVALIDARG
   */
  SetGPUThreadPriority(Priority: number): Hresult;
  /** That priority. @returns S_OK */
  GetGPUThreadPriority(pPriority: Out<number>): Hresult;
}

export const IDXGIDevice: ComInterface<IDXGIDevice> = comInterface<IDXGIDevice, IDXGIObject>(
  'IDXGIDevice',
  '54ec77fa-1377-44e6-8c32-88fd5f44c84c',
  IDXGIObject,
  {
    GetAdapter: evenWhenRemoved(hresult([objectOut('pAdapter', 'IDXGIAdapter')])),
    CreateSurface: opaque.hresult,
    QueryResourceResidency: opaque.hresult,
    SetGPUThreadPriority: hresult([value('Priority', INT)]),
    GetGPUThreadPriority: hresult([valueOut('pPriority', INT)]),
  },
);

/** IDXGIDevice1: a device with a queue of frames. */
export interface IDXGIDevice1 extends IDXGIDevice {
  /**
   * How long that queue may be.
   * @param MaxLatency frames, 16 at most; 0 for the default, 3
   * @returns S_OK; an error for more
   */
  SetMaximumFrameLatency(MaxLatency: number): Hresult;
  /** That number of frames. @returns S_OK */
  GetMaximumFrameLatency(pMaxLatency: Out<number>): Hresult;
}

export const IDXGIDevice1: ComInterface<IDXGIDevice1> = comInterface<IDXGIDevice1, IDXGIDevice>(
  'IDXGIDevice1',
  '77db970f-6276-48ba-ba28-070143b4392c',
  IDXGIDevice,
  {
    SetMaximumFrameLatency: hresult([uint('MaxLatency')]),
    GetMaximumFrameLatency: hresult([valueOut('pMaxLatency', UINT)]),
  },
);

/** IDXGIDevice2: a device that sets events. Offering resources is a slot that is not emulated. */
export interface IDXGIDevice2 extends IDXGIDevice1 {
  OfferResources: Opaque;
  ReclaimResources: Opaque;
  /**
   * Has an event set when the GPU has done all work before. @returns S_OK; DXGI_ERROR_DEVICE_REMOVED
   * @remarks Not emulated yet: E_NOTIMPL, 0 or nothing, and a message.
   */
  EnqueueSetEvent(hEvent: bigint): Hresult;
}

export const IDXGIDevice2: ComInterface<IDXGIDevice2> = comInterface<IDXGIDevice2, IDXGIDevice1>(
  'IDXGIDevice2',
  '05008617-fbfd-4051-a790-144884b4f6a9',
  IDXGIDevice1,
  {
    OfferResources: opaque.hresult,
    ReclaimResources: opaque.hresult,
    EnqueueSetEvent: hresult([value('hEvent', HANDLE)]),
  },
);

/** IDXGIDevice3: a device that gives memory back. */
export interface IDXGIDevice3 extends IDXGIDevice2 {
  /** Frees what the driver keeps for later. */
  Trim(): void;
}

export const IDXGIDevice3: ComInterface<IDXGIDevice3> = comInterface<IDXGIDevice3, IDXGIDevice2>(
  'IDXGIDevice3',
  '6007896c-3244-4afd-bf18-a6d3beda5023',
  IDXGIDevice2,
  {
    Trim: nothing([]),
  },
);

/** IDXGIDevice4: a device whose resources may be discarded: slots that are not emulated. */
export interface IDXGIDevice4 extends IDXGIDevice3 {
  OfferResources1: Opaque;
  ReclaimResources1: Opaque;
}

export const IDXGIDevice4: ComInterface<IDXGIDevice4> = comInterface<IDXGIDevice4, IDXGIDevice3>(
  'IDXGIDevice4',
  '95b4f95f-d8da-4ca4-9ee6-3b76d5968a10',
  IDXGIDevice3,
  {
    OfferResources1: opaque.hresult,
    ReclaimResources1: opaque.hresult,
  },
);
