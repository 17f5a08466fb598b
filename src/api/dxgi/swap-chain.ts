import type { ComInterface, Opaque } from '../kit/index.js';
import { comInterface, opaque } from '../kit/index.js';
import { IDXGIDeviceSubObject } from './object.js';

/** IDXGISwapChain: a swap chain: slots that are not emulated. */
export interface IDXGISwapChain extends IDXGIDeviceSubObject {
  Present: Opaque;
  GetBuffer: Opaque;
  SetFullscreenState: Opaque;
  GetFullscreenState: Opaque;
  GetDesc: Opaque;
  ResizeBuffers: Opaque;
  ResizeTarget: Opaque;
  GetContainingOutput: Opaque;
  GetFrameStatistics: Opaque;
  GetLastPresentCount: Opaque;
}

export const IDXGISwapChain: ComInterface<IDXGISwapChain> = comInterface<
  IDXGISwapChain,
  IDXGIDeviceSubObject
>('IDXGISwapChain', '310d36a0-d2e7-4c0a-aa04-6a9d23b8886a', IDXGIDeviceSubObject, {
  Present: opaque.hresult,
  GetBuffer: opaque.hresult,
  SetFullscreenState: opaque.hresult,
  GetFullscreenState: opaque.hresult,
  GetDesc: opaque.hresult,
  ResizeBuffers: opaque.hresult,
  ResizeTarget: opaque.hresult,
  GetContainingOutput: opaque.hresult,
  GetFrameStatistics: opaque.hresult,
  GetLastPresentCount: opaque.hresult,
});
