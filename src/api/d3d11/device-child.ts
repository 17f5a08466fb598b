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

/** ID3D11DeviceChild: what a device has made. It keeps its device alive (api REF-2). */
export interface ID3D11DeviceChild extends IUnknown {
  /** Its device: the very pointer that D3D11CreateDevice returned (api REF-6). */
  GetDevice(ppDevice: Out<ID3D11Device>): void;
  /**
   * Copies what is stored under a GUID; without pData it only tells the size (api PD-7).
   * @param pDataSize bytes: in, the room in pData; out, the size of the data
   * @param pData bytes, or a cell where an object is stored, which comes with a reference
   * @returns S_OK; DXGI_ERROR_MORE_DATA (api PD-4); DXGI_ERROR_NOT_FOUND (api PD-5); E_INVALIDARG (api PD-6)
   */
  GetPrivateData(guid: Guid, pDataSize: Out<number>, pData: Uint8Array | Out<IUnknown> | null): Hresult;
  /**
   * Stores bytes under a GUID, or deletes what is stored there where pData is null.
   * @param DataSize length of pData in bytes
   * @returns S_OK; S_FALSE where nothing was there to delete (api PD-2)
   */
  SetPrivateData(guid: Guid, DataSize: number, pData: Uint8Array | null): Hresult;
  /**
   * Stores an object under a GUID, with a reference until it is replaced (api PD-8). Null is stored too (api PD-3).
   * @returns S_OK
   */
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
