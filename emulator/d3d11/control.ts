import type { HDevice } from '../../src/ddi/index.js';
import type { DriverControl, DriverOracle } from '../../src/driver/index.js';
import type { D3D11Core } from './d3d11-core.js';
import { surfaceRuns } from './surface.js';

/** The states of devices that a test asks for. */
export function d3d11Control({ devices }: D3D11Core): Pick<DriverControl, 'removeDevice' | 'onRemoval'> {
  const listeners = new Set<(hDevice: HDevice) => void>();
  return {
    removeDevice: ({ hDevice } = {}) => {
      for (const { handle, object } of [...devices.entries()]) {
        if (object.removed || (hDevice !== undefined && handle !== hDevice)) continue;
        object.removed = true;
        for (const listener of [...listeners]) listener(handle);
      }
    },
    onRemoval: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

/** A look into protected memory and the keys of sessions. */
export function d3d11Oracle({
  memory,
  devices,
}: D3D11Core): Pick<DriverOracle, 'resourceBytes' | 'sessionKey'> {
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
    sessionKey: (hDevice, hCryptoSession) =>
      devices.find(hDevice)?.sessions.find(hCryptoSession)?.key('session')?.slice() ?? null,
  };
}
