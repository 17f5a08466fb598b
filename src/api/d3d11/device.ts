import type { Guid, Hresult } from '../../abi/index.js';
import { HANDLE, named, UINT } from '../../abi/index.js';
import { GUID } from '../../ddi/index.js';
import type { ComInterface, Opaque, Out } from '../kit/index.js';
import {
  bytesIn,
  bytesOut,
  dataOut,
  comInterface,
  evenWhenRemoved,
  hresult,
  nothing,
  object,
  objectOut,
  objectOutBy,
  opaque,
  optional,
  returning,
  structIn,
  structsIn,
  uint,
  value,
  valueIn,
  valueInOut,
  valueOut,
  IUnknown,
} from '../kit/index.js';
import type { ID3D11Query } from './asynchronous.js';
import type { ID3D11DeviceContext } from './device-context.js';
import type { ID3D11Buffer, ID3D11Texture2D } from './resource.js';
import { DXGI_FORMAT } from '../../ddi/index.js';
import { D3D11_COUNTER_INFO, D3D11_QUERY_DESC } from './device-structs.js';
import {
  D3D11_CREATE_DEVICE_FLAG,
  D3D11_FEATURE,
  D3D11_RAISE_FLAG,
  D3D_FEATURE_LEVEL,
} from './device-values.js';
import { D3D11_FORMAT_SUPPORT } from './format-support.js';
import { D3D11_BUFFER_DESC, D3D11_SUBRESOURCE_DATA, D3D11_TEXTURE2D_DESC } from './resource-structs.js';

/** ID3D11Device. */
export interface ID3D11Device extends IUnknown {
  CreateBuffer(
    pDesc: D3D11_BUFFER_DESC,
    pInitialData: D3D11_SUBRESOURCE_DATA | null,
    ppBuffer: Out<ID3D11Buffer> | null,
  ): Hresult;
  CreateTexture1D: Opaque;
  CreateTexture2D(
    pDesc: D3D11_TEXTURE2D_DESC,
    pInitialData: readonly D3D11_SUBRESOURCE_DATA[] | null,
    ppTexture2D: Out<ID3D11Texture2D> | null,
  ): Hresult;
  CreateTexture3D: Opaque;
  CreateShaderResourceView: Opaque;
  CreateUnorderedAccessView: Opaque;
  CreateRenderTargetView: Opaque;
  CreateDepthStencilView: Opaque;
  CreateInputLayout: Opaque;
  CreateVertexShader: Opaque;
  CreateGeometryShader: Opaque;
  CreateGeometryShaderWithStreamOutput: Opaque;
  CreatePixelShader: Opaque;
  CreateHullShader: Opaque;
  CreateDomainShader: Opaque;
  CreateComputeShader: Opaque;
  CreateClassLinkage: Opaque;
  CreateBlendState: Opaque;
  CreateDepthStencilState: Opaque;
  CreateRasterizerState: Opaque;
  CreateSamplerState: Opaque;
  CreateQuery(pQueryDesc: D3D11_QUERY_DESC, ppQuery: Out<ID3D11Query> | null): Hresult;
  CreatePredicate: Opaque;
  CreateCounter: Opaque;
  CreateDeferredContext(ContextFlags: number, ppDeferredContext: Out<ID3D11DeviceContext> | null): Hresult;
  OpenSharedResource(hResource: bigint, ReturnedInterface: Guid, ppResource: Out<IUnknown> | null): Hresult;
  CheckFormatSupport(Format: number, pFormatSupport: Out<number>): Hresult;
  CheckMultisampleQualityLevels(Format: number, SampleCount: number, pNumQualityLevels: Out<number>): Hresult;
  CheckCounterInfo(pCounterInfo: Out<D3D11_COUNTER_INFO>): void;
  CheckCounter: Opaque;
  CheckFeatureSupport(
    Feature: number,
    pFeatureSupportData: Uint8Array,
    FeatureSupportDataSize: number,
  ): Hresult;
  GetPrivateData(guid: Guid, pDataSize: Out<number>, pData: Uint8Array | Out<IUnknown> | null): Hresult;
  SetPrivateData(guid: Guid, DataSize: number, pData: Uint8Array | null): Hresult;
  SetPrivateDataInterface(guid: Guid, pData: IUnknown | null): Hresult;
  GetFeatureLevel(): number;
  GetCreationFlags(): number;
  GetDeviceRemovedReason(): Hresult;
  GetImmediateContext(ppImmediateContext: Out<ID3D11DeviceContext>): void;
  SetExceptionMode(RaiseFlags: number): Hresult;
  GetExceptionMode(): number;
}

export const ID3D11Device: ComInterface<ID3D11Device> = comInterface<ID3D11Device, IUnknown>(
  'ID3D11Device',
  'db6f6ddb-ac77-4e88-8253-819df9bbf140',
  IUnknown,
  {
    CreateBuffer: hresult(
      [
        structIn('pDesc', D3D11_BUFFER_DESC),
        optional(structIn('pInitialData', D3D11_SUBRESOURCE_DATA)),
        optional(objectOut('ppBuffer', 'ID3D11Buffer')),
      ],
      { nullParam: 'CREATEBUFFER_NULLDESC', outOfMemory: 'CREATEBUFFER_OUTOFMEMORY_RETURN' },
    ),
    CreateTexture1D: opaque.hresult,
    CreateTexture2D: hresult(
      [
        structIn('pDesc', D3D11_TEXTURE2D_DESC),
        optional(structsIn('pInitialData', D3D11_SUBRESOURCE_DATA)),
        optional(objectOut('ppTexture2D', 'ID3D11Texture2D')),
      ],
      { nullParam: 'CREATETEXTURE2D_NULLDESC', outOfMemory: 'CREATETEXTURE2D_OUTOFMEMORY_RETURN' },
    ),
    CreateTexture3D: opaque.hresult,
    CreateShaderResourceView: opaque.hresult,
    CreateUnorderedAccessView: opaque.hresult,
    CreateRenderTargetView: opaque.hresult,
    CreateDepthStencilView: opaque.hresult,
    CreateInputLayout: opaque.hresult,
    CreateVertexShader: opaque.hresult,
    CreateGeometryShader: opaque.hresult,
    CreateGeometryShaderWithStreamOutput: opaque.hresult,
    CreatePixelShader: opaque.hresult,
    CreateHullShader: opaque.hresult,
    CreateDomainShader: opaque.hresult,
    CreateComputeShader: opaque.hresult,
    CreateClassLinkage: opaque.hresult,
    CreateBlendState: opaque.hresult,
    CreateDepthStencilState: opaque.hresult,
    CreateRasterizerState: opaque.hresult,
    CreateSamplerState: opaque.hresult,
    CreateQuery: hresult(
      [structIn('pQueryDesc', D3D11_QUERY_DESC), optional(objectOut('ppQuery', 'ID3D11Query'))],
      { outOfMemory: 'CREATEQUERY_OUTOFMEMORY_RETURN' },
    ),
    CreatePredicate: opaque.hresult,
    CreateCounter: opaque.hresult,
    CreateDeferredContext: hresult(
      [uint('ContextFlags'), optional(objectOut('ppDeferredContext', 'ID3D11DeviceContext'))],
      { outOfMemory: 'CREATEDEFERREDCONTEXT_OUTOFMEMORY_RETURN' },
    ),
    OpenSharedResource: hresult(
      [
        value('hResource', HANDLE),
        valueIn('ReturnedInterface', GUID),
        optional(objectOutBy('ppResource', 'ReturnedInterface')),
      ],
      { outOfMemory: 'DEVICE_OPEN_SHARED_RESOURCE_OUTOFMEMORY_RETURN' },
    ),
    CheckFormatSupport: hresult([
      value('Format', DXGI_FORMAT),
      valueOut('pFormatSupport', named(UINT, D3D11_FORMAT_SUPPORT)),
    ]),
    CheckMultisampleQualityLevels: hresult([
      value('Format', DXGI_FORMAT),
      uint('SampleCount'),
      valueOut('pNumQualityLevels', UINT),
    ]),
    CheckCounterInfo: nothing([valueOut('pCounterInfo', D3D11_COUNTER_INFO)]),
    CheckCounter: opaque.hresult,
    CheckFeatureSupport: hresult([
      value('Feature', D3D11_FEATURE),
      bytesOut('pFeatureSupportData', 'FeatureSupportDataSize'),
      uint('FeatureSupportDataSize'),
    ]),
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
    GetFeatureLevel: evenWhenRemoved(returning(D3D_FEATURE_LEVEL, [])),
    GetCreationFlags: evenWhenRemoved(returning(named(UINT, D3D11_CREATE_DEVICE_FLAG), [])),
    GetDeviceRemovedReason: evenWhenRemoved(hresult([])),
    GetImmediateContext: evenWhenRemoved(nothing([objectOut('ppImmediateContext', 'ID3D11DeviceContext')])),
    // With a message of its own (DR-12).
    SetExceptionMode: evenWhenRemoved(hresult([value('RaiseFlags', named(UINT, D3D11_RAISE_FLAG))])),
    GetExceptionMode: evenWhenRemoved(returning(named(UINT, D3D11_RAISE_FLAG), [])),
  },
);
