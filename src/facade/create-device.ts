import type { Adapter } from './adapter.js';
import { deviceOf } from './adapter.js';
import { wrongArgument } from './arguments.js';
import { ApiWatch } from './api-watch.js';
import { driverOf } from './create-driver.js';
import type { Device } from './device.js';
import type { DeviceOptions, DriverOptions, MachineOptions } from './driver-options.js';
import { checkDeviceOptions, checkDriverOptions, checkMachineOptions } from './driver-options.js';
import { given } from '../options/index.js';
import { enumerateAdapters, Machine, machineWith } from './machine.js';

/** What a device's options say of its machine, and what of its driver. */
function apart({
  apiInterposer,
  calls,
  faults,
  ...ofDriver
}: DeviceOptions): [MachineOptions, DriverOptions] {
  return [given({ apiInterposer, calls, faults }) as MachineOptions, ofDriver];
}

/**
 * A machine with several emulated adapters, each with a driver of its own.
 * @param adapters what each driver is made of; the first adapter has the primary desktop
 *
 * @example
 * ```ts
 * import { createMachine } from 'softumd';
 *
 * const { adapters } = createMachine([{ seed: 1 }, { seed: 2, profile: { renegotiation: 'refuse' } }]);
 * const [integrated, discrete] = adapters.map((adapter) => adapter.createDevice());
 * adapters[1]?.remove(); // as a GPU that is pulled out
 * console.log(integrated?.removedReason, discrete?.removedReason === 0); // 0 false
 * ```
 */
export function createMachine(adapters: readonly DriverOptions[], options: MachineOptions = {}): Machine {
  const call = 'createMachine';
  if (!Array.isArray(adapters)) throw wrongArgument(call, 'adapters', 'an array of options', adapters);
  const watch = new ApiWatch(checkMachineOptions(call, options));
  const drivers = adapters.map((one: unknown) => driverOf(checkDriverOptions(call, one)));
  return new Machine(drivers, machineWith(drivers, watch.interposer), watch);
}

/**
 * An emulated adapter with a driver of its own, which is opened with the first device.
 *
 * @example
 * ```ts
 * import { createAdapter } from 'softumd';
 *
 * const adapter = createAdapter({ seed: 'a run that repeats itself' });
 * const [player, other] = [adapter.createDevice(), adapter.createDevice()];
 * ```
 */
export function createAdapter(options: DeviceOptions = {}): Adapter {
  const [ofMachine, ofDriver] = apart(checkDeviceOptions('createAdapter', options));
  const watch = new ApiWatch(ofMachine);
  const drivers = [driverOf(ofDriver)];
  return new Machine(drivers, machineWith(drivers, watch.interposer), watch).adapters[0]!;
}

/**
 * An emulated device, with an adapter and driver of its own.
 *
 * @example
 * ```ts
 * import { createDevice } from 'softumd';
 *
 * const device = createDevice({ profile: { renegotiation: 'refuse' } });
 * const surface = device.createNv12Texture('protected', { width: 320, height: 180 });
 * device.release();
 * ```
 */
export function createDevice(options: DeviceOptions = {}): Device {
  const [ofMachine, ofDriver] = apart(checkDeviceOptions('createDevice', options));
  const watch = new ApiWatch(ofMachine);
  const driver = driverOf(ofDriver);
  const libraries = machineWith([driver], watch.interposer);
  const [adapter] = enumerateAdapters('createDevice', libraries);
  const device = deviceOf({ libraries, watch }, adapter!, driver);
  adapter!.Release(); // the device holds it
  return device;
}
