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

/** ID3D11Debug: the debug layer of a device; there with D3D11_CREATE_DEVICE_DEBUG alone (api REF-10). */
export interface ID3D11Debug extends IUnknown {
  /** Which checks are on. @returns S_OK */
  SetFeatureMask(Mask: number): Hresult;
  /** Which checks are on. */
  GetFeatureMask(): number;
  /** How long to wait after each Present, in milliseconds. @returns S_OK */
  SetPresentPerRenderOpDelay(Milliseconds: number): Hresult;
  /** That time, in milliseconds. */
  GetPresentPerRenderOpDelay(): number;
  /** The swap chain that is presented after each draw; null for none. @returns S_OK */
  SetSwapChain(pSwapChain: IDXGISwapChain | null): Hresult;
  /** That swap chain. @returns S_OK */
  GetSwapChain(ppSwapChain: Out<IDXGISwapChain>): Hresult;
  /** Looks whether the state of a context fits a draw. @returns S_OK */
  ValidateContext(pContext: ID3D11DeviceContext): Hresult;
  /**
   * Tells of every object that is alive, as messages.
   * @param Flags of D3D11_RLDO_FLAGS
   * @returns S_OK
   */
  ReportLiveDeviceObjects(Flags: number): Hresult;
  /** Looks whether the state of a context fits a dispatch. @returns S_OK */
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
