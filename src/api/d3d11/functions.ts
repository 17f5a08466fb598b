/** What d3d11.dll exports. */
import type { Hresult } from '../../abi/index.js';
import { named, UINT } from '../../abi/index.js';
import type { ApiFunction, Out } from '../kit/index.js';
import {
  apiFunction,
  hresult,
  object,
  objectOut,
  optional,
  uint,
  value,
  valueOut,
  valuesIn,
} from '../kit/index.js';
import type { IDXGIAdapter } from '../dxgi/adapter.js';
import { HMODULE } from '../windows-types.js';
import type { ID3D11DeviceContext } from './device-context.js';
import type { ID3D11Device } from './device.js';
import { D3D11_CREATE_DEVICE_FLAG, D3D_DRIVER_TYPE, D3D_FEATURE_LEVEL } from './device-values.js';

/**
 * Makes a device and its immediate context. Of the feature levels the first that works is taken; without a list 11_0 and
 * those below it are tried, never 11_1 (api CD-10, CD-11).
 * @param pAdapter null for the first of the enumeration (api CD-6); given, it goes with DriverType UNKNOWN alone (api CD-1)
 * @param Software the module of a software rasterizer, 0n where DriverType is not SOFTWARE (api CD-5)
 * @param Flags of D3D11_CREATE_DEVICE_FLAG
 * @param FeatureLevels how many elements pFeatureLevels has; 0 is as no list (api CD-14)
 * @param SDKVersion D3D11_SDK_VERSION, 7 (api CD-15)
 * @param pFeatureLevel gets the level of the device; 0 on failure (api CD-9)
 * @returns S_OK; S_FALSE where neither object is asked for (api CD-7); E_INVALIDARG (api CD-1…CD-5, CD-13, CD-15, CD-16);
 *   DXGI_ERROR_UNSUPPORTED where no level works (api CD-12); E_OUTOFMEMORY
 */
export type D3D11CreateDevice = (
  pAdapter: IDXGIAdapter | null,
  DriverType: number,
  Software: bigint,
  Flags: number,
  pFeatureLevels: readonly number[] | null,
  FeatureLevels: number,
  SDKVersion: number,
  ppDevice: Out<ID3D11Device> | null,
  pFeatureLevel: Out<number> | null,
  ppImmediateContext: Out<ID3D11DeviceContext> | null,
) => Hresult;

export const D3D11CreateDevice: ApiFunction<D3D11CreateDevice> = apiFunction<D3D11CreateDevice>(
  'D3D11CreateDevice',
  hresult([
    optional(object('pAdapter', 'IDXGIAdapter', true)),
    value('DriverType', D3D_DRIVER_TYPE),
    value('Software', HMODULE),
    value('Flags', named(UINT, D3D11_CREATE_DEVICE_FLAG)),
    optional(valuesIn('pFeatureLevels', D3D_FEATURE_LEVEL, 'FeatureLevels')),
    uint('FeatureLevels'),
    uint('SDKVersion'),
    optional(objectOut('ppDevice', 'ID3D11Device')),
    optional(valueOut('pFeatureLevel', D3D_FEATURE_LEVEL)),
    optional(objectOut('ppImmediateContext', 'ID3D11DeviceContext')),
  ]),
);
