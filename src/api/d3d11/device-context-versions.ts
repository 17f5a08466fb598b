import { BOOL, HANDLE } from '../../abi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import { comInterface, nothing, opaque, optional, value, valueOut } from '../kit/index.js';
import { ID3D11DeviceContext } from './device-context.js';
import { D3D11_CONTEXT_TYPE } from './context-values.js';

/** ID3D11DeviceContext1: a context of Direct3D 11.1: slots that are not emulated. */
export interface ID3D11DeviceContext1 extends ID3D11DeviceContext {
  CopySubresourceRegion1: Opaque<undefined>;
  UpdateSubresource1: Opaque<undefined>;
  DiscardResource: Opaque<undefined>;
  DiscardView: Opaque<undefined>;
  VSSetConstantBuffers1: Opaque<undefined>;
  HSSetConstantBuffers1: Opaque<undefined>;
  DSSetConstantBuffers1: Opaque<undefined>;
  GSSetConstantBuffers1: Opaque<undefined>;
  PSSetConstantBuffers1: Opaque<undefined>;
  CSSetConstantBuffers1: Opaque<undefined>;
  VSGetConstantBuffers1: Opaque<undefined>;
  HSGetConstantBuffers1: Opaque<undefined>;
  DSGetConstantBuffers1: Opaque<undefined>;
  GSGetConstantBuffers1: Opaque<undefined>;
  PSGetConstantBuffers1: Opaque<undefined>;
  CSGetConstantBuffers1: Opaque<undefined>;
  SwapDeviceContextState: Opaque<undefined>;
  ClearView: Opaque<undefined>;
  DiscardView1: Opaque<undefined>;
}

export const ID3D11DeviceContext1: ComInterface<ID3D11DeviceContext1> = comInterface<
  ID3D11DeviceContext1,
  ID3D11DeviceContext
>('ID3D11DeviceContext1', 'bb2c6faa-b5fb-4082-8e6b-388b8cfa90e1', ID3D11DeviceContext, {
  CopySubresourceRegion1: opaque.nothing,
  UpdateSubresource1: opaque.nothing,
  DiscardResource: opaque.nothing,
  DiscardView: opaque.nothing,
  VSSetConstantBuffers1: opaque.nothing,
  HSSetConstantBuffers1: opaque.nothing,
  DSSetConstantBuffers1: opaque.nothing,
  GSSetConstantBuffers1: opaque.nothing,
  PSSetConstantBuffers1: opaque.nothing,
  CSSetConstantBuffers1: opaque.nothing,
  VSGetConstantBuffers1: opaque.nothing,
  HSGetConstantBuffers1: opaque.nothing,
  DSGetConstantBuffers1: opaque.nothing,
  GSGetConstantBuffers1: opaque.nothing,
  PSGetConstantBuffers1: opaque.nothing,
  CSGetConstantBuffers1: opaque.nothing,
  SwapDeviceContextState: opaque.nothing,
  ClearView: opaque.nothing,
  DiscardView1: opaque.nothing,
});

/** ID3D11DeviceContext2: a context of Direct3D 11.2: slots that are not emulated. */
export interface ID3D11DeviceContext2 extends ID3D11DeviceContext1 {
  UpdateTileMappings: Opaque;
  CopyTileMappings: Opaque;
  CopyTiles: Opaque<undefined>;
  UpdateTiles: Opaque<undefined>;
  ResizeTilePool: Opaque;
  TiledResourceBarrier: Opaque<undefined>;
  IsAnnotationEnabled: Opaque<number>;
  SetMarkerInt: Opaque<undefined>;
  BeginEventInt: Opaque<undefined>;
  EndEvent: Opaque<undefined>;
}

export const ID3D11DeviceContext2: ComInterface<ID3D11DeviceContext2> = comInterface<
  ID3D11DeviceContext2,
  ID3D11DeviceContext1
>('ID3D11DeviceContext2', '420d5b32-b90c-4da4-bef0-359f6a24a83a', ID3D11DeviceContext1, {
  UpdateTileMappings: opaque.hresult,
  CopyTileMappings: opaque.hresult,
  CopyTiles: opaque.nothing,
  UpdateTiles: opaque.nothing,
  ResizeTilePool: opaque.hresult,
  TiledResourceBarrier: opaque.nothing,
  IsAnnotationEnabled: opaque.bool,
  SetMarkerInt: opaque.nothing,
  BeginEventInt: opaque.nothing,
  EndEvent: opaque.nothing,
});

/** ID3D11DeviceContext3: a context that knows hardware protection. */
export interface ID3D11DeviceContext3 extends ID3D11DeviceContext2 {
  /**
   * Sends what was recorded to the GPU.
   * @param ContextType of D3D11_CONTEXT_TYPE
   * @param hEvent set when the GPU is done with it; null for none
   */
  Flush1(ContextType: number, hEvent: bigint | null): void;
  /**
   * Turns hardware protection of what follows on or off: TRUE or FALSE. It stays off, and a message says so, where the
   * driver does not switch it.
   */
  SetHardwareProtectionState(HwProtectionEnable: number): void;
  /** Whether it is on: TRUE or FALSE. */
  GetHardwareProtectionState(pHwProtectionEnable: Out<number>): void;
}

export const ID3D11DeviceContext3: ComInterface<ID3D11DeviceContext3> = comInterface<
  ID3D11DeviceContext3,
  ID3D11DeviceContext2
>('ID3D11DeviceContext3', 'b4e3c01d-e79e-4637-91b2-510e9f4c9b8f', ID3D11DeviceContext2, {
  Flush1: nothing([value('ContextType', D3D11_CONTEXT_TYPE), optional(value('hEvent', HANDLE))]),
  SetHardwareProtectionState: nothing([value('HwProtectionEnable', BOOL)]),
  GetHardwareProtectionState: nothing([valueOut('pHwProtectionEnable', BOOL)]),
});

/** ID3D11DeviceContext4: a context with fences: slots that are not emulated. */
export interface ID3D11DeviceContext4 extends ID3D11DeviceContext3 {
  Signal: Opaque;
  Wait: Opaque;
}

export const ID3D11DeviceContext4: ComInterface<ID3D11DeviceContext4> = comInterface<
  ID3D11DeviceContext4,
  ID3D11DeviceContext3
>('ID3D11DeviceContext4', '917600da-f58c-4c33-98d8-3e15b390fa24', ID3D11DeviceContext3, {
  Signal: opaque.hresult,
  Wait: opaque.hresult,
});
