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

/** IDXGIObject. */
export interface IDXGIObject extends IUnknown {
  SetPrivateData(Name: Guid, DataSize: number, pData: Uint8Array | null): Hresult;
  SetPrivateDataInterface(Name: Guid, pUnknown: IUnknown | null): Hresult;
  GetPrivateData(Name: Guid, pDataSize: Out<number>, pData: Uint8Array | Out<IUnknown> | null): Hresult;
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

/** IDXGIDeviceSubObject. */
export interface IDXGIDeviceSubObject extends IDXGIObject {
  GetDevice(riid: Guid, ppDevice: Out<IUnknown>): Hresult;
}

export const IDXGIDeviceSubObject: ComInterface<IDXGIDeviceSubObject> = comInterface<
  IDXGIDeviceSubObject,
  IDXGIObject
>('IDXGIDeviceSubObject', '3d3e0379-f9de-4d58-bb6c-18d62992f1a6', IDXGIObject, {
  GetDevice: evenWhenRemoved(hresult([valueIn('riid', GUID), objectOutBy('ppDevice', 'riid')])),
});
