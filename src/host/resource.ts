import type { HResource, HRTResource, InterfaceVersion } from '../ddi/index.js';
import {
  D3D11DDIARG_CREATERESOURCE,
  D3D11DDIARG_CREATERESOURCE_WDDM2_0,
  E_OUTOFMEMORY,
} from '../ddi/index.js';
import type { ObjectKind } from './objects.js';

/** What CreateResource reads: from WDDM 2.0 on it has one member more, 0 for the usual layout (RES-7). */
export function createResourceLayout({ name }: InterfaceVersion): typeof D3D11DDIARG_CREATERESOURCE {
  return name === 'D3D11_1' ? D3D11DDIARG_CREATERESOURCE : D3D11DDIARG_CREATERESOURCE_WDDM2_0;
}

/** Resources (RES-1…RES-15); the arguments are what {@link createResourceLayout} says. */
export const resourceKind: ObjectKind<HResource, HRTResource> = {
  handleName: 'hResource',
  privateBytes: ({ functions, hDevice }, pCreate) => functions.pfnCalcPrivateResourceSize?.(hDevice, pCreate),
  create: ({ functions, hDevice }, pCreate, hResource, hRTResource) => {
    const create = functions.pfnCreateResource;
    if (!create) return E_OUTOFMEMORY;
    create(hDevice, pCreate, hResource, hRTResource);
    return undefined;
  },
  destroy: ({ functions, hDevice }, hResource) => {
    functions.pfnDestroyResource?.(hDevice, hResource);
  },
};
