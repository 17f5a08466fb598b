import type { Guid, Hresult } from '../../abi/index.js';
import { UINT } from '../../abi/index.js';
import { GUID } from '../../ddi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import {
  bytesIn,
  dataOut,
  comInterface,
  evenWhenRemoved,
  hresult,
  object,
  objectOutBy,
  optional,
  uint,
  valueIn,
  valueInOut,
  IUnknown,
} from '../kit/index.js';

/**
 * IDXGIObject: what every object of DXGI has. A device and a resource share their private data with Direct3D (api
 * PD-9).
 */
export interface IDXGIObject extends IUnknown {
  /**
   * Stores bytes under a GUID.
   * @param DataSize length of pData in bytes
   * @returns S_OK
   */
  SetPrivateData(Name: Guid, DataSize: number, pData: Uint8Array | null): Hresult;
  /**
   * Stores an object under a GUID, with a reference until it is replaced (api PD-8). Null is stored too (api PD-3).
   * @returns S_OK
   */
  SetPrivateDataInterface(Name: Guid, pUnknown: IUnknown | null): Hresult;
  /**
   * Copies what is stored under a GUID.
   * @param pDataSize bytes: in, the room in pData; out, the size of the data
   * @param pData bytes, or a cell where an object is stored, which comes with a reference
   * @returns S_OK; DXGI_ERROR_MORE_DATA (api PD-4); DXGI_ERROR_NOT_FOUND (api PD-5); E_INVALIDARG for null
   */
  GetPrivateData(Name: Guid, pDataSize: Out<number>, pData: Uint8Array | Out<IUnknown> | null): Hresult;
  /**
   * What made it: of an adapter its factory.
   * @returns S_OK; E_NOINTERFACE, and null, for what that is not, and for a factory
   */
  GetParent(riid: Guid, ppParent: Out<IUnknown>): Hresult;
}

export const IDXGIObject: ComInterface<IDXGIObject> = comInterface<IDXGIObject, IUnknown>(
  'IDXGIObject',
  'aec22fb8-76f3-4639-9be0-28eb43a67a2e',
  IUnknown,
  {
    SetPrivateData: evenWhenRemoved(
      hresult([valueIn('Name', GUID), uint('DataSize'), optional(bytesIn('pData', 'DataSize'))]),
    ),
    SetPrivateDataInterface: evenWhenRemoved(
      hresult([valueIn('Name', GUID), optional(object('pUnknown', 'IUnknown'))]),
    ),
    GetPrivateData: evenWhenRemoved(
      hresult([valueIn('Name', GUID), valueInOut('pDataSize', UINT), optional(dataOut('pData'))]),
    ),
    GetParent: evenWhenRemoved(hresult([valueIn('riid', GUID), objectOutBy('ppParent', 'riid')])),
  },
);

/** IDXGIDeviceSubObject: what belongs to a device. */
export interface IDXGIDeviceSubObject extends IDXGIObject {
  /** Its device, as the interface that is asked for. @returns S_OK; E_NOINTERFACE, and null */
  GetDevice(riid: Guid, ppDevice: Out<IUnknown>): Hresult;
}

export const IDXGIDeviceSubObject: ComInterface<IDXGIDeviceSubObject> = comInterface<
  IDXGIDeviceSubObject,
  IDXGIObject
>('IDXGIDeviceSubObject', '3d3e0379-f9de-4d58-bb6c-18d62992f1a6', IDXGIObject, {
  GetDevice: evenWhenRemoved(hresult([valueIn('riid', GUID), objectOutBy('ppDevice', 'riid')])),
});
