import type { EmulatedDriver } from '../../emulator/index.js';
import { objectOf } from '../api/kit/index.js';
import { showBriefly } from '../brief.js';
import type { ID3D11Device, IDXGIAdapter1, Kernel, KernelEvent, Libraries } from '../runtime/d3d11/index.js';
import {
  D3D11_CREATE_DEVICE_FLAG,
  D3D_DRIVER_TYPE,
  endDevice,
  failed,
  liveObjectsOf,
  out,
} from '../runtime/d3d11/index.js';
import type { ApiCall } from '../trace/index.js';
import type { AdapterDescription, AdapterMonitor } from './adapter-description.js';
import { descriptionOf, monitorsOf } from './adapter-description.js';
import type { ApiFaults, ApiWatch } from './api-watch.js';
import type { DeviceCreation } from './call-options.js';
import { checkCallOptions, deviceCreationSchema } from './call-options.js';
import { Device } from './device.js';
import { HResultError } from './hresult-error.js';
import { leakedObjects, LeakError } from './leaks.js';
import { nextTearDown } from './tear-down.js';

/** D3D11_SDK_VERSION. */
const sdkVersion = 7;

/** The libraries of a machine, and what looks at their calls. */
export interface WatchedLibraries {
  readonly libraries: Libraries;
  readonly watch: ApiWatch;
  /** Whether what is left at an end is an error. */
  readonly isStrict: boolean;
}

/** A device of an adapter. */
export function deviceOf(
  { libraries, watch }: WatchedLibraries,
  adapter: IDXGIAdapter1,
  driver: EmulatedDriver,
  { featureLevels = [], flags = 0 }: DeviceCreation = {},
  call = 'createDevice',
): Device {
  const { D3D11CreateDevice, kernel } = libraries;
  const { UNKNOWN } = D3D_DRIVER_TYPE;
  const { DEBUG } = D3D11_CREATE_DEVICE_FLAG; // a test wants to know: ID3D11InfoQueue is always there
  const levels = featureLevels.length > 0 ? featureLevels : null;
  const device = out<ID3D11Device>();
  const before = libraries.messages.length;
  const code = D3D11CreateDevice(
    ...[adapter, UNKNOWN, 0n, flags | DEBUG, levels, featureLevels.length, sdkVersion, device, null, null],
  );
  if (failed(code)) throw new HResultError(code, call, 'DEV', libraries.messages.slice(before));
  return new Device(device.value!, driver, kernel, watch);
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
  static {
    showBriefly(this.prototype, 'Adapter', (adapter) => ({
      driver: adapter.#driver.name,
      devices: adapter.#devices.length,
    }));
  }

  readonly #kernelAdapter: Kernel['adapters'][number] | undefined;
  readonly #devices: Device[] = [];
  /** Events of those who wait for a tear-down: set when none can come any more. */
  readonly #waiting = new Set<KernelEvent>();
  #isRemoved = false;
  readonly #machine: WatchedLibraries;
  readonly #api: IDXGIAdapter1;
  readonly #driver: EmulatedDriver;

  /** @param index its place in the machine, which has lost none so far */
  constructor(machine: WatchedLibraries, api: IDXGIAdapter1, driver: EmulatedDriver, index: number) {
    this.#machine = machine;
    this.#api = api;
    this.#driver = driver;
    this.#kernelAdapter = machine.libraries.kernel.adapters[index];
  }

  /** The same object in the emulated runtime: IDXGIAdapter. */
  get api(): IDXGIAdapter1 {
    return this.#api;
  }

  get driver(): EmulatedDriver {
    return this.#driver;
  }

  /** Name, numbers, LUID. */
  get description(): AdapterDescription {
    return descriptionOf(this.api);
  }

  /** The monitors on its outputs. */
  get monitors(): AdapterMonitor[] {
    const { refusals } = this.driver.control;
    return monitorsOf(this.api, { libraries: this.#machine.libraries, refusals });
  }

  /**
   * @param options feature levels and flags, as D3D11CreateDevice takes them
   * @throws HResultError E_OUTOFMEMORY when the driver has no memory; DXGI_ERROR_UNSUPPORTED where no level works, or once
   *   it was removed; E_INVALIDARG for levels and flags that nobody knows
   */
  createDevice(options: DeviceCreation = {}): Device {
    const creation = checkCallOptions('Adapter.createDevice', deviceCreationSchema, options);
    const device = deviceOf(this.#machine, this.api, this.driver, creation, 'Adapter.createDevice');
    this.#devices.push(device);
    return device;
  }

  /** The rules on the API of its machine. @throws TypeError where none were asked for */
  get faults(): ApiFaults {
    return this.#machine.watch.faults;
  }

  /** The newest calls of its machine, oldest first, those of all its devices. @throws TypeError where none are kept */
  get calls(): readonly ApiCall[] {
    return this.#machine.watch.calls;
  }

  /** Loses the keys of all its sessions that can lose them, and what lies in protected memory (D-44). */
  tearDown(): void {
    this.#kernelAdapter?.tearDown();
  }

  /**
   * Settles at the next tear-down of its protection keys, of whatever session: what to ask then is
   * `checkCryptoSessionStatus` of the context. Told by an event that is registered at once, as a player's is (RC-01).
   * @throws HResultError DXGI_ERROR_DEVICE_REMOVED, as a rejection, where the adapter is removed or released first
   */
  whenTornDown(): Promise<void> {
    const call = 'Adapter.whenTornDown';
    return nextTearDown({
      ...{ call, kernel: this.#machine.libraries.kernel, adapter: this.api },
      untilGone: (gone) => {
        if (this.#isRemoved) gone.signal();
        else this.#waiting.add(gone);
        return () => void this.#waiting.delete(gone);
      },
      details: () => ({ text: 'no tear-down came before the end of the adapter' }),
    });
  }

  /** Takes it out of the machine: its devices are removed, there are no new ones, and a new factory does not list it. */
  remove(): void {
    this.#kernelAdapter?.remove();
    this.#isRemoved = true;
    for (const gone of this.#waiting) gone.signal();
  }

  /**
   * Ends its devices, whoever still holds them, and takes it out of its machine: there are no new ones.
   * @throws LeakError after the end, for what was left of devices that it made, where it is `strict`
   */
  release(): void {
    const devices = this.#devices.splice(0).filter(({ api }) => !objectOf(api).isEnded);
    const left = devices.flatMap(({ api }) => leakedObjects(liveObjectsOf(api)));
    for (const { api } of devices) endDevice(api);
    this.remove();
    this.api.Release();
    if (this.#machine.isStrict && left.length > 0) throw new LeakError('Adapter.release', left);
  }
}
