import type { Hresult } from '../../abi/index.js';
import { DWORD, HANDLE } from '../../abi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import {
  comInterface,
  dword,
  evenWhenRemoved,
  hresult,
  nothing,
  objectOut,
  opaque,
  value,
  valueOut,
} from '../kit/index.js';
import { ID3D11Device } from './device.js';
import type {
  ID3D11DeviceContext1,
  ID3D11DeviceContext2,
  ID3D11DeviceContext3,
} from './device-context-versions.js';

/** ID3D11Device1: a device of Direct3D 11.1. But for its context its methods are slots that are not emulated. */
export interface ID3D11Device1 extends ID3D11Device {
  /** The immediate context. */
  GetImmediateContext1(ppImmediateContext: Out<ID3D11DeviceContext1>): void;
  CreateDeferredContext1: Opaque;
  CreateBlendState1: Opaque;
  CreateRasterizerState1: Opaque;
  CreateDeviceContextState: Opaque;
  OpenSharedResource1: Opaque;
  OpenSharedResourceByName: Opaque;
}

export const ID3D11Device1: ComInterface<ID3D11Device1> = comInterface<ID3D11Device1, ID3D11Device>(
  'ID3D11Device1',
  'a04bfb29-08ef-43d6-a49c-a9bdbdcbe686',
  ID3D11Device,
  {
    GetImmediateContext1: evenWhenRemoved(nothing([objectOut('ppImmediateContext', 'ID3D11DeviceContext1')])),
    CreateDeferredContext1: opaque.hresult,
    CreateBlendState1: opaque.hresult,
    CreateRasterizerState1: opaque.hresult,
    CreateDeviceContextState: opaque.hresult,
    OpenSharedResource1: opaque.hresult,
    OpenSharedResourceByName: opaque.hresult,
  },
);

/** ID3D11Device2: a device of Direct3D 11.2. But for its context its methods are slots that are not emulated. */
export interface ID3D11Device2 extends ID3D11Device1 {
  /** The immediate context. */
  GetImmediateContext2(ppImmediateContext: Out<ID3D11DeviceContext2>): void;
  CreateDeferredContext2: Opaque;
  GetResourceTiling: Opaque<undefined>;
  CheckMultisampleQualityLevels1: Opaque;
}

export const ID3D11Device2: ComInterface<ID3D11Device2> = comInterface<ID3D11Device2, ID3D11Device1>(
  'ID3D11Device2',
  '9d06dffa-d1e5-4d07-83a8-1bb123f2f841',
  ID3D11Device1,
  {
    GetImmediateContext2: evenWhenRemoved(nothing([objectOut('ppImmediateContext', 'ID3D11DeviceContext2')])),
    CreateDeferredContext2: opaque.hresult,
    GetResourceTiling: opaque.nothing,
    CheckMultisampleQualityLevels1: opaque.hresult,
  },
);

/** ID3D11Device3: a device of Direct3D 11.3. But for its context its methods are slots that are not emulated. */
export interface ID3D11Device3 extends ID3D11Device2 {
  CreateTexture2D1: Opaque;
  CreateTexture3D1: Opaque;
  CreateRasterizerState2: Opaque;
  CreateShaderResourceView1: Opaque;
  CreateUnorderedAccessView1: Opaque;
  CreateRenderTargetView1: Opaque;
  CreateQuery1: Opaque;
  /** The immediate context. */
  GetImmediateContext3(ppImmediateContext: Out<ID3D11DeviceContext3>): void;
  CreateDeferredContext3: Opaque;
  WriteToSubresource: Opaque<undefined>;
  ReadFromSubresource: Opaque<undefined>;
}

export const ID3D11Device3: ComInterface<ID3D11Device3> = comInterface<ID3D11Device3, ID3D11Device2>(
  'ID3D11Device3',
  'a05c8c37-d2c6-4732-b3a0-9ce0b0dc9ae6',
  ID3D11Device2,
  {
    CreateTexture2D1: opaque.hresult,
    CreateTexture3D1: opaque.hresult,
    CreateRasterizerState2: opaque.hresult,
    CreateShaderResourceView1: opaque.hresult,
    CreateUnorderedAccessView1: opaque.hresult,
    CreateRenderTargetView1: opaque.hresult,
    CreateQuery1: opaque.hresult,
    GetImmediateContext3: evenWhenRemoved(nothing([objectOut('ppImmediateContext', 'ID3D11DeviceContext3')])),
    CreateDeferredContext3: opaque.hresult,
    WriteToSubresource: opaque.nothing,
    ReadFromSubresource: opaque.nothing,
  },
);

/** ID3D11Device4: a device that tells of its removal. */
export interface ID3D11Device4 extends ID3D11Device3 {
  /**
   * Has an event set when the device is removed: at once where it is, and once at most (api DR-13).
   * @param pdwCookie gets what takes the registration back
   * @returns S_OK, also on a removed device
   */
  RegisterDeviceRemovedEvent(hEvent: bigint, pdwCookie: Out<number>): Hresult;
  /** Takes a registration back. A number that is none has no effect. */
  UnregisterDeviceRemoved(dwCookie: number): void;
}

export const ID3D11Device4: ComInterface<ID3D11Device4> = comInterface<ID3D11Device4, ID3D11Device3>(
  'ID3D11Device4',
  '8992ab71-02e6-4b8d-ba48-b056dcda42c4',
  ID3D11Device3,
  {
    RegisterDeviceRemovedEvent: evenWhenRemoved(
      hresult([value('hEvent', HANDLE), valueOut('pdwCookie', DWORD)]),
    ),
    UnregisterDeviceRemoved: evenWhenRemoved(nothing([dword('dwCookie')])),
  },
);

/** ID3D11Device5: a device with fences: slots that are not emulated. */
export interface ID3D11Device5 extends ID3D11Device4 {
  OpenSharedFence: Opaque;
  CreateFence: Opaque;
}

export const ID3D11Device5: ComInterface<ID3D11Device5> = comInterface<ID3D11Device5, ID3D11Device4>(
  'ID3D11Device5',
  '8ffde202-a0e7-45df-9e01-e837801b5ea0',
  ID3D11Device4,
  {
    OpenSharedFence: opaque.hresult,
    CreateFence: opaque.hresult,
  },
);
