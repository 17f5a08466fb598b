import type { EmulatedDriver } from '../../emulator/index.js';
import type { Adapter, WatchedLibraries } from './adapter.js';
import { deviceOf } from './adapter.js';
import { wrongArgument } from './arguments.js';
import { ApiWatch } from './api-watch.js';
import { driverOf } from './create-driver.js';
import type { Device } from './device.js';
import type { DeviceOptions, DriverOptions, MachineOptions } from './driver-options.js';
import { checkDeviceOptions, checkDriverOptions, checkMachineOptions } from './driver-options.js';
import { given } from '../options/index.js';
import { enumerateAdapters, Machine, machineWith } from './machine.js';

/** A machine as a test wants it: drivers say why they refuse calls, and what can be diagnosed removes no device (D-08). */
function watchedMachine(drivers: readonly EmulatedDriver[], options: MachineOptions): WatchedLibraries {
  const { apiInterposer, calls, faults, ...debug } = options;
  const watch = new ApiWatch(given({ apiInterposer, calls, faults }) as MachineOptions);
  for (const { control } of drivers) control.refusals.keep(true);
  const libraries = machineWith(drivers, {
    debug: { criticalVoid: 'diagnose', ...debug },
    ...(watch.interposer && { interposer: watch.interposer }),
  });
  return { libraries, watch };
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
  const ofMachine = checkMachineOptions(call, options);
  const drivers = adapters.map((one: unknown) => driverOf(checkDriverOptions(call, one)));
  return new Machine(drivers, watchedMachine(drivers, ofMachine));
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
  const { ofMachine, ofDriver } = checkDeviceOptions('createAdapter', options);
  const drivers = [driverOf(ofDriver)];
  return new Machine(drivers, watchedMachine(drivers, ofMachine)).adapters[0]!;
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
  const { ofMachine, ofDriver } = checkDeviceOptions('createDevice', options);
  const driver = driverOf(ofDriver);
  const watched = watchedMachine([driver], ofMachine);
  const [adapter] = enumerateAdapters('createDevice', watched.libraries);
  const device = deviceOf(watched, adapter!, driver);
  adapter!.Release(); // the device holds it
  return device;
}
