import type { DriverControl, DriverOracle } from '../../src/driver/index.js';
import type { DriverCore } from './state.js';
import { surfaceRuns } from './surface.js';

/** The states that a test asks for. */
export function createControl({ devices, allocations }: DriverCore): DriverControl {
  return {
    removeDevice: () => {
      for (const { object } of devices.entries()) object.removed = true;
    },
    failAllocation: (nth) => {
      allocations.failAt(nth);
    },
  };
}

/** A look into protected memory and the key slab. */
export function createOracle({ memory, devices, keys }: DriverCore): DriverOracle {
  return {
    resourceBytes: (hDevice, hResource) => {
      const resource = devices.find(hDevice)?.resources.find(hResource);
      if (!resource) return null;
      const all = memory.range(resource.data, resource.surface.pitchedBytes);
      const runs = [...surfaceRuns(resource.surface)];
      return new Uint8Array(
        Buffer.concat(runs.map(({ offset, bytes }) => all.subarray(offset, offset + bytes))),
      );
    },
    sessionKey: (hDevice, hCryptoSession) => {
      const place = devices.find(hDevice)?.sessions.find(hCryptoSession)?.keyPlace;
      return place === undefined ? null : keys.key(place).slice();
    },
    remembers: (secret) => keys.contains(secret),
  };
}
