import type { Guid, Hresult } from '../../abi/index.js';
import { DWORD, HANDLE, INT64, UINT64 } from '../../abi/index.js';
import { GUID } from '../../ddi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import {
  comInterface,
  dword,
  evenWhenRemoved,
  hresult,
  nothing,
  objectOut,
  optional,
  uint,
  value,
  valueIn,
  valueOut,
} from '../kit/index.js';
import { IDXGIObject } from './object.js';
import type { IDXGIOutput } from './output.js';
import { DXGI_MEMORY_SEGMENT_GROUP } from './values.js';
import {
  DXGI_ADAPTER_DESC,
  DXGI_ADAPTER_DESC1,
  DXGI_ADAPTER_DESC2,
  DXGI_ADAPTER_DESC3,
  DXGI_QUERY_VIDEO_MEMORY_INFO,
} from './structs.js';

/** IDXGIAdapter: an adapter: one GPU. */
export interface IDXGIAdapter extends IDXGIObject {
  /**
   * One of the outputs that have a monitor.
   * @param Output from 0
   * @returns S_OK; DXGI_ERROR_NOT_FOUND behind the last, and for an adapter without outputs (api DX-7)
   */
  EnumOutputs(Output: number, ppOutput: Out<IDXGIOutput>): Hresult;
  /** A copy of its description: name, numbers, LUID; memory in bytes. @returns S_OK */
  GetDesc(pDesc: Out<DXGI_ADAPTER_DESC>): Hresult;
  /**
   * Whether the adapter has an interface of Direct3D 10, and the driver's version.
   * @returns S_OK; DXGI_ERROR_UNSUPPORTED for others, ID3D11Device among them
   */
  CheckInterfaceSupport(InterfaceName: Guid, pUMDVersion: Out<bigint> | null): Hresult;
}

export const IDXGIAdapter: ComInterface<IDXGIAdapter> = comInterface<IDXGIAdapter, IDXGIObject>(
  'IDXGIAdapter',
  '2411e7e1-12ac-4ccf-bd14-9798e8534dc0',
  IDXGIObject,
  {
    EnumOutputs: hresult([uint('Output'), objectOut('ppOutput', 'IDXGIOutput')]),
    GetDesc: evenWhenRemoved(hresult([valueOut('pDesc', DXGI_ADAPTER_DESC)])),
    CheckInterfaceSupport: hresult([
      valueIn('InterfaceName', GUID),
      optional(valueOut('pUMDVersion', INT64)),
    ]),
  },
);

/** IDXGIAdapter1: an adapter that tells whether it is software. */
export interface IDXGIAdapter1 extends IDXGIAdapter {
  /** The same with flags: DXGI_ADAPTER_FLAG. @returns S_OK */
  GetDesc1(pDesc: Out<DXGI_ADAPTER_DESC1>): Hresult;
}

export const IDXGIAdapter1: ComInterface<IDXGIAdapter1> = comInterface<IDXGIAdapter1, IDXGIAdapter>(
  'IDXGIAdapter1',
  '29038f61-3839-4626-91fd-086879011a05',
  IDXGIAdapter,
  {
    GetDesc1: evenWhenRemoved(hresult([valueOut('pDesc', DXGI_ADAPTER_DESC1)])),
  },
);

/** IDXGIAdapter2: an adapter that tells how finely it can be interrupted. */
export interface IDXGIAdapter2 extends IDXGIAdapter1 {
  /** The same with that. @returns S_OK */
  GetDesc2(pDesc: Out<DXGI_ADAPTER_DESC2>): Hresult;
}

export const IDXGIAdapter2: ComInterface<IDXGIAdapter2> = comInterface<IDXGIAdapter2, IDXGIAdapter1>(
  'IDXGIAdapter2',
  '0aa1ae0a-fa0e-4b84-8644-e05ff8e5acb5',
  IDXGIAdapter1,
  {
    GetDesc2: evenWhenRemoved(hresult([valueOut('pDesc', DXGI_ADAPTER_DESC2)])),
  },
);

/** IDXGIAdapter3: an adapter with a budget of memory, and with hardware protection that may be torn down. */
export interface IDXGIAdapter3 extends IDXGIAdapter2 {
  /**
   * Has an event set when hardware protection is torn down; CheckCryptoSessionStatus then tells what is lost (D-44).
   * @param pdwCookie gets what takes the registration back
   * @returns S_OK; an error
   */
  RegisterHardwareContentProtectionTeardownStatusEvent(hEvent: bigint, pdwCookie: Out<number>): Hresult;
  /** Takes a registration back. A number that is none has no effect. */
  UnregisterHardwareContentProtectionTeardownStatus(dwCookie: number): void;
  /**
   * How much memory the process may use and uses, in bytes.
   * @param NodeIndex which of linked adapters: 0
   * @returns S_OK; E_INVALIDARG
   * @remarks Not emulated yet: E_NOTIMPL, 0 or nothing, and a message.
   */
  QueryVideoMemoryInfo(
    NodeIndex: number,
    MemorySegmentGroup: number,
    pVideoMemoryInfo: Out<DXGI_QUERY_VIDEO_MEMORY_INFO>,
  ): Hresult;
  /**
   * How much of it the process wants kept.
   * @param Reservation in bytes
   * @returns S_OK; E_INVALIDARG
   * @remarks Not emulated yet: E_NOTIMPL, 0 or nothing, and a message.
   */
  SetVideoMemoryReservation(NodeIndex: number, MemorySegmentGroup: number, Reservation: bigint): Hresult;
  /**
   * Has an event set when that budget changes.
   * @param pdwCookie gets what takes the registration back
   * @returns S_OK; an error
   * @remarks Not emulated yet: E_NOTIMPL, 0 or nothing, and a message.
   */
  RegisterVideoMemoryBudgetChangeNotificationEvent(hEvent: bigint, pdwCookie: Out<number>): Hresult;
  /**
   * Takes a registration back. A number that is none has no effect.
   * @remarks Not emulated yet: E_NOTIMPL, 0 or nothing, and a message.
   */
  UnregisterVideoMemoryBudgetChangeNotification(dwCookie: number): void;
}

export const IDXGIAdapter3: ComInterface<IDXGIAdapter3> = comInterface<IDXGIAdapter3, IDXGIAdapter2>(
  'IDXGIAdapter3',
  '645967a4-1392-4310-a798-8053ce3e93fd',
  IDXGIAdapter2,
  {
    RegisterHardwareContentProtectionTeardownStatusEvent: hresult([
      value('hEvent', HANDLE),
      valueOut('pdwCookie', DWORD),
    ]),
    UnregisterHardwareContentProtectionTeardownStatus: nothing([dword('dwCookie')]),
    QueryVideoMemoryInfo: hresult([
      uint('NodeIndex'),
      value('MemorySegmentGroup', DXGI_MEMORY_SEGMENT_GROUP),
      valueOut('pVideoMemoryInfo', DXGI_QUERY_VIDEO_MEMORY_INFO),
    ]),
    SetVideoMemoryReservation: hresult([
      uint('NodeIndex'),
      value('MemorySegmentGroup', DXGI_MEMORY_SEGMENT_GROUP),
      value('Reservation', UINT64),
    ]),
    RegisterVideoMemoryBudgetChangeNotificationEvent: hresult([
      value('hEvent', HANDLE),
      valueOut('pdwCookie', DWORD),
    ]),
    UnregisterVideoMemoryBudgetChangeNotification: nothing([dword('dwCookie')]),
  },
);

/** IDXGIAdapter4: an adapter that tells of its fences. */
export interface IDXGIAdapter4 extends IDXGIAdapter3 {
  /** The same with DXGI_ADAPTER_FLAG3. @returns S_OK */
  GetDesc3(pDesc: Out<DXGI_ADAPTER_DESC3>): Hresult;
}

export const IDXGIAdapter4: ComInterface<IDXGIAdapter4> = comInterface<IDXGIAdapter4, IDXGIAdapter3>(
  'IDXGIAdapter4',
  '3c8d99d1-4fbf-4181-a82c-af66bf7bd24e',
  IDXGIAdapter3,
  {
    GetDesc3: evenWhenRemoved(hresult([valueOut('pDesc', DXGI_ADAPTER_DESC3)])),
  },
);
