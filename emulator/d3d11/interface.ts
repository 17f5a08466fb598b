import { D3D10_2DDI_ADAPTERFUNCS, OpenAdapter10_2, RetrieveSubObject } from '../../src/ddi/index.js';
import type { DrmComponent } from '../../src/driver/index.js';
import type { DriverInterface } from '../core/driver-interface.js';
import { tableFunctions } from '../core/function-tables.js';
import { adapterFunctions, openAdapter } from './adapter.js';
import { d3d11Control, d3d11Oracle } from './control.js';
import type { D3D11Core } from './d3d11-core.js';
import { createD3D11Core } from './d3d11-core.js';
import { loseFrames } from './decoder/end-decoder.js';
import type { DeviceTables } from './device.js';
import type { D3D11Policies } from './policies.js';
import { d3d11Policies } from './policies.js';
import type { EmulatedProfile } from './profile.js';
import { deviceTables } from './device-tables.js';
import { retrieveSubObject } from './sub-object.js';
import { videoTables } from './video-tables.js';

/**
 * Adapters, devices, resources, crypto sessions and decoders, entered by OpenAdapter10_2.
 * @param drm what stands for the trusted environment, instead of what the profile lists
 */
export function createD3D11Interface(
  drm?: DrmComponent,
): DriverInterface<D3D11Policies, EmulatedProfile, D3D11Core> {
  return {
    name: 'Direct3D 11',
    policies: d3d11Policies,
    install: (surroundings) => {
      const d3d11 = createD3D11Core(surroundings, drm);
      d3d11.tearDowns.listen(() => {
        for (const { object: device } of d3d11.devices.entries())
          loseFrames(device, (session) => !d3d11.policies.hasKeys(session));
      });
      // Tables are complete when every interface is installed, which is before anybody calls.
      const { table } = surroundings;
      const retrieve = d3d11.intercept(RetrieveSubObject, retrieveSubObject(d3d11, table));
      const tables: DeviceTables = {
        device: ({ deviceTable }) => table(deviceTable),
        retrieveSubObject: d3d11.code.addressOf(RetrieveSubObject, retrieve),
      };
      const open = openAdapter(d3d11, () => table(D3D10_2DDI_ADAPTERFUNCS));
      return {
        state: d3d11,
        tables: [
          tableFunctions(D3D10_2DDI_ADAPTERFUNCS, adapterFunctions(d3d11, tables)),
          ...deviceTables(d3d11),
          ...videoTables(d3d11),
        ],
        entries: { OpenAdapter10_2: d3d11.intercept(OpenAdapter10_2, open) },
        control: d3d11Control(d3d11),
        oracle: d3d11Oracle(d3d11),
      };
    },
  };
}
