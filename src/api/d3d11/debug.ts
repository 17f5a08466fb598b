import type { Hresult } from '../../abi/index.js';
import { UINT } from '../../abi/index.js';
import type { ComInterface, Out } from '../kit/index.js';
import {
  comInterface,
  evenWhenRemoved,
  hresult,
  object,
  objectOut,
  optional,
  returning,
  uint,
  value,
  IUnknown,
} from '../kit/index.js';
import type { ID3D11DeviceContext } from './device-context.js';
import type { IDXGISwapChain } from '../dxgi/swap-chain.js';
import { D3D11_RLDO_FLAGS } from './debug-values.js';

/** ID3D11Debug. */
export interface ID3D11Debug extends IUnknown {
  SetFeatureMask(Mask: number): Hresult;
  GetFeatureMask(): number;
  SetPresentPerRenderOpDelay(Milliseconds: number): Hresult;
  GetPresentPerRenderOpDelay(): number;
  SetSwapChain(pSwapChain: IDXGISwapChain | null): Hresult;
  GetSwapChain(ppSwapChain: Out<IDXGISwapChain>): Hresult;
  ValidateContext(pContext: ID3D11DeviceContext): Hresult;
  ReportLiveDeviceObjects(Flags: number): Hresult;
  ValidateContextForDispatch(pContext: ID3D11DeviceContext): Hresult;
}

export const ID3D11Debug: ComInterface<ID3D11Debug> = comInterface<ID3D11Debug, IUnknown>(
  'ID3D11Debug',
  '79cf2233-7536-4948-9d36-1e4692dc5760',
  IUnknown,
  {
    SetFeatureMask: evenWhenRemoved(hresult([uint('Mask')])),
    GetFeatureMask: evenWhenRemoved(returning(UINT, [])),
    SetPresentPerRenderOpDelay: evenWhenRemoved(hresult([uint('Milliseconds')])),
    GetPresentPerRenderOpDelay: evenWhenRemoved(returning(UINT, [])),
    SetSwapChain: evenWhenRemoved(hresult([optional(object('pSwapChain', 'IDXGISwapChain'))])),
    GetSwapChain: evenWhenRemoved(hresult([objectOut('ppSwapChain', 'IDXGISwapChain')])),
    ValidateContext: evenWhenRemoved(hresult([object('pContext', 'ID3D11DeviceContext', true)])),
    ReportLiveDeviceObjects: evenWhenRemoved(hresult([value('Flags', D3D11_RLDO_FLAGS)])),
    ValidateContextForDispatch: evenWhenRemoved(hresult([object('pContext', 'ID3D11DeviceContext', true)])),
  },
);
