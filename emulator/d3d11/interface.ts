import {
  D3D10_2DDI_ADAPTERFUNCS,
  D3D11_1DDI_DEVICEFUNCS,
  D3D11_1DDI_VIDEODEVICEFUNCS,
  OpenAdapter10_2,
  RetrieveSubObject,
} from '../../src/ddi/index.js';
import type { DriverInterface } from '../core/driver-interface.js';
import { tableFunctions } from '../core/function-tables.js';
import { adapterFunctions, openAdapter } from './adapter.js';
import { certificateFunctions } from './certificate.js';
import { capsFunctions } from './content-protection-caps.js';
import { d3d11Control, d3d11Oracle } from './control.js';
import { cryptoSessionFunctions } from './crypto-session.js';
import type { D3D11Core } from './d3d11-core.js';
import { createD3D11Core } from './d3d11-core.js';
import { decryptionBltFunctions } from './decryption-blt.js';
import { deviceFunctions } from './device.js';
import { encryptionBltFunctions } from './encryption-blt.js';
import { keyExchangeFunctions } from './key-exchange.js';
import { keyRefreshFunctions } from './key-refresh.js';
import type { D3D11Policies } from './policies.js';
import { d3d11Policies } from './policies.js';
import type { EmulatedProfile } from './profile.js';
import { readBackKeyFunctions } from './read-back-key.js';
import { resourceAccessFunctions } from './resource-access.js';
import { resourceFunctions } from './resource.js';
import { resourceRegionFunctions } from './resource-regions.js';
import { retrieveSubObject } from './sub-object.js';

/** Adapters, devices, resources and crypto sessions, entered by OpenAdapter10_2. */
export const d3d11Interface: DriverInterface<D3D11Policies, EmulatedProfile, D3D11Core> = {
  name: 'Direct3D 11',
  policies: d3d11Policies,
  install: (surroundings) => {
    const d3d11 = createD3D11Core(surroundings);
    // Tables are complete when every interface is installed, which is before anybody calls.
    const { table } = surroundings;
    const videoTable = () => table(D3D11_1DDI_VIDEODEVICEFUNCS);
    const retrieve = d3d11.intercept(RetrieveSubObject, retrieveSubObject(d3d11, videoTable));
    const retrieveAddress = d3d11.code.addressOf(RetrieveSubObject, retrieve);
    const deviceTables = () => ({
      device: table(D3D11_1DDI_DEVICEFUNCS),
      retrieveSubObject: retrieveAddress,
    });
    const open = openAdapter(d3d11, () => table(D3D10_2DDI_ADAPTERFUNCS));
    return {
      state: d3d11,
      tables: [
        tableFunctions(D3D10_2DDI_ADAPTERFUNCS, adapterFunctions(d3d11, deviceTables)),
        tableFunctions(D3D11_1DDI_DEVICEFUNCS, {
          ...deviceFunctions(d3d11),
          ...resourceFunctions(d3d11),
          ...resourceAccessFunctions(d3d11),
          ...resourceRegionFunctions(d3d11),
        }),
        tableFunctions(D3D11_1DDI_VIDEODEVICEFUNCS, {
          ...capsFunctions(d3d11),
          ...cryptoSessionFunctions(d3d11),
          ...certificateFunctions(d3d11),
          ...keyExchangeFunctions(d3d11),
          ...keyRefreshFunctions(d3d11),
          ...readBackKeyFunctions(d3d11),
          ...encryptionBltFunctions(d3d11),
          ...decryptionBltFunctions(d3d11),
        }),
      ],
      entries: { OpenAdapter10_2: d3d11.intercept(OpenAdapter10_2, open) },
      control: d3d11Control(d3d11),
      oracle: d3d11Oracle(d3d11),
    };
  },
};
