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

/** ID3D11Device: a device. What shaders, views and states need are slots that are not emulated. */
export interface ID3D11Device extends IUnknown {
  /**
   * Makes a buffer; the rules are those of api CB.
   * @param pInitialData its first contents, ByteWidth bytes in pSysMem; an immutable buffer needs them
   * @param ppBuffer null to have the description judged alone (api CB-2)
   * @returns S_OK; S_FALSE where ppBuffer is null; E_INVALIDARG; E_OUTOFMEMORY; DXGI_ERROR_DEVICE_REMOVED (api DR-7)
   */
  CreateBuffer(
    pDesc: D3D11_BUFFER_DESC,
    pInitialData: D3D11_SUBRESOURCE_DATA | null,
    ppBuffer: Out<ID3D11Buffer> | null,
  ): Hresult;
  CreateTexture1D: Opaque;
  /**
   * Makes a texture; the rules are those of api CT.
   * @param pInitialData MipLevels x ArraySize elements, each with its pitches in bytes
   * @param ppTexture2D null to have the description judged alone
   * @returns S_OK; S_FALSE where ppTexture2D is null; E_INVALIDARG; E_OUTOFMEMORY; DXGI_ERROR_DEVICE_REMOVED (api DR-7)
   */
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
  /**
   * Makes a query.
   * @param ppQuery null to have the description judged alone
   * @returns S_OK; S_FALSE where ppQuery is null; E_INVALIDARG; E_OUTOFMEMORY; DXGI_ERROR_DEVICE_REMOVED (api DR-7)
   */
  CreateQuery(pQueryDesc: D3D11_QUERY_DESC, ppQuery: Out<ID3D11Query> | null): Hresult;
  CreatePredicate: Opaque;
  CreateCounter: Opaque;
  /**
   * Makes a context that records.
   * @param ContextFlags 0
   * @returns S_OK; DXGI_ERROR_INVALID_CALL on a device for one thread; E_INVALIDARG; E_OUTOFMEMORY;
   *   DXGI_ERROR_DEVICE_REMOVED
   * @remarks Not emulated yet: E_NOTIMPL, 0 or nothing, and a message.
   */
  CreateDeferredContext(ContextFlags: number, ppDeferredContext: Out<ID3D11DeviceContext> | null): Hresult;
  /**
   * Opens a resource that another device shares.
   * @param ppResource gets a new object of this device, over the same memory
   * @returns S_OK; S_FALSE with ppResource NULL; E_NOINTERFACE for what the resource is not; E_INVALIDARG for a handle that
   *   is not live, or another adapter's, or where its driver does not let this process (GEN-6); E_OUTOFMEMORY;
   *   DXGI_ERROR_DEVICE_REMOVED
   */
  OpenSharedResource(hResource: bigint, ReturnedInterface: Guid, ppResource: Out<IUnknown> | null): Hresult;
  /**
   * What a format can be used for.
   * @param pFormatSupport gets D3D11_FORMAT_SUPPORT
   * @returns S_OK; E_FAIL, and 0, where the format does not exist (api FS-1); E_INVALIDARG
   */
  CheckFormatSupport(Format: number, pFormatSupport: Out<number>): Hresult;
  /**
   * How many quality levels a format has with so many samples: 1 for one sample (api FS-4).
   * @returns S_OK; E_FAIL, and 0, for 0 or more than 32 samples (api FS-3); E_INVALIDARG (api FS-5, FS-6)
   */
  CheckMultisampleQualityLevels(Format: number, SampleCount: number, pNumQualityLevels: Out<number>): Hresult;
  /**
   * Which counters there are.
   * @remarks Not emulated yet: E_NOTIMPL, 0 or nothing, and a message.
   */
  CheckCounterInfo(pCounterInfo: Out<D3D11_COUNTER_INFO>): void;
  CheckCounter: Opaque;
  /**
   * What the device can do: one structure of D3D11_FEATURE_DATA_*, as bytes. That of FORMAT_SUPPORT and FORMAT_SUPPORT2
   * has the
   * format in its first member, which is read.
   * @param FeatureSupportDataSize the size of that structure in bytes, exactly
   * @returns S_OK; E_INVALIDARG, and nothing is written (api FS-2)
   */
  CheckFeatureSupport(
    Feature: number,
    pFeatureSupportData: Uint8Array,
    FeatureSupportDataSize: number,
  ): Hresult;
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
  /** The level that D3D11CreateDevice chose: D3D_FEATURE_LEVEL. */
  GetFeatureLevel(): number;
  /** The flags that D3D11CreateDevice got: D3D11_CREATE_DEVICE_FLAG. */
  GetCreationFlags(): number;
  /**
   * Why the device is removed; the same reason from then on (api DR-1, DR-17).
   * @returns S_OK while it is not; DXGI_ERROR_DEVICE_HUNG, DXGI_ERROR_DEVICE_REMOVED, DXGI_ERROR_DEVICE_RESET,
   * DXGI_ERROR_DRIVER_INTERNAL_ERROR, DXGI_ERROR_INVALID_CALL (api DR-2…DR-6)
   */
  GetDeviceRemovedReason(): Hresult;
  /** The context that executes: always the same (api REF-4). */
  GetImmediateContext(ppImmediateContext: Out<ID3D11DeviceContext>): void;
  /**
   * Which causes of removal raise an exception instead (api DR-15).
   * @param RaiseFlags of D3D11_RAISE_FLAG
   * @returns S_OK; E_INVALIDARG for other bits; DXGI_ERROR_DEVICE_REMOVED (api DR-12)
   */
  SetExceptionMode(RaiseFlags: number): Hresult;
  /** Those that are set: D3D11_RAISE_FLAG. */
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
      { nullParam: 'CREATEQUERYORPREDICATE_NULLDESC', outOfMemory: 'CREATEQUERY_OUTOFMEMORY_RETURN' },
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
