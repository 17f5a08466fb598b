import type { D3D11_1DDI_VIDEODEVICEFUNCS } from '../../src/ddi/index.js';
import type { DriverInterface } from '../core/driver-interface.js';
import { tableFunctions } from '../core/function-tables.js';
import type { D3D11Core } from '../d3d11/d3d11-core.js';
import { videoTablesOf } from '../../src/ddi/index.js';
import { channelFunctions } from './channel.js';
import type { ChannelCore } from './channel-core.js';
import { createChannelCore } from './channel-core.js';
import { configureFunctions } from './configure.js';
import { channelKeyExchange } from './key-exchange.js';
import type { ChannelPolicies } from './policies.js';
import { channelPolicies } from './policies.js';
import type { ChannelProfile } from './profile-schema.js';
import { queryFunctions } from './query.js';

/** Authenticated channels: six slots of every video table of the Direct3D 11 interface. */
export function createChannelInterface(
  d3d11: DriverInterface<object, unknown, D3D11Core>,
): DriverInterface<ChannelPolicies, ChannelProfile, ChannelCore> {
  return {
    name: 'authenticated channel',
    policies: channelPolicies,
    install: (surroundings) => {
      const core = createChannelCore(surroundings, d3d11);
      const functions = {
        ...channelFunctions(core),
        ...channelKeyExchange(core),
        ...queryFunctions(core),
        ...configureFunctions(core),
      };
      const tables = new Set(
        core.versions.flatMap((version) => videoTablesOf(version).map(({ table }) => table)),
      );
      return {
        state: core,
        // The slots stand in every table, with one type (function tables of d3d11-ddi).
        tables: [...tables].map((table) =>
          tableFunctions(table as typeof D3D11_1DDI_VIDEODEVICEFUNCS, functions),
        ),
      };
    },
  };
}
