/** What dxgi.dll exports. */
import type { Guid, Hresult } from '../../abi/index.js';
import { GUID } from '../../ddi/index.js';
import type { ApiFunction, IUnknown, Out } from '../kit/index.js';
import { apiFunction, hresult, objectOutBy, uint, valueIn } from '../kit/index.js';

/**
 * Makes a factory of DXGI 1.0: a new one each time, with one reference (api DX-5).
 * @returns S_OK; E_NOINTERFACE, and null, for what it is not, IDXGIFactory1 among that (api DX-1, DX-3)
 */
export type CreateDXGIFactory = (riid: Guid, ppFactory: Out<IUnknown>) => Hresult;

export const CreateDXGIFactory: ApiFunction<CreateDXGIFactory> = apiFunction<CreateDXGIFactory>(
  'CreateDXGIFactory',
  hresult([valueIn('riid', GUID), objectOutBy('ppFactory', 'riid')]),
);

/**
 * Makes a factory of DXGI 1.1 or newer. Asked for as IDXGIFactory it has IDXGIFactory1 all the same (api DX-2).
 * @returns S_OK; E_NOINTERFACE, and null, for what it is not (api DX-3)
 */
export type CreateDXGIFactory1 = (riid: Guid, ppFactory: Out<IUnknown>) => Hresult;

export const CreateDXGIFactory1: ApiFunction<CreateDXGIFactory1> = apiFunction<CreateDXGIFactory1>(
  'CreateDXGIFactory1',
  hresult([valueIn('riid', GUID), objectOutBy('ppFactory', 'riid')]),
);

/**
 * The same with flags.
 * @param Flags 0 or DXGI_CREATE_FACTORY_DEBUG, 1 (api DX-4)
 * @returns S_OK; E_INVALIDARG for other flags (api DX-4); E_NOINTERFACE, and null, for what it is not (api DX-3)
 */
export type CreateDXGIFactory2 = (Flags: number, riid: Guid, ppFactory: Out<IUnknown>) => Hresult;

export const CreateDXGIFactory2: ApiFunction<CreateDXGIFactory2> = apiFunction<CreateDXGIFactory2>(
  'CreateDXGIFactory2',
  hresult([uint('Flags'), valueIn('riid', GUID), objectOutBy('ppFactory', 'riid')]),
);
