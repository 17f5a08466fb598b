import type { EmulatedDriver } from '../../emulator/index.js';
import type { AdapterSetup, ApiInterposer, Libraries, MonitorIdentity } from '../runtime/d3d11/index.js';
import { loadLibraries } from '../runtime/d3d11/index.js';

/** The monitors of a driver's profile side by side, as a desktop has them; handles are numbers from 0x10001 on. */
function monitorsOf({ profile }: EmulatedDriver): readonly MonitorIdentity[] {
  let left = 0;
  return profile.outputs.monitors.map(({ outputs }, index) => {
    const { width, height } = outputs[0]!.mode;
    const place = { left, top: 0, width, height };
    left += width;
    return { deviceName: `\\\\.\\DISPLAY${index + 1}`, handle: BigInt(0x10001 + index), ...place };
  });
}

/** An emulated adapter as it stands in a machine: identity and monitors are its profile's. */
export function adapterSetup(driver: EmulatedDriver): AdapterSetup {
  return { driver, identity: driver.profile.adapter, monitors: monitorsOf(driver) };
}

/**
 * A machine with this one adapter.
 * @param interposer what stands between callers and the API
 */
export function machineWith(driver: EmulatedDriver, interposer?: ApiInterposer): Libraries {
  return loadLibraries({ adapters: [adapterSetup(driver)], ...(interposer && { interposer }) });
}
