import type { HResource, HRTResource } from '../ddi/index.js';
import { E_OUTOFMEMORY } from '../ddi/index.js';
import type { ObjectKind } from './objects.js';

/** Resources (RES-1…RES-15); the arguments are a D3D11DDIARG_CREATERESOURCE. */
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
