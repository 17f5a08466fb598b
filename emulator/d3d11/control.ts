import type { DriverControl, DriverOracle } from '../../src/driver/index.js';
import type { D3D11Core } from './d3d11-core.js';
import { tearDown } from './hardware/tear-down.js';
import { checkedProcess } from './sharing/shared-resources.js';
import { subresourceAt } from './subresource.js';
import { surfaceRuns } from './surface.js';

type D3D11Control = Pick<
  Required<DriverControl>,
  | 'removeDevice'
  | 'onRemoval'
  | 'stillDrawing'
  | 'stillDecoding'
  | 'enterProcess'
  | 'outOfProtectedMemory'
  | 'tearDown'
  | 'onTearDown'
>;

/** The states of devices that a test asks for. */
export function d3d11Control(core: D3D11Core): D3D11Control {
  const { devices, removal, stillDrawing, stillDecoding, protectedMemory, tearDowns } = core;
  return {
    removeDevice: ({ hDevice } = {}) => {
      const all = Array.from(devices.entries(), ({ object }) => object);
      const meant = hDevice === undefined ? all : all.filter((device) => device.hDevice === hDevice);
      if (hDevice !== undefined && meant.length === 0)
        throw new RangeError(`removeDevice: expected a live device, received 0x${hDevice.toString(16)}`);
      removal.remove(meant);
    },
    onRemoval: (listener) => removal.listen(listener),
    stillDrawing: (maps) => {
      stillDrawing.forMaps(maps);
    },
    stillDecoding: (frames, code) => {
      stillDecoding.forFrames(frames, code);
    },
    enterProcess: (process) => {
      core.sharedResources.process = checkedProcess(process);
    },
    outOfProtectedMemory: (isOut) => {
      protectedMemory.isOut = isOut;
    },
    tearDown: (which) => {
      tearDown(core, which);
    },
    onTearDown: (listener) => tearDowns.listen(listener),
  };
}

/** A look into protected memory and the keys of sessions. */
export function d3d11Oracle({
  memory,
  devices,
  hardwareKeys,
}: D3D11Core): Omit<Required<DriverOracle>, 'remembers'> {
  return {
    resourceBytes: (hDevice, hResource) => {
      const resource = devices.find(hDevice)?.resources.find(hResource);
      if (!resource) return null;
      const { surface, address } = subresourceAt(resource, 0)!;
      const all = memory.range(address, surface.pitchedBytes);
      const runs = [...surfaceRuns(surface)];
      return new Uint8Array(
        Buffer.concat(runs.map(({ offset, bytes }) => all.subarray(offset, offset + bytes))),
      );
    },
    sessionKey: (hDevice, hCryptoSession) =>
      devices.find(hDevice)?.sessions.find(hCryptoSession)?.key('session')?.slice() ?? null,
    decodedBuffers: (hDevice, hDecoder) =>
      devices
        .find(hDevice)
        ?.decoders.find(hDecoder)
        ?.decoded?.buffers.map(({ type, bytes }) => ({ type, bytes: bytes.slice() })) ?? null,
    hardwareProtection: (hDevice) => devices.find(hDevice)?.hardwareProtection ?? null,
    hardwareKey: (keyId) => hardwareKeys.find(keyId)?.slice() ?? null,
  };
}
