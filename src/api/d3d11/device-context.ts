import type { Hresult } from '../../abi/index.js';
import { BOOL, named, UINT } from '../../abi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import {
  bytesIn,
  bytesOut,
  comInterface,
  evenWhenRemoved,
  hresult,
  nothing,
  object,
  objectOut,
  opaque,
  optional,
  returning,
  structIn,
  uint,
  value,
  valueOut,
} from '../kit/index.js';
import type { ID3D11Asynchronous } from './asynchronous.js';
import type { ID3D11CommandList } from './command-list.js';
import { ID3D11DeviceChild } from './device-child.js';
import type { ID3D11Resource } from './resource.js';
import { D3D11_DEVICE_CONTEXT_TYPE } from './context-values.js';
import { D3D11_MAP, D3D11_MAP_FLAG } from './resource-values.js';
import { D3D11_BOX, D3D11_MAPPED_SUBRESOURCE } from './resource-structs.js';

/**
 * ID3D11DeviceContext: a context. What draws, and sets or gets the state of the pipeline, are slots that are not
 * emulated.
 */
export interface ID3D11DeviceContext extends ID3D11DeviceChild {
  VSSetConstantBuffers: Opaque<undefined>;
  PSSetShaderResources: Opaque<undefined>;
  PSSetShader: Opaque<undefined>;
  PSSetSamplers: Opaque<undefined>;
  VSSetShader: Opaque<undefined>;
  DrawIndexed: Opaque<undefined>;
  Draw: Opaque<undefined>;
  /**
   * Opens a subresource to the CPU. pData is its memory until Unmap; the pitches are in bytes.
   * @param MapType of D3D11_MAP
   * @param MapFlags 0, or DO_NOT_WAIT: rather fail than wait for the GPU
   * @param pMappedResource null for a texture of usage DEFAULT alone (api MP-17, MP-18)
   * @returns S_OK; E_INVALIDARG, and pData null (api MP-1…MP-16, MP-22); DXGI_ERROR_WAS_STILL_DRAWING (api MP-15);
   *   E_OUTOFMEMORY;
   * DXGI_ERROR_DEVICE_REMOVED for maps that read (api MP-25; those that write: api MP-26)
   */
  Map(
    pResource: ID3D11Resource,
    Subresource: number,
    MapType: number,
    MapFlags: number,
    pMappedResource: Out<D3D11_MAPPED_SUBRESOURCE> | null,
  ): Hresult;
  /**
   * Ends a map; its memory is dead. What is not mapped stays as it is (api UM-1…UM-3). Legal on a removed device (api
   * UM-4).
   */
  Unmap(pResource: ID3D11Resource, Subresource: number): void;
  PSSetConstantBuffers: Opaque<undefined>;
  IASetInputLayout: Opaque<undefined>;
  IASetVertexBuffers: Opaque<undefined>;
  IASetIndexBuffer: Opaque<undefined>;
  DrawIndexedInstanced: Opaque<undefined>;
  DrawInstanced: Opaque<undefined>;
  GSSetConstantBuffers: Opaque<undefined>;
  GSSetShader: Opaque<undefined>;
  IASetPrimitiveTopology: Opaque<undefined>;
  VSSetShaderResources: Opaque<undefined>;
  VSSetSamplers: Opaque<undefined>;
  /** Begins a query. One for an event has no beginning. */
  Begin(pAsync: ID3D11Asynchronous): void;
  /** Ends a query: its answer tells of everything before. */
  End(pAsync: ID3D11Asynchronous): void;
  /**
   * The answer of a query.
   * @param pData null to ask whether it is there
   * @param DataSize length of pData in bytes: what GetDataSize tells, or 0
   * @param GetDataFlags 0, or 1: do not flush
   * @returns S_OK; S_FALSE where it is not there yet; E_INVALIDARG; DXGI_ERROR_DEVICE_REMOVED
   */
  GetData(
    pAsync: ID3D11Asynchronous,
    pData: Uint8Array | null,
    DataSize: number,
    GetDataFlags: number,
  ): Hresult;
  SetPredication: Opaque<undefined>;
  GSSetShaderResources: Opaque<undefined>;
  GSSetSamplers: Opaque<undefined>;
  OMSetRenderTargets: Opaque<undefined>;
  OMSetRenderTargetsAndUnorderedAccessViews: Opaque<undefined>;
  OMSetBlendState: Opaque<undefined>;
  OMSetDepthStencilState: Opaque<undefined>;
  SOSetTargets: Opaque<undefined>;
  DrawAuto: Opaque<undefined>;
  DrawIndexedInstancedIndirect: Opaque<undefined>;
  DrawInstancedIndirect: Opaque<undefined>;
  Dispatch: Opaque<undefined>;
  DispatchIndirect: Opaque<undefined>;
  RSSetState: Opaque<undefined>;
  RSSetViewports: Opaque<undefined>;
  RSSetScissorRects: Opaque<undefined>;
  /**
   * Copies a box of a subresource, or all of it; coordinates are texels, of buffers bytes (api CP-17). What breaks a
   * rule is
   * dropped with a message (api CP-9…CP-16).
   */
  CopySubresourceRegion(
    pDstResource: ID3D11Resource,
    DstSubresource: number,
    DstX: number,
    DstY: number,
    DstZ: number,
    pSrcResource: ID3D11Resource,
    SrcSubresource: number,
    pSrcBox: D3D11_BOX | null,
  ): void;
  /** Copies a whole resource to one of the same shape. What breaks a rule is dropped with a message (api CP-1…CP-8). */
  CopyResource(pDstResource: ID3D11Resource, pSrcResource: ID3D11Resource): void;
  /**
   * Writes into a subresource; the bytes are copied before the call returns. What breaks a rule is dropped with a
   * message (api
   * US-1…US-8).
   * @param pDstBox null for all of it
   * @param SrcRowPitch bytes from row to row of pSrcData; of buffers nobody looks at it
   * @param SrcDepthPitch bytes from slice to slice
   */
  UpdateSubresource(
    pDstResource: ID3D11Resource,
    DstSubresource: number,
    pDstBox: D3D11_BOX | null,
    pSrcData: Uint8Array,
    SrcRowPitch: number,
    SrcDepthPitch: number,
  ): void;
  CopyStructureCount: Opaque<undefined>;
  ClearRenderTargetView: Opaque<undefined>;
  ClearUnorderedAccessViewUint: Opaque<undefined>;
  ClearUnorderedAccessViewFloat: Opaque<undefined>;
  ClearDepthStencilView: Opaque<undefined>;
  GenerateMips: Opaque<undefined>;
  SetResourceMinLOD: Opaque<undefined>;
  GetResourceMinLOD: Opaque<number>;
  ResolveSubresource: Opaque<undefined>;
  ExecuteCommandList: Opaque<undefined>;
  HSSetShaderResources: Opaque<undefined>;
  HSSetShader: Opaque<undefined>;
  HSSetSamplers: Opaque<undefined>;
  HSSetConstantBuffers: Opaque<undefined>;
  DSSetShaderResources: Opaque<undefined>;
  DSSetShader: Opaque<undefined>;
  DSSetSamplers: Opaque<undefined>;
  DSSetConstantBuffers: Opaque<undefined>;
  CSSetShaderResources: Opaque<undefined>;
  CSSetUnorderedAccessViews: Opaque<undefined>;
  CSSetShader: Opaque<undefined>;
  CSSetSamplers: Opaque<undefined>;
  CSSetConstantBuffers: Opaque<undefined>;
  VSGetConstantBuffers: Opaque<undefined>;
  PSGetShaderResources: Opaque<undefined>;
  PSGetShader: Opaque<undefined>;
  PSGetSamplers: Opaque<undefined>;
  VSGetShader: Opaque<undefined>;
  PSGetConstantBuffers: Opaque<undefined>;
  IAGetInputLayout: Opaque<undefined>;
  IAGetVertexBuffers: Opaque<undefined>;
  IAGetIndexBuffer: Opaque<undefined>;
  GSGetConstantBuffers: Opaque<undefined>;
  GSGetShader: Opaque<undefined>;
  IAGetPrimitiveTopology: Opaque<undefined>;
  VSGetShaderResources: Opaque<undefined>;
  VSGetSamplers: Opaque<undefined>;
  GetPredication: Opaque<undefined>;
  GSGetShaderResources: Opaque<undefined>;
  GSGetSamplers: Opaque<undefined>;
  OMGetRenderTargets: Opaque<undefined>;
  OMGetRenderTargetsAndUnorderedAccessViews: Opaque<undefined>;
  OMGetBlendState: Opaque<undefined>;
  OMGetDepthStencilState: Opaque<undefined>;
  SOGetTargets: Opaque<undefined>;
  RSGetState: Opaque<undefined>;
  RSGetViewports: Opaque<undefined>;
  RSGetScissorRects: Opaque<undefined>;
  HSGetShaderResources: Opaque<undefined>;
  HSGetShader: Opaque<undefined>;
  HSGetSamplers: Opaque<undefined>;
  HSGetConstantBuffers: Opaque<undefined>;
  DSGetShaderResources: Opaque<undefined>;
  DSGetShader: Opaque<undefined>;
  DSGetSamplers: Opaque<undefined>;
  DSGetConstantBuffers: Opaque<undefined>;
  CSGetShaderResources: Opaque<undefined>;
  CSGetUnorderedAccessViews: Opaque<undefined>;
  CSGetShader: Opaque<undefined>;
  CSGetSamplers: Opaque<undefined>;
  CSGetConstantBuffers: Opaque<undefined>;
  /** Sets the state of the pipeline back. Decoders and sessions are not part of it. */
  ClearState(): void;
  /** Sends what was recorded to the GPU. */
  Flush(): void;
  /** D3D11_DEVICE_CONTEXT_TYPE: immediate or deferred. */
  GetType(): number;
  /** Of an immediate context 0. */
  GetContextFlags(): number;
  /**
   * Ends what a deferred context records.
   * @param RestoreDeferredContextState TRUE to keep the state of the pipeline
   * @returns S_OK; DXGI_ERROR_INVALID_CALL on an immediate context; E_OUTOFMEMORY; DXGI_ERROR_DEVICE_REMOVED
   */
  FinishCommandList(
    RestoreDeferredContextState: number,
    ppCommandList: Out<ID3D11CommandList> | null,
  ): Hresult;
}

export const ID3D11DeviceContext: ComInterface<ID3D11DeviceContext> = comInterface<
  ID3D11DeviceContext,
  ID3D11DeviceChild
>('ID3D11DeviceContext', 'c0bfa96c-e089-44fb-8eaf-26f8796190da', ID3D11DeviceChild, {
  VSSetConstantBuffers: opaque.nothing,
  PSSetShaderResources: opaque.nothing,
  PSSetShader: opaque.nothing,
  PSSetSamplers: opaque.nothing,
  VSSetShader: opaque.nothing,
  DrawIndexed: opaque.nothing,
  Draw: opaque.nothing,
  Map: evenWhenRemoved(
    hresult(
      [
        object('pResource', 'ID3D11Resource', true),
        uint('Subresource'),
        value('MapType', D3D11_MAP),
        value('MapFlags', named(UINT, D3D11_MAP_FLAG)),
        optional(valueOut('pMappedResource', D3D11_MAPPED_SUBRESOURCE)),
      ],
      { outOfMemory: 'RESOURCE_MAP_OUTOFMEMORY_RETURN' },
    ),
  ),
  Unmap: evenWhenRemoved(nothing([object('pResource', 'ID3D11Resource', true), uint('Subresource')])),
  PSSetConstantBuffers: opaque.nothing,
  IASetInputLayout: opaque.nothing,
  IASetVertexBuffers: opaque.nothing,
  IASetIndexBuffer: opaque.nothing,
  DrawIndexedInstanced: opaque.nothing,
  DrawInstanced: opaque.nothing,
  GSSetConstantBuffers: opaque.nothing,
  GSSetShader: opaque.nothing,
  IASetPrimitiveTopology: opaque.nothing,
  VSSetShaderResources: opaque.nothing,
  VSSetSamplers: opaque.nothing,
  Begin: nothing([object('pAsync', 'ID3D11Asynchronous', true)]),
  End: nothing([object('pAsync', 'ID3D11Asynchronous', true)]),
  GetData: hresult([
    object('pAsync', 'ID3D11Asynchronous', true),
    optional(bytesOut('pData', 'DataSize')),
    uint('DataSize'),
    uint('GetDataFlags'),
  ]),
  SetPredication: opaque.nothing,
  GSSetShaderResources: opaque.nothing,
  GSSetSamplers: opaque.nothing,
  OMSetRenderTargets: opaque.nothing,
  OMSetRenderTargetsAndUnorderedAccessViews: opaque.nothing,
  OMSetBlendState: opaque.nothing,
  OMSetDepthStencilState: opaque.nothing,
  SOSetTargets: opaque.nothing,
  DrawAuto: opaque.nothing,
  DrawIndexedInstancedIndirect: opaque.nothing,
  DrawInstancedIndirect: opaque.nothing,
  Dispatch: opaque.nothing,
  DispatchIndirect: opaque.nothing,
  RSSetState: opaque.nothing,
  RSSetViewports: opaque.nothing,
  RSSetScissorRects: opaque.nothing,
  CopySubresourceRegion: nothing([
    object('pDstResource', 'ID3D11Resource', true),
    uint('DstSubresource', 'COPYSUBRESOURCEREGION_INVALIDDESTINATIONSUBRESOURCE'),
    uint('DstX'),
    uint('DstY'),
    uint('DstZ'),
    object('pSrcResource', 'ID3D11Resource', true),
    uint('SrcSubresource', 'COPYSUBRESOURCEREGION_INVALIDSOURCESUBRESOURCE'),
    optional(structIn('pSrcBox', D3D11_BOX)),
  ]),
  CopyResource: nothing([
    object('pDstResource', 'ID3D11Resource', true),
    object('pSrcResource', 'ID3D11Resource', true),
  ]),
  UpdateSubresource: nothing([
    object('pDstResource', 'ID3D11Resource', true),
    uint('DstSubresource', 'UPDATESUBRESOURCE_INVALIDDESTINATIONSUBRESOURCE'),
    optional(structIn('pDstBox', D3D11_BOX)),
    bytesIn('pSrcData'),
    uint('SrcRowPitch'),
    uint('SrcDepthPitch'),
  ]),
  CopyStructureCount: opaque.nothing,
  ClearRenderTargetView: opaque.nothing,
  ClearUnorderedAccessViewUint: opaque.nothing,
  ClearUnorderedAccessViewFloat: opaque.nothing,
  ClearDepthStencilView: opaque.nothing,
  GenerateMips: opaque.nothing,
  SetResourceMinLOD: opaque.nothing,
  GetResourceMinLOD: opaque.float,
  ResolveSubresource: opaque.nothing,
  ExecuteCommandList: opaque.nothing,
  HSSetShaderResources: opaque.nothing,
  HSSetShader: opaque.nothing,
  HSSetSamplers: opaque.nothing,
  HSSetConstantBuffers: opaque.nothing,
  DSSetShaderResources: opaque.nothing,
  DSSetShader: opaque.nothing,
  DSSetSamplers: opaque.nothing,
  DSSetConstantBuffers: opaque.nothing,
  CSSetShaderResources: opaque.nothing,
  CSSetUnorderedAccessViews: opaque.nothing,
  CSSetShader: opaque.nothing,
  CSSetSamplers: opaque.nothing,
  CSSetConstantBuffers: opaque.nothing,
  VSGetConstantBuffers: opaque.nothing,
  PSGetShaderResources: opaque.nothing,
  PSGetShader: opaque.nothing,
  PSGetSamplers: opaque.nothing,
  VSGetShader: opaque.nothing,
  PSGetConstantBuffers: opaque.nothing,
  IAGetInputLayout: opaque.nothing,
  IAGetVertexBuffers: opaque.nothing,
  IAGetIndexBuffer: opaque.nothing,
  GSGetConstantBuffers: opaque.nothing,
  GSGetShader: opaque.nothing,
  IAGetPrimitiveTopology: opaque.nothing,
  VSGetShaderResources: opaque.nothing,
  VSGetSamplers: opaque.nothing,
  GetPredication: opaque.nothing,
  GSGetShaderResources: opaque.nothing,
  GSGetSamplers: opaque.nothing,
  OMGetRenderTargets: opaque.nothing,
  OMGetRenderTargetsAndUnorderedAccessViews: opaque.nothing,
  OMGetBlendState: opaque.nothing,
  OMGetDepthStencilState: opaque.nothing,
  SOGetTargets: opaque.nothing,
  RSGetState: opaque.nothing,
  RSGetViewports: opaque.nothing,
  RSGetScissorRects: opaque.nothing,
  HSGetShaderResources: opaque.nothing,
  HSGetShader: opaque.nothing,
  HSGetSamplers: opaque.nothing,
  HSGetConstantBuffers: opaque.nothing,
  DSGetShaderResources: opaque.nothing,
  DSGetShader: opaque.nothing,
  DSGetSamplers: opaque.nothing,
  DSGetConstantBuffers: opaque.nothing,
  CSGetShaderResources: opaque.nothing,
  CSGetUnorderedAccessViews: opaque.nothing,
  CSGetShader: opaque.nothing,
  CSGetSamplers: opaque.nothing,
  CSGetConstantBuffers: opaque.nothing,
  ClearState: nothing([]),
  Flush: nothing([]),
  GetType: evenWhenRemoved(returning(D3D11_DEVICE_CONTEXT_TYPE, [])),
  GetContextFlags: evenWhenRemoved(returning(UINT, [])),
  FinishCommandList: hresult(
    [value('RestoreDeferredContextState', BOOL), optional(objectOut('ppCommandList', 'ID3D11CommandList'))],
    { outOfMemory: 'FINISHDISPLAYLIST_OUTOFMEMORY_RETURN' },
  ),
});
