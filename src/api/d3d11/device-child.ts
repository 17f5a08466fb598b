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
  nothing,
  object,
  objectOut,
  optional,
  uint,
  valueIn,
  valueInOut,
  IUnknown,
} from '../kit/index.js';
import type { ID3D11Device } from './device.js';

/** ID3D11DeviceChild. */
export interface ID3D11DeviceChild extends IUnknown {
  GetDevice(ppDevice: Out<ID3D11Device>): void;
  GetPrivateData(guid: Guid, pDataSize: Out<number>, pData: Uint8Array | Out<IUnknown> | null): Hresult;
  SetPrivateData(guid: Guid, DataSize: number, pData: Uint8Array | null): Hresult;
  SetPrivateDataInterface(guid: Guid, pData: IUnknown | null): Hresult;
}

export const ID3D11DeviceChild: ComInterface<ID3D11DeviceChild> = comInterface<ID3D11DeviceChild, IUnknown>(
  'ID3D11DeviceChild',
  '1841e5c8-16b0-489b-bcc8-44cfb0d5deae',
  IUnknown,
  {
    GetDevice: evenWhenRemoved(nothing([objectOut('ppDevice', 'ID3D11Device')])),
    GetPrivateData: evenWhenRemoved(
      hresult([valueIn('guid', GUID), valueInOut('pDataSize', UINT), optional(dataOut('pData'))]),
    ),
    SetPrivateData: evenWhenRemoved(
      hresult([valueIn('guid', GUID), uint('DataSize'), optional(bytesIn('pData', 'DataSize'))], {
        outOfMemory: 'SETPRIVATEDATA_OUTOFMEMORY',
      }),
    ),
    SetPrivateDataInterface: evenWhenRemoved(
      hresult([valueIn('guid', GUID), optional(object('pData', 'IUnknown'))]),
    ),
  },
);
