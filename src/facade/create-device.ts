import type { EmulatedDriver } from '../../emulator/index.js';
import type {
  Hresult,
  ID3D11Device,
  IDXGIAdapter1,
  IDXGIFactory1,
  Libraries,
} from '../runtime/d3d11/index.js';
import { D3D_DRIVER_TYPE, failed, IDXGIFactory1 as Factory1, out } from '../runtime/d3d11/index.js';
import { driverOf } from './create-driver.js';
import { Device } from './device.js';
import type { DeviceOptions } from './driver-options.js';
import { checkDeviceOptions } from './driver-options.js';
import { HResultError } from './hresult-error.js';
import { machineWith } from './machine.js';

function succeed(call: string, clause: string, code: Hresult): void {
  if (failed(code)) throw new HResultError(code, call, clause, []);
}

/** D3D11_SDK_VERSION. */
const sdkVersion = 7;

/** The first adapter of a machine; the factory that gave it lives as long. */
function firstAdapter({ CreateDXGIFactory1 }: Libraries): IDXGIAdapter1 {
  const factory = out<IDXGIFactory1>();
  succeed('createAdapter', 'api DX', CreateDXGIFactory1(Factory1.iid, factory));
  const adapter = out<IDXGIAdapter1>();
  succeed('createAdapter', 'api DX', factory.value!.EnumAdapters1(0, adapter));
  factory.value!.Release();
  return adapter.value!;
}

function deviceOf(libraries: Libraries, adapter: IDXGIAdapter1, driver: EmulatedDriver): Device {
  const device = out<ID3D11Device>();
  const { D3D11CreateDevice } = libraries;
  const { UNKNOWN } = D3D_DRIVER_TYPE;
  const code = D3D11CreateDevice(adapter, UNKNOWN, 0n, 0, null, 0, sdkVersion, device, null, null);
  succeed('createDevice', 'DEV', code);
  return new Device(device.value!, driver);
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
 * devices[0]?.remove();
 * adapter.remove(); // the others too
 * adapter.release();
 * ```
 */
export class Adapter {
  /** The same object in the emulated runtime: IDXGIAdapter. */
  readonly api: IDXGIAdapter1;
  readonly driver: EmulatedDriver;
  private readonly libraries: Libraries;
  private readonly devices: Device[] = [];

  constructor(options: DeviceOptions) {
    const { apiInterposer, ...rest } = checkDeviceOptions('createAdapter', options);
    this.driver = driverOf(rest);
    this.libraries = machineWith(this.driver, apiInterposer);
    this.api = firstAdapter(this.libraries);
  }

  /** @throws HResultError E_OUTOFMEMORY when the driver has no memory */
  createDevice(): Device {
    const device = deviceOf(this.libraries, this.api, this.driver);
    this.devices.push(device);
    return device;
  }

  /** Takes it out of the machine: its devices are removed, and there are no new ones. */
  remove(): void {
    const { kernel } = this.libraries;
    for (const adapter of kernel.adapters) adapter.remove(); // there is this one alone
  }

  /** Ends its devices, whoever still holds them, and takes it out of its machine: there are no new ones. */
  release(): void {
    for (const device of this.devices.splice(0)) device.release();
    this.remove();
    this.api.Release();
  }
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
export function createDevice(options: DeviceOptions = {}): Device {
  const { apiInterposer, ...rest } = checkDeviceOptions('createDevice', options);
  const driver = driverOf(rest);
  const libraries = machineWith(driver, apiInterposer);
  const adapter = firstAdapter(libraries);
  const device = deviceOf(libraries, adapter, driver);
  adapter.Release(); // the device holds it
  return device;
}
