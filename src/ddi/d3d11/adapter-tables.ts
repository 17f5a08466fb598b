/** The adapter's function tables of d3d10umddi.h and its callbacks of d3dumddi.h: clauses OPN. */
import {
  CalcPrivateDeviceSize,
  CloseAdapter,
  CreateDevice,
  GetCaps,
  GetSupportedVersions,
} from './adapter.js';
import { table } from '../../abi/index.js';

const functions10 = {
  pfnCalcPrivateDeviceSize: CalcPrivateDeviceSize,
  pfnCreateDevice: CreateDevice,
  pfnCloseAdapter: CloseAdapter,
};

/** 24 bytes, filled by OpenAdapter10 (OPN-8). */
export const D3D10DDI_ADAPTERFUNCS = table(
  'D3D10DDI_ADAPTERFUNCS',
  ['pfnCalcPrivateDeviceSize', 'pfnCreateDevice', 'pfnCloseAdapter'],
  functions10,
);

/** 40 bytes, filled by OpenAdapter10_2 (OPN-4). */
export const D3D10_2DDI_ADAPTERFUNCS = table(
  'D3D10_2DDI_ADAPTERFUNCS',
  [...D3D10DDI_ADAPTERFUNCS.slots, 'pfnGetSupportedVersions', 'pfnGetCaps'],
  { ...functions10, pfnGetSupportedVersions: GetSupportedVersions, pfnGetCaps: GetCaps },
);

/** 16 bytes, the runtime's; a software driver needs neither (OPN-6, OPN-7). */
export const D3DDDI_ADAPTERCALLBACKS = table(
  'D3DDDI_ADAPTERCALLBACKS',
  ['pfnQueryAdapterInfoCb', 'pfnGetMultisampleMethodListCb'],
  {},
);
