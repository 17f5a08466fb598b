import type { EmulatedDriver } from '../../emulator/index.js';
import type { D3D11Device, Hresult, Out } from '../runtime/d3d11/index.js';
import { D3D11Adapter, failed } from '../runtime/d3d11/index.js';
import { createDriverFor } from './create-driver.js';
import { Device } from './device.js';
import type { DriverOptions } from './driver-options.js';
import { HResultError } from './hresult-error.js';

function succeed(call: string, clause: string, code: Hresult): void {
  if (failed(code)) throw new HResultError(code, call, clause, []);
}

function openAdapter(driver: EmulatedDriver): D3D11Adapter {
  const adapter: Out<D3D11Adapter> = {};
  succeed('createAdapter', 'OPN', D3D11Adapter.open(driver, adapter));
  return adapter.value!;
}

function deviceOf(adapter: D3D11Adapter, driver: EmulatedDriver, owner: D3D11Adapter | null): Device {
  const device: Out<D3D11Device> = {};
  succeed('createDevice', 'DEV', adapter.CreateDevice(device));
  return new Device(device.value!, driver, owner);
}

/**
 * An emulated adapter, of which any number of devices can be made.
 *
 * @example
 * ```ts
 * import { type Adapter, createAdapter, type Device } from 'softumd';
 *
 * const adapter: Adapter = createAdapter();
 * const devices: Device[] = [adapter.createDevice(), adapter.createDevice()];
 * adapter.driver.control.removeDevice(); // all of them
 * adapter.release();
 * ```
 */
export class Adapter {
  private readonly adapter: D3D11Adapter;
  readonly driver: EmulatedDriver;

  constructor(options: DriverOptions) {
    this.driver = createDriverFor('createAdapter', options);
    this.adapter = openAdapter(this.driver);
  }

  /** @throws HResultError E_OUTOFMEMORY when the driver has no memory */
  createDevice(): Device {
    return deviceOf(this.adapter, this.driver, null);
  }

  release(): void {
    this.adapter.Release();
  }
}

/**
 * Opens an emulated adapter with a driver of its own.
 *
 * @example
 * ```ts
 * import { createAdapter } from 'softumd';
 *
 * const adapter = createAdapter({ seed: 'a run that repeats itself' });
 * const [player, other] = [adapter.createDevice(), adapter.createDevice()];
 * ```
 */
export function createAdapter(options: DriverOptions = {}): Adapter {
  return new Adapter(options);
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
export function createDevice(options: DriverOptions = {}): Device {
  const driver = createDriverFor('createDevice', options);
  const adapter = openAdapter(driver);
  return deviceOf(adapter, driver, adapter);
}
